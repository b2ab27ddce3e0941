"""The session log: what a pair met for, and for how long, in two taps."""
