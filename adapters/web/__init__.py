"""The HTTP server: its port, health and metrics."""
