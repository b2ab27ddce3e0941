"""`upmentor retention`: delete what has been kept long enough."""

from __future__ import annotations

import click

from adapters.cli.context import actor, opened_core


@click.group()
def retention() -> None:
    """Delete what has been kept long enough."""


@retention.command()
def run() -> None:
    """Deletes it now; `serve` does the same once a day."""
    from adapters.sql.retention import clear_traces, forget_what_is_old

    with opened_core() as core:
        now = core.clock.now()
        gone = forget_what_is_old(core.engine, now)
        about = {"events": str(gone.events), "deliveries": str(gone.deliveries)}
        core.work(lambda unit: unit.privacy.record(at=now, actor=actor(), what="retention.run", about=about))
        clear_traces(core.engine)
    click.echo(
        f"Deleted {gone.events:,} keys of events and {gone.deliveries:,} deliveries that ended long ago."
    )
