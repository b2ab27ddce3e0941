"""`upmentor cohort`: create, list and launch cohorts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adapters.cli.context import actor, opened_core, result_or_fail
from adapters.cli.output import print_records

if TYPE_CHECKING:
    from bot.ports import UnitOfWork

COLUMNS = ("name", "state", "template", "cadence", "people", "pairs", "launched_on", "next_round_on")


@click.group()
def cohort() -> None:
    """Create, list and launch cohorts."""


@cohort.command()
@click.argument("name")
@click.option("--template", default="office", show_default=True, help="office or frontline.")
@click.option("--cadence", default="every 4 weeks", show_default=True, help="How often check-ins go out.")
@click.option("--question", default="", help="A question of your own, answered from 1 to 5.")
def create(name: str, template: str, cadence: str, question: str) -> None:
    """Creates a cohort, ready for a roster."""
    from bot.programme.turns import create_cohort

    with opened_core() as core:
        made = result_or_fail(
            core.work(
                lambda unit: create_cohort(
                    unit,
                    name=name,
                    template=template,
                    cadence_text=cadence,
                    own_question=question,
                    now=core.clock.now(),
                    actor=actor(),
                )
            )
        )
    click.echo(f'Made the cohort "{made.name}": {made.template}, a check-in {made.cadence}.')
    click.echo(f'Next: upmentor roster import "{made.name}" FILE.csv --dry-run')


@cohort.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def list_cohorts(*, as_json: bool) -> None:
    """Lists the cohorts."""
    with opened_core() as core:
        records = core.work(_records)
    print_records(
        COLUMNS, records, as_json=as_json, empty="There is no cohort yet. Make one: upmentor cohort create"
    )


@cohort.command()
@click.argument("name")
def launch(name: str) -> None:
    """Starts a cohort: the charter goes out to every pair."""
    from bot.programme.turns import launch as launch_cohort
    from bot.screens import counted

    with opened_core() as core:
        now = core.clock.now()
        launched = result_or_fail(core.work(lambda unit: launch_cohort(unit, name, now=now, actor=actor())))
    click.echo(
        f'Launched "{launched.cohort.name}": {counted(launched.pairs, "pair")} asked to sign the charter, '
        f"and the first check-in opens on {launched.first_round_on}."
    )


def _records(unit: UnitOfWork) -> list[dict[str, object]]:
    return [
        {
            "name": one.name,
            "state": one.state.value,
            "template": one.template,
            "cadence": str(one.cadence),
            "people": len({person.id for person, _ in unit.people.members(one.id)}),
            "pairs": len(unit.programme.pairings(one.id)),
            "launched_on": one.launched_on and one.launched_on.isoformat(),
            "next_round_on": one.next_round_on and one.next_round_on.isoformat(),
        }
        for one in unit.programme.cohorts()
    ]
