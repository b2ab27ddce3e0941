"""The demo: its people, its simulation and its command."""
