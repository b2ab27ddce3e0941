"""The IT desk: what is sent there, what it says of it, and what it calls us for."""
