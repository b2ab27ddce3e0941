"""`upmentor roster`: import people from a CSV file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.cli.context import CommandFailed, actor, opened_core, result_or_fail
from adapters.cli.output import print_table

if TYPE_CHECKING:
    from bot.people.roster import RosterDiff, RosterProblems, RosterRow
    from bot.ports import UnitOfWork
    from bot.turn import Refused

MAX_LINES = 200
COLUMNS = ("", "email", "role", "name", "pair", "what changes")


@click.group()
def roster() -> None:
    """Import people from a CSV file."""


@roster.command("import")
@click.argument("cohort")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show the differences and keep nothing.")
def import_(cohort: str, file: Path, *, dry_run: bool) -> None:
    """Imports FILE into COHORT and shows the changes. If a row is invalid, names it and imports nothing."""
    from bot.people.enrolment import import_roster
    from bot.people.roster import RosterProblems, read_roster

    read = read_roster(_content(file))
    if isinstance(read, RosterProblems):
        raise CommandFailed(_problems(file, read))
    with opened_core() as core:
        now = core.clock.now()

        def run_import(unit: UnitOfWork) -> RosterDiff | Refused:
            if dry_run:
                unit.roll_back()
            return import_roster(unit, cohort, read, now=now, actor=actor())

        _show(result_or_fail(core.work(run_import)))
    click.echo("Nothing was kept: this was a dry run." if dry_run else f'Imported into "{cohort}".')


def _content(file: Path) -> bytes:
    """Reads the file, but at most one byte more than a roster may have."""
    from bot.people.roster import MOST_BYTES

    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES + 1)
    except OSError as wrong:
        raise CommandFailed(f"{file} cannot be read: {wrong.strerror}") from None


def _problems(file: Path, read: RosterProblems) -> str:
    lines = [problem.message for problem in read.problems]
    more = [f"And {read.more:,} more."] if read.more else []
    return "\n".join([f"{file} has problems, and nothing was imported:", *lines, *more])


def _show(diff: RosterDiff) -> None:
    lines = list(_lines(diff))
    if lines:
        print_table(COLUMNS, lines[:MAX_LINES])
    if len(lines) > MAX_LINES:
        click.echo(f"… and {len(lines) - MAX_LINES:,} more lines.")
    click.echo(
        f"{len(diff.added):,} to add, {len(diff.changed):,} to change, {diff.unchanged:,} as they are, "
        f"{len(diff.missing):,} not in the file (they stay)."
    )


def _lines(diff: RosterDiff) -> Iterator[tuple[str, ...]]:
    for row in diff.added:
        yield _line("+", row, "")
    for change in diff.changed:
        before, after = change.row_before, change.row_after
        changes = (f"{field}: {_shown(before, field)} → {_shown(after, field)}" for field in change.fields)
        yield _line("~", after, "; ".join(changes))
    for row in diff.missing:
        yield _line("?", row, "not in the file")


def _line(sign: str, row: RosterRow, note: str) -> tuple[str, ...]:
    return (sign, row.email, row.role, row.name, row.pair, note)


def _shown(row: RosterRow, field: str) -> str:
    value = getattr(row, field)
    return (";".join(value) if isinstance(value, tuple) else str(value)) or "nothing"
