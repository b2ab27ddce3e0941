"""The tests; a package, so that `tests/adapters` does not hide `adapters`."""
