"""The neutral surface and its forms."""
