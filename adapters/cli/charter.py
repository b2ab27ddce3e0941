"""`upmentor charter`: print a cohort's charter as YAML, and publish a new version from a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from adapters.cli.context import CommandFailed, actor, opened_core, result_or_fail

if TYPE_CHECKING:
    from bot.charter.model import Charter, Terms
    from bot.ports import UnitOfWork
    from bot.turn import Refused

MAX_BYTES = 100_000


@click.group()
def charter() -> None:
    """Show and change what both sides of a pair sign."""


@charter.command()
@click.argument("cohort")
def show(cohort: str) -> None:
    """Prints the charter of COHORT in force, as YAML that `charter publish` reads."""
    import msgspec.yaml

    with opened_core() as core:
        current = core.work(lambda unit: _current(unit, cohort))
    if current is None:
        raise CommandFailed(
            f'There is no charter of "{cohort}" yet. It goes out when the cohort is launched.'
        )
    click.echo(msgspec.yaml.encode(current.terms).decode(), nl=False)


@charter.command()
@click.argument("cohort")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would change, and keep nothing.")
def publish(cohort: str, file: Path, *, dry_run: bool) -> None:
    """Puts FILE in force for COHORT as the next version; every pair is asked to sign it."""
    from bot.charter.turns import republish

    terms = _terms(file)
    with opened_core() as core:
        now = core.clock.now()

        def put(unit: UnitOfWork) -> Charter | Refused:
            if dry_run:
                unit.roll_back()
            return republish(unit, cohort, terms, now=now, actor=actor())

        before = core.work(lambda unit: _current(unit, cohort))
        after = result_or_fail(core.work(put))
    _show_changes(before, after)
    if dry_run:
        click.echo("Nothing was kept: this was a dry run.")
    else:
        click.echo(f'Version {after.version} of the charter of "{cohort}" goes to every pair to be signed.')


def _show_changes(before: Charter | None, after: Charter) -> None:
    from bot.charter.difference import difference

    if before is None:
        return
    found = difference(before.terms, after.terms)
    for sign, names in (("+", found.added), ("-", found.removed), (">", found.moved), ("~", found.reworded)):
        for name in names:
            click.echo(f"{sign} {name}")
    if found.minutes:
        click.echo(f"~ weekly_minutes: {found.minutes[0]} -> {found.minutes[1]}")
    if found.contacts:
        click.echo(f"~ contacts: {', '.join(found.contacts[0])} -> {', '.join(found.contacts[1])}")


def _current(unit: UnitOfWork, cohort: str) -> Charter | None:
    found = unit.programme.named(cohort)
    return unit.charters.current(found.id) if found else None


def _terms(file: Path) -> Terms:
    import msgspec.yaml

    from bot.charter.model import Terms

    try:
        with file.open("rb") as opened:
            raw = opened.read(MAX_BYTES)
        return msgspec.yaml.decode(raw, type=Terms)
    except OSError as wrong:
        raise CommandFailed(f"{file} cannot be read: {wrong.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        raise CommandFailed(
            f"{file} is not a charter: {wrong}. See one with: upmentor charter show COHORT"
        ) from None
