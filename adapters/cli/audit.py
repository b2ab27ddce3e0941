"""`upmentor audit`: verify the audit trail's hash chain, and compare it with the hash that leads were sent."""

from __future__ import annotations

import click

from adapters.cli.context import CommandFailed, opened_core


@click.group()
def audit() -> None:
    """Check the audit trail."""


@audit.command()
@click.option("--anchor", default=None, help="A hash the leads were sent: it must be in the trail.")
def verify(anchor: str | None) -> None:
    """Verifies that the trail is whole; exit code 1 if it is not."""
    from bot.privacy.audit import verify as verify_trail

    with opened_core() as core:
        entries = core.work(lambda unit: unit.privacy.entries())
    if broken := verify_trail(entries, anchor.strip().casefold() if anchor else None):
        raise CommandFailed(f"The audit trail is broken at entry {broken.seq}: {broken.why}.")
    if not entries:
        click.echo("The audit trail is empty.")
        return
    click.echo(f"The audit trail is whole. Entries: {len(entries):,}. Its head is {entries[-1].hash}")
