"""Runs `upmentor` as `python -m adapters.cli`."""

from adapters.cli.main import cli

cli(prog_name="upmentor")
