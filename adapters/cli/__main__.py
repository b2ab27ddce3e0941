"""`python -m adapters.cli` is `upmentor`."""

from adapters.cli.main import cli

cli(prog_name="upmentor")
