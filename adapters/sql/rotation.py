"""Finds the ring keys that a database needs, and reseals everything under the newest."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, bindparam, select, update

from adapters.sql.errors import translate_errors
from adapters.sql.installations import open_token, seal_token
from adapters.sql.tables import cohort, cohort_key, delivery, person, slack_installation
from bot.privacy.seal import KeyRing, Purpose, Vault, WrappedKey

_USED = select(cohort_key.c.ring_key).distinct()
_KEYS = (
    select(cohort_key, cohort.c.organisation)
    .join(cohort, cohort.c.id == cohort_key.c.cohort)
    .with_for_update(of=cohort_key)
)
_WRAP = (
    update(cohort_key)
    .where(cohort_key.c.cohort == bindparam("of"))
    .values(ring_key=bindparam("new_key"), sealed=bindparam("new_sealed"))
)
_PICKS = (
    select(person.c.organisation, person.c.id, person.c.picks).where(person.c.picks != b"").with_for_update()
)
_KEEP_PICKS = update(person).where(person.c.id == bindparam("of")).values(picks=bindparam("new_sealed"))
_DELIVERIES = (
    select(delivery.c.organisation, delivery.c.person, delivery.c.id, delivery.c.sealed)
    .where(delivery.c.sealed.is_not(None))
    .with_for_update()
)
_KEEP_DELIVERY = (
    update(delivery).where(delivery.c.id == bindparam("of")).values(sealed=bindparam("new_sealed"))
)

_TOKENS = select(slack_installation.c.place, slack_installation.c.sealed).with_for_update()
_KEEP_TOKEN = (
    update(slack_installation)
    .where(slack_installation.c.place == bindparam("of"))
    .values(sealed=bindparam("new_sealed"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """Counts of values that were resealed under the newest ring key."""

    cohort_keys: int
    people: int
    deliveries: int
    installations: int


def ring_keys_used(engine: Engine) -> frozenset[str]:
    """Ids of the ring keys that wrap cohort keys."""
    with translate_errors(), engine.begin() as connection:
        return frozenset(connection.execute(_USED).scalars())


def rotate(engine: Engine, ring: KeyRing) -> Rotated:
    """Reseals everything that depends on the ring under its newest key, in one transaction. Raises CannotOpen."""
    with translate_errors(), engine.begin() as connection:
        return Rotated(
            cohort_keys=_rewrap(connection, ring),
            people=_reseal_picks(connection, ring),
            deliveries=_reseal_deliveries(connection, ring),
            installations=_reseal_tokens(connection, ring),
        )


def _rewrap(connection: Connection, ring: KeyRing) -> int:
    fresh = []
    for row in connection.execute(_KEYS).all():
        wrapped = WrappedKey(row.ring_key, row.sealed)
        if not ring.is_newest(wrapped):
            rewrapped = ring.rewrap(wrapped, row.organisation, row.cohort)
            fresh.append({"of": row.cohort, "new_key": rewrapped.ring_key_id, "new_sealed": rewrapped.sealed})
    if fresh:
        connection.execute(_WRAP, fresh)
    return len(fresh)


def _reseal_picks(connection: Connection, ring: KeyRing) -> int:
    rows = connection.execute(_PICKS).all()
    fresh = [
        {"of": row.id, "new_sealed": _resealed(ring, row.organisation, Purpose.PICKS, (row.id,), row.picks)}
        for row in rows
    ]
    if fresh:
        connection.execute(_KEEP_PICKS, fresh)
    return len(fresh)


def _reseal_deliveries(connection: Connection, ring: KeyRing) -> int:
    fresh = [
        {
            "of": row.id,
            "new_sealed": _resealed(
                ring, row.organisation, Purpose.DELIVERY, (row.person, row.id), row.sealed
            ),
        }
        for row in connection.execute(_DELIVERIES).all()
    ]
    if fresh:
        connection.execute(_KEEP_DELIVERY, fresh)
    return len(fresh)


def _reseal_tokens(connection: Connection, ring: KeyRing) -> int:
    fresh = [
        {"of": row.place, "new_sealed": seal_token(ring, row.place, open_token(ring, row.place, row.sealed))}
        for row in connection.execute(_TOKENS).all()
    ]
    if fresh:
        connection.execute(_KEEP_TOKEN, fresh)
    return len(fresh)


def _resealed(
    ring: KeyRing, organisation: str, purpose: Purpose, binding: tuple[str, ...], sealed: bytes
) -> bytes:
    vault: Vault = ring.post_vault(organisation)
    return vault.seal(purpose, binding, vault.open(purpose, binding, sealed))
