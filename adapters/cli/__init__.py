"""The command line: one module for each command. Commands import their parts when they run, so help is quick."""
