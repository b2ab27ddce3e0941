"""The HTTP server's own pages."""
