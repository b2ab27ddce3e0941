"""The demo: its people, its play and its command."""
