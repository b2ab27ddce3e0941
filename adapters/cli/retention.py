"""`upmentor retention`: delete old rows."""

from __future__ import annotations

import click

from adapters.cli.context import actor, opened_core


@click.group()
def retention() -> None:
    """Delete what was kept long enough."""


@retention.command()
def run() -> None:
    """Deletes them now; `serve` does so once a day."""
    from adapters.sql.retention import clear_traces, delete_old_rows, rewrite_confidential_tables

    with opened_core() as core:
        now = core.clock.now()
        deleted = delete_old_rows(core.engine, now)
        about = {"events": str(deleted.events), "deliveries": str(deleted.deliveries)}
        core.work(lambda unit: unit.privacy.record(at=now, actor=actor(), what="retention.run", about=about))
        rewrite_confidential_tables(core.engine)
        clear_traces(core.engine)
    click.echo(
        f"Deleted {deleted.events:,} keys of events and {deleted.deliveries:,} deliveries that ended long ago."
    )
