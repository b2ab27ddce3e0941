"""`upmentor`: all commands. Exit codes: 0 success, 1 refused or failed with the reason on stderr, 2 wrong usage."""

from __future__ import annotations

import sys
from io import TextIOWrapper

import click

from adapters.cli.audit import audit
from adapters.cli.charter import charter
from adapters.cli.check_in import check_in
from adapters.cli.cohort import cohort
from adapters.cli.context import RootGroup
from adapters.cli.deliveries import deliveries
from adapters.cli.demo import demo
from adapters.cli.doctor import doctor
from adapters.cli.keys import keys
from adapters.cli.manifest import manifest
from adapters.cli.migrate import migrate
from adapters.cli.report import report
from adapters.cli.retention import retention
from adapters.cli.roster import roster
from adapters.cli.serve import serve


@click.group(cls=RootGroup)
@click.version_option(package_name="upmentor")
def cli() -> None:
    """Runs AI reverse-mentoring programmes in chat. Settings come from the environment or a .env file."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # prints the rest where a terminal lacks a letter


for command in (
    *(audit, charter, check_in, cohort, deliveries, demo, doctor, keys),
    *(manifest, migrate, report, retention, roster, serve),
):
    cli.add_command(command)
