"""`upmentor deliveries`: the delivery log, and another try."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from adapters.cli.context import Refusal, actor, opened_core
from adapters.cli.output import print_records

if TYPE_CHECKING:
    from adapters.main import Core
    from adapters.sql.delivery_log import DeliveryLogEntry

MOST = 100_000
AT_ONCE = 1_000
"""Ids in one statement: SQLite takes no more than 32,766."""
COLUMNS = ("id", "to", "platform", "state", "attempts", "promised", "next_try", "reason", "repair")


@click.command()
@click.option("--failed", is_flag=True, help="Only what could not be delivered.")
@click.option(
    "--retry", "retried", multiple=True, metavar="ID", help="Try this one again; may be given many times."
)
@click.option("--retry-all", is_flag=True, help="Try everything again that could not be delivered.")
@click.option(
    "--limit", type=click.IntRange(1, MOST), default=200, show_default=True, help="The newest so many."
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def deliveries(*, failed: bool, retried: tuple[str, ...], retry_all: bool, limit: int, as_json: bool) -> None:
    """Lists deliveries, the newest first, or tries some again."""
    with opened_core() as core:
        if retried or retry_all:
            _retry(core, _failed(core) if retry_all else retried)
            return
        records = [_record(line) for line in core.outbox_queue.deliveries(failed=failed, limit=limit)]
    print_records(COLUMNS, records, as_json=as_json, empty="There is no such delivery.")


def _failed(core: Core) -> Sequence[str]:
    return [line.id for line in core.outbox_queue.deliveries(failed=True, limit=MOST)]


def _retry(core: Core, retried: Sequence[str]) -> None:
    from bot.ids import DeliveryId

    now = core.clock.now()
    ids = [DeliveryId(one) for one in dict.fromkeys(retried)]
    waiting = sum(
        core.outbox_queue.retry(ids[start : start + AT_ONCE], now=now)
        for start in range(0, len(ids), AT_ONCE)
    )
    about = {"asked": str(len(ids)), "waiting": str(waiting)}
    core.work(lambda unit: unit.privacy.record(at=now, actor=actor(), what="deliveries.retried", about=about))
    left = len(ids) - waiting
    if left:
        raise Refusal(
            f"{waiting} will be tried again. {left} stay as they are: unknown, not undeliverable, or to somebody "
            "whose account is not known."
        )
    click.echo(f"{waiting} will be tried again.")


def _record(line: DeliveryLogEntry) -> dict[str, object]:
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
