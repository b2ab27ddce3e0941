"""The command line: a module for each noun. A command imports what it needs when it runs: help is quick."""
