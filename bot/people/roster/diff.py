"""Compares a roster with what is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.people.roster.model import FIELDS, Roster, RosterRow, column_of


@dataclass(frozen=True, slots=True)
class RosterChange:
    """One person in one role, before and after; `fields` names those that differ, never empty."""

    row_before: RosterRow
    row_after: RosterRow
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterDiff:
    """`missing` are people the file does not name: they are listed and stay, for a file may be a part."""

    added: tuple[RosterRow, ...]
    changed: tuple[RosterChange, ...]
    unchanged: int
    missing: tuple[RosterRow, ...]

    @property
    def rows(self) -> tuple[RosterRow, ...]:
        """The rows to save, complete with what the file left unsaid."""
        return self.added + tuple(change.row_after for change in self.changed)


def diff_roster(existing: Sequence[RosterRow], incoming: Roster) -> RosterDiff:
    """Rows are the same if email and role are.

    What the file does not say is kept: fields whose column it lacks, a pair left to matching and, as long as
    the platform stays the same, ids left for the platform to look up.
    """
    before = {(row.email, row.role): row for row in existing}
    known = [(before[key], row) for row in incoming.rows if (key := (row.email, row.role)) in before]
    changes = [_change(old, _kept(old, row, incoming.columns)) for old, row in known]
    named = {(row.email, row.role) for row in incoming.rows}
    return RosterDiff(
        added=tuple(row for row in incoming.rows if (row.email, row.role) not in before),
        changed=tuple(change for change in changes if change.fields),
        unchanged=sum(not change.fields for change in changes),
        missing=tuple(row for key, row in before.items() if key not in named),
    )


def _change(before: RosterRow, after: RosterRow) -> RosterChange:
    differing = tuple(field for field in FIELDS if getattr(before, field) != getattr(after, field))
    return RosterChange(before, after, differing)


def _kept(before: RosterRow, after: RosterRow, columns: frozenset[str]) -> RosterRow:
    unsaid = {field for field in FIELDS if column_of(field) not in columns}
    if not after.pair:
        unsaid.add("pair")
    if "platform" in unsaid or before.platform is after.platform:
        # An empty id in a browser row, or in a file without platforms, was read as the email.
        unsaid |= {field for field in ("user_id", "tenant_id") if getattr(after, field) in {"", after.email}}
    return replace(after, **{field: getattr(before, field) for field in unsaid})
