"""Rules between the rows of a roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bot.people.roles import Platform, Role
from bot.people.roster import screens
from bot.people.roster.invalid_cells import Complaint
from bot.people.roster.model import FIELDS, PART_FIELDS, RosterRow, column_of

_PERSON_FIELDS = tuple(field for field in FIELDS if field not in {*PART_FIELDS, "email"})
_PAIRED = (Role.MENTOR, Role.EXECUTIVE)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A row as far as it could be read; a refused column's field holds a stand-in no rule may look at."""

    line: int
    row: RosterRow
    refused: frozenset[str]

    def knows(self, *columns: str) -> bool:
        return self.refused.isdisjoint(columns)


def complaints_between(drafts: Sequence[DraftRow], *, whole: bool) -> Iterator[Complaint]:
    """Pairs are judged only where the `whole` file could be read, for the other half may be in the rest."""
    yield from _rows_twice(drafts)
    yield from _contradictions(drafts)
    yield from _shared_user_ids(drafts)
    yield from _own_managers(drafts)
    yield from _pairs_of_other_roles(drafts)
    if whole:
        yield from _bad_pairs(drafts)


def _rows_twice(drafts: Sequence[DraftRow]) -> Iterator[Complaint]:
    first: dict[tuple[str, Role], DraftRow] = {}
    for draft in drafts:
        if draft.knows("email", "role"):
            email, role = draft.row.email, draft.row.role
            before = first.setdefault((email, role), draft)
            if before is not draft:
                yield Complaint(draft.line, "email", partial(screens.row_twice, email, role, before.line))


def _contradictions(drafts: Sequence[DraftRow]) -> Iterator[Complaint]:
    first: dict[str, DraftRow] = {}
    for draft in drafts:
        if draft.knows("email"):
            before = first.setdefault(draft.row.email, draft)
            if before is not draft:
                yield from _contradictions_between(before, draft)


def _contradictions_between(before: DraftRow, draft: DraftRow) -> Iterator[Complaint]:
    for field in _PERSON_FIELDS:
        column = column_of(field)
        there, here = str(getattr(before.row, field)), str(getattr(draft.row, field))
        if there != here and before.knows(column) and draft.knows(column):
            say = partial(screens.contradiction, draft.row.email, there, before.line, here)
            yield Complaint(draft.line, column, say)


def _shared_user_ids(drafts: Sequence[DraftRow]) -> Iterator[Complaint]:
    first: dict[tuple[Platform, str, str], DraftRow] = {}
    for draft in drafts:
        row = draft.row
        if row.user_id and draft.knows("email", "platform", "tenant_id", "user_id"):
            before = first.setdefault((row.platform, row.tenant_id, row.user_id), draft)
            if before.row.email != row.email:
                say = partial(screens.shared_user_id, row.user_id, before.row.email, before.line)
                yield Complaint(draft.line, "user_id", say)


def _own_managers(drafts: Sequence[DraftRow]) -> Iterator[Complaint]:
    for draft in drafts:
        email = draft.row.email
        if email == draft.row.manager_email and draft.knows("email", "manager_email"):
            yield Complaint(draft.line, "manager_email", partial(screens.own_manager, email))


def _pairs_of_other_roles(drafts: Sequence[DraftRow]) -> Iterator[Complaint]:
    for draft in drafts:
        if draft.row.pair and draft.knows("pair", "role") and draft.row.role not in _PAIRED:
            yield Complaint(draft.line, "pair", partial(screens.pair_of_other_role, draft.row.role))


def _bad_pairs(drafts: Sequence[DraftRow]) -> Iterator[Complaint]:
    if not all(draft.knows("pair") for draft in drafts):
        return
    pairs: defaultdict[str, list[DraftRow]] = defaultdict(list)
    for draft in drafts:
        if draft.row.pair:
            pairs[draft.row.pair].append(draft)
    for pair, members in pairs.items():
        if all(member.knows("email", "role") for member in members):
            yield from _bad_pair(pair, members)


def _bad_pair(pair: str, members: Sequence[DraftRow]) -> Iterator[Complaint]:
    mentors = [member.line for member in members if member.row.role is Role.MENTOR]
    executives = [member.line for member in members if member.row.role is Role.EXECUTIVE]
    lines = sorted(mentors + executives)
    if not lines:
        return
    if (len(mentors), len(executives)) != (1, 1):
        yield Complaint(lines[0], "pair", partial(screens.incomplete_pair, pair, mentors, executives))
    elif len({member.row.email for member in members if member.row.role in _PAIRED}) == 1:
        yield Complaint(lines[1], "pair", partial(screens.pair_of_one, pair, members[0].row.email))
