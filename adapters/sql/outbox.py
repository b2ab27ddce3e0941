"""Enqueues outgoing messages. Reading from the outbox is in `outbox_queue`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import (
    Boolean,
    Connection,
    LargeBinary,
    String,
    bindparam,
    case,
    func,
    literal,
    select,
    update,
)

from adapters.sql.columns import Instant, aware
from adapters.sql.direct_statement import DirectStatement
from adapters.sql.key_cache import VaultCache
from adapters.sql.programme import read_organisation
from adapters.sql.statements import same_on_both
from adapters.sql.tables import delivery, person
from bot.ids import PersonId, new_id
from bot.outbox import DeliveryState, OutgoingMessage
from bot.privacy.seal import Purpose, Vault
from bot.surface import encode_message

NO_ACCOUNT: Final = "their account is not known"
FIND_ACCOUNT: Final = "Put their user_id into the roster and import it again, then retry this delivery."

_HAS_ACCOUNT = person.c.account.is_not(None)
_ENQUEUE = (
    delivery.insert()
    .from_select(
        (
            "id",
            "organisation",
            "person",
            "platform",
            "workspace",
            "account",
            "card",
            "redraws",
            "sealed",
            "state",
            "attempts",
            "created_at",
            "not_before",
            "next_at",
            "settled_at",
            "receipt",
            "reason",
            "repair",
        ),
        select(
            bindparam("id", type_=String),
            person.c.organisation,
            person.c.id,
            person.c.platform,
            person.c.workspace,
            func.coalesce(person.c.account, ""),
            bindparam("card", type_=String),
            bindparam("redraws", type_=Boolean),
            bindparam("sealed", type_=LargeBinary),
            case((_HAS_ACCOUNT, DeliveryState.WAITING.value), else_=DeliveryState.UNDELIVERABLE.value),
            literal(0),
            bindparam("at", type_=Instant),
            bindparam("not_before", type_=Instant),
            bindparam("next_at", type_=Instant),
            case((~_HAS_ACCOUNT, bindparam("at", type_=Instant))),
            literal(""),
            case((_HAS_ACCOUNT, ""), else_=NO_ACCOUNT),
            case((_HAS_ACCOUNT, ""), else_=FIND_ACCOUNT),
        ).where(person.c.id == bindparam("person", type_=String)),
    )
    .execution_options(preserve_rowcount=True)
)  # an autoincrement column would make SQLAlchemy lose it on PostgreSQL

_ENQUEUE_ONE: Final = DirectStatement(same_on_both(_ENQUEUE))

_REQUEUE = (
    update(delivery)
    .where(
        delivery.c.person == bindparam("of"),
        delivery.c.state == DeliveryState.UNDELIVERABLE.value,
        delivery.c.reason == NO_ACCOUNT,
        person.c.id == delivery.c.person,
        person.c.account.is_not(None),
    )
    .values(
        platform=person.c.platform,
        workspace=person.c.workspace,
        account=person.c.account,
        state=DeliveryState.WAITING.value,
        next_at=func.coalesce(delivery.c.not_before, bindparam("now", type_=Instant)),
        settled_at=None,
        reason="",
        repair="",
    )
)


class SqlOutbox:
    """An `OutboxStore` in one transaction."""

    def __init__(self, connection: Connection, vaults: VaultCache, now: datetime) -> None:
        self._connection = connection
        self._vaults = vaults
        self._now = now

    def enqueue(self, messages: Sequence[OutgoingMessage]) -> None:
        """Seals each message for its person and delivery id. Raises KeyError for an unknown person."""
        if not messages:
            return
        vault = self._vaults.own(read_organisation(self._connection, self._vaults))
        rows = [_row(one, vault, self._now) for one in messages]
        if self._add(rows) != len(rows):
            raise KeyError("a message to a person who is not known")

    def requeue_for(self, person: PersonId) -> int:
        return self._connection.execute(_REQUEUE, {"of": person, "now": self._now}).rowcount

    def _add(self, rows: Sequence[Mapping[str, object]]) -> int:
        """A turn adds one; a closing round adds many, which the driver sends together."""
        if len(rows) == 1:
            return _ENQUEUE_ONE.changed(self._connection, rows[0])
        return self._connection.execute(_ENQUEUE, rows).rowcount


def _row(outgoing: OutgoingMessage, vault: Vault, now: datetime) -> dict[str, object]:
    delivery_id = new_id()
    binding = (outgoing.person, delivery_id)
    return {
        "id": delivery_id,
        "person": outgoing.person,
        "card": outgoing.card,
        "redraws": outgoing.redraws,
        "sealed": vault.seal(Purpose.DELIVERY, binding, encode_message(outgoing.message)),
        "at": aware(now),
        "not_before": outgoing.not_before and aware(outgoing.not_before),
        "next_at": outgoing.not_before or now,
    }
