"""The two doors: `handle` for people, `tick` for time."""
