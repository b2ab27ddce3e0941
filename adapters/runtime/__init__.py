"""The running process: turns, ticks, the outbox relay, directory sync and the life of `serve`."""
