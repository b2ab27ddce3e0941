"""Settings, the key ring and logging."""
