"""`upmentor report`: print or export the report that `/cohort-report` shows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

import click

from adapters.cli.context import CommandFailed, actor, opened_core, result_or_fail
from adapters.cli.output import plain_table, print_table

if TYPE_CHECKING:
    from datetime import datetime

    from bot.ports import UnitOfWork
    from bot.reports.model import CohortReport
    from bot.surface import Table, Text
    from bot.turn import Refused

FORMATS = ("text", "json", "csv")


@click.command()
@click.argument("cohort")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file, not to the terminal."
)
def report(cohort: str, form: str, out: Path | None) -> None:
    """Shows the report of COHORT, from closed rounds only."""
    with opened_core() as core:
        now = core.clock.now()
        found = result_or_fail(core.work(lambda unit: _read(unit, cohort, now)))
    if form == "text" and out is None:
        show_report(found)
    else:
        _write(_written(found, form), out)


def _read(unit: UnitOfWork, cohort: str, now: datetime) -> CohortReport | Refused:
    """Reads the report and records that in the audit trail, as in chat."""
    from bot.reports.turns import cohort_report
    from bot.turn import Refused

    found = cohort_report(unit, cohort, as_of=now)
    if not isinstance(found, Refused):
        unit.privacy.record(at=now, actor=actor(), what="report.read", about={"cohort": found.cohort.id})
    return found


def show_report(found: CohortReport) -> None:
    """Prints the report as tables."""
    from bot.reports.screens import tables
    from bot.surface import Table, Text

    for block in tables(found):
        match block:
            case Text():
                click.echo(f"\n{block.text}")
            case Table():
                click.echo()
                print_table(block.columns, block.rows, caption=block.caption)
            case _ as never:
                assert_never(never)


def _written(found: CohortReport, form: str) -> str:
    from bot.reports.export import report_csv, report_json
    from bot.reports.screens import tables

    if form == "json":
        return json.dumps(report_json(found), ensure_ascii=False, indent=2) + "\n"
    if form == "csv":
        return report_csv(found)
    return "\n\n".join(_plain(block) for block in tables(found)) + "\n"


def _plain(block: Text | Table) -> str:
    from bot.surface import Text

    return (
        block.text
        if isinstance(block, Text)
        else plain_table(block.columns, block.rows, caption=block.caption)
    )


def _write(text: str, out: Path | None) -> None:
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        out.write_text(text, encoding="utf-8", newline="")
    except OSError as wrong:
        raise CommandFailed(f"{out} cannot be written: {wrong.strerror}") from None
    click.echo(f"Wrote {out}.")
