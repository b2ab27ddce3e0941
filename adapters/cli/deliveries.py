"""`upmentor deliveries`: the delivery ledger, and another try."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from adapters.cli.opening import Refusal, actor, opened_core
from adapters.cli.output import print_records

if TYPE_CHECKING:
    from adapters.main import Core
    from adapters.sql.postbox import LedgerLine

COLUMNS = ("id", "to", "platform", "state", "attempts", "promised", "next_try", "reason", "repair")


@click.command()
@click.option("--failed", is_flag=True, help="Only what could not be delivered.")
@click.option(
    "--retry", "retried", multiple=True, metavar="ID", help="Try this one again; may be given many times."
)
@click.option(
    "--limit", type=click.IntRange(1, 100_000), default=200, show_default=True, help="The newest so many."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def deliveries(*, failed: bool, retried: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Lists deliveries, the newest first, or tries some again."""
    with opened_core() as core:
        if retried:
            _retry(core, retried)
            return
        records = [_record(line) for line in core.postbox.deliveries(failed=failed, limit=limit)]
    print_records(COLUMNS, records, as_json=as_json, empty="There is no such delivery.")


def _retry(core: Core, retried: tuple[str, ...]) -> None:
    from bot.ids import DeliveryId

    now = core.clock.now()
    waiting = core.postbox.retry([DeliveryId(one) for one in dict.fromkeys(retried)], now=now)
    about = {"asked": str(len(retried)), "waiting": str(waiting)}
    core.work(lambda unit: unit.privacy.record(at=now, actor=actor(), what="deliveries.retried", about=about))
    left = len(set(retried)) - waiting
    if left:
        raise Refusal(
            f"{waiting} will be tried again. {left} stay as they are: unknown, not undeliverable, or to somebody "
            "whose account is not known."
        )
    click.echo(f"{waiting} will be tried again.")


def _record(line: LedgerLine) -> dict[str, object]:
    return {
        "id": line.id,
        "to": line.email,
        "platform": line.platform.value,
        "state": line.state.value,
        "attempts": line.attempts,
        "promised": line.created_at.isoformat(timespec="seconds"),
        "next_try": line.next_at.isoformat(timespec="seconds") if line.state == "waiting" else None,
        "settled": line.settled_at and line.settled_at.isoformat(timespec="seconds"),
        "reason": line.reason,
        "repair": line.repair,
    }
