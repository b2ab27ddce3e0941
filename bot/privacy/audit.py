"""The audit trail: who did what, each entry chained to the one before by its hash.

An entry tells of an act ("launched a cohort", "exported a report") and what it was about, by ids and counts
that the actor could see. It never holds an answer, a note, the words of a flag, or who answered.

The chain shows every edit, insertion, removal and change of order inside it. Someone who can write the whole
database can also compute a whole new chain, or cut its end off: that shows only against an *anchor*, a hash
that was posted to the leads earlier and must still be somewhere in the chain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

GENESIS: Final = "0" * 64
"""Stands in the first entry in place of a previous hash."""
_FORMAT = "upmentor audit 1"


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """Number 1 is the first. `hash` covers everything else."""

    seq: int
    at: datetime
    actor: str
    what: str
    about: Mapping[str, str]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class AuditBreak:
    """The number of the first entry that is wrong or missing, and how."""

    seq: int
    why: str


def next_entry(
    head: AuditEntry | None, *, at: datetime, actor: str, what: str, about: Mapping[str, str]
) -> AuditEntry:
    """The entry that follows `head`, or the first. Raises ValueError for a moment without a time zone."""
    seq, previous = (head.seq + 1, head.hash) if head else (1, GENESIS)
    digest = _digest(seq=seq, at=at, actor=actor, what=what, about=about, previous=previous)
    return AuditEntry(
        seq=seq, at=at, actor=actor, what=what, about=dict(about), previous=previous, hash=digest
    )


def verify(entries: Iterable[AuditEntry], anchor: str | None = None) -> AuditBreak | None:
    """None for a whole chain in its order; with an anchor, only if that hash is in it."""
    head: AuditEntry | None = None
    anchored = anchor in {None, GENESIS}
    for entry in entries:
        if why := _fault(head, entry):
            return AuditBreak(head.seq + 1 if head else 1, why)
        head = entry
        anchored = anchored or entry.hash == anchor
    if anchored:
        return None
    return AuditBreak(head.seq + 1 if head else 1, "the anchor is not in the chain: it was cut or rewritten")


def _fault(head: AuditEntry | None, entry: AuditEntry) -> str:
    expected = next_entry(head, at=entry.at, actor=entry.actor, what=entry.what, about=entry.about)
    if entry.seq != expected.seq:
        return f"entry {entry.seq} stands in its place"
    if entry.previous != expected.previous:
        return "it does not follow the entry before it"
    return "" if entry.hash == expected.hash else "it was changed"


def _digest(*, seq: int, at: datetime, actor: str, what: str, about: Mapping[str, str], previous: str) -> str:
    if at.tzinfo is None:
        raise ValueError("an audit entry needs a moment with a time zone")
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    canonical = json.dumps(
        [_FORMAT, seq, moment, actor, what, dict(about), previous], sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(canonical.encode()).hexdigest()
