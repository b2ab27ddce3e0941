"""`upmentor check-in`: open a round before it is due."""

from __future__ import annotations

import click

from adapters.cli.context import actor, opened_core, result_or_fail


@click.group("check-in")
def check_in() -> None:
    """Open check-ins."""


@check_in.command("open")
@click.argument("cohort")
def open_(cohort: str) -> None:
    """Opens a round for COHORT now; each person gets it inside their own working hours."""
    from bot.checkins.turns import open_now

    with opened_core() as core:
        now = core.clock.now()
        opened = result_or_fail(core.work(lambda unit: open_now(unit, cohort, now=now, actor=actor())))
    click.echo(
        f'Opened round {opened.round.number} of "{cohort}" for {opened.planned:,} people; '
        f"it closes on {opened.round.closes_at:%Y-%m-%d %H:%M} UTC."
    )
