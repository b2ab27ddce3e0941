"""`upmentor deliveries`: show the delivery log, and retry deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from adapters.cli.context import CommandFailed, actor, opened_core
from adapters.cli.output import print_records

if TYPE_CHECKING:
    from adapters.main import Core
    from adapters.sql.delivery_log import DeliveryLogEntry

MAX_DELIVERIES = 100_000
BATCH = 1_000
"""Ids in one statement. SQLite takes at most 32,766 parameters."""
COLUMNS = ("id", "to", "platform", "state", "attempts", "promised", "next_try", "reason", "repair")


@click.command()
@click.option("--failed", is_flag=True, help="Only deliveries that failed.")
@click.option(
    "--retry", "retried", multiple=True, metavar="ID", help="Retry this delivery; may be given several times."
)
@click.option("--retry-all", is_flag=True, help="Retry all deliveries that failed.")
@click.option(
    "--limit",
    type=click.IntRange(1, MAX_DELIVERIES),
    default=200,
    show_default=True,
    help="How many; newest first.",
)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def deliveries(*, failed: bool, retried: tuple[str, ...], retry_all: bool, limit: int, as_json: bool) -> None:
    """Lists deliveries, the newest first, or retries some."""
    with opened_core() as core:
        if retried or retry_all:
            _retry(core, _failed(core) if retry_all else retried)
            return
        records = [_record(entry) for entry in core.outbox_queue.deliveries(failed=failed, limit=limit)]
    print_records(COLUMNS, records, as_json=as_json, empty="There is no such delivery.")


def _failed(core: Core) -> Sequence[str]:
    return [entry.id for entry in core.outbox_queue.deliveries(failed=True, limit=MAX_DELIVERIES)]


def _retry(core: Core, retried: Sequence[str]) -> None:
    from bot.ids import DeliveryId

    now = core.clock.now()
    ids = [DeliveryId(one) for one in dict.fromkeys(retried)]
    waiting = sum(
        core.outbox_queue.retry(ids[start : start + BATCH], now=now) for start in range(0, len(ids), BATCH)
    )
    about = {"asked": str(len(ids)), "waiting": str(waiting)}
    core.work(lambda unit: unit.privacy.record(at=now, actor=actor(), what="deliveries.retried", about=about))
    left = len(ids) - waiting
    if left:
        raise CommandFailed(
            f"{waiting} will be tried again. {left} stay as they are: unknown, not undeliverable, or to somebody "
            "whose account is not known."
        )
    click.echo(f"{waiting} will be tried again.")


def _record(entry: DeliveryLogEntry) -> dict[str, object]:
    return {
        "id": entry.id,
        "to": entry.email,
        "platform": entry.platform.value,
        "state": entry.state.value,
        "attempts": entry.attempts,
        "promised": entry.created_at.isoformat(timespec="seconds"),
        "next_try": entry.next_at.isoformat(timespec="seconds") if entry.state == "waiting" else None,
        "settled": entry.settled_at and entry.settled_at.isoformat(timespec="seconds"),
        "reason": entry.reason,
        "repair": entry.repair,
    }
