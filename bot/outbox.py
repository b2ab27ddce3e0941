"""Outgoing messages: kept with the facts that caused them, sent later, at least once, in order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeAlias

from bot.address import Address
from bot.ids import DeliveryId, PersonId
from bot.surface import Message

RETRY_DELAYS = tuple(timedelta(seconds=s) for s in (2, 10, 60, 300, 1_800, 7_200, 21_600, 43_200))


class DeliveryState(StrEnum):
    WAITING = "waiting"
    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutgoingMessage:
    """A message that a turn or a tick puts into the outbox for one person.

    A message with a `card` can be redrawn: a later message with the same card and `redraws` replaces what
    stands in the person's conversation. `not_before` holds it back until then.
    """

    person: PersonId
    message: Message
    card: str = ""
    redraws: bool = False
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message on its way. `receipt` is the platform's handle of the card that is to be redrawn, if any."""

    id: DeliveryId
    to: Address
    message: Message
    card: str
    redraws: bool
    attempts: int
    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The platform has it. `receipt` is its handle, opaque to everybody else."""

    receipt: str = ""


@dataclass(frozen=True, slots=True)
class Retry:
    """Not this time. `after` is the platform's own wish; without one the delays of `RETRY_DELAYS` apply.

    With `everywhere` the wish is for silence in the whole workspace until then.
    """

    why: str
    after: timedelta | None = None
    everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Undeliverable:
    """It will not get there: why, and what a person can do about it."""

    reason: str
    repair: str


Outcome: TypeAlias = Delivered | Retry | Undeliverable


def next_attempt(outcome: Retry, *, attempts: int, now: datetime) -> datetime | None:
    """When to try again after `attempts` failures; None once the delays are used up."""
    if outcome.after is not None:
        return now + outcome.after
    return now + RETRY_DELAYS[attempts - 1] if attempts <= len(RETRY_DELAYS) else None


class OutboxStore(Protocol):
    """The outbox as a turn sees it; the relay sends."""

    def enqueue(self, messages: Sequence[OutgoingMessage]) -> None:
        """Keeps the messages with the transaction. A person with no address gets an undeliverable one."""

    def requeue_for(self, person: PersonId) -> int:
        """Requeues what could not be sent since the person's account was not known; returns how many there were."""
