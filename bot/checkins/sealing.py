"""A person's answers between the core and the store: sealed on the way in, opened on the way out."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from bot.checkins.model import CheckIn, Draft, OpenCheckIn, decode_draft, encode_draft
from bot.checkins.store import PrivateNote
from bot.ids import CohortId, PersonId
from bot.people.model import Person
from bot.ports import UnitOfWork
from bot.privacy.seal import Purpose, Vault


def read_draft(unit: UnitOfWork, open_: OpenCheckIn) -> Draft:
    vault = unit.privacy.vault(open_.cohort.organisation, open_.cohort.id)
    return open_draft(vault, open_.check_in, open_.sealed_draft)


def keep_draft(unit: UnitOfWork, open_: OpenCheckIn, draft: Draft) -> None:
    vault = unit.privacy.vault(open_.cohort.organisation, open_.cohort.id)
    binding = _draft_binding(open_.check_in)
    unit.checkins.keep_draft(open_.check_in.id, vault.seal(Purpose.DRAFT, binding, encode_draft(draft)))


def open_draft(vault: Vault, check_in: CheckIn, sealed: bytes) -> Draft:
    """The draft of a check-in; an empty one where nothing was answered yet."""
    return decode_draft(vault.open(Purpose.DRAFT, _draft_binding(check_in), sealed)) if sealed else Draft()


def read_picks(unit: UnitOfWork, person: Person) -> Mapping[str, str]:
    """For each question, the audience this person picked last."""
    if not person.picks:
        return {}
    raw = unit.privacy.own_vault(person.organisation).open(Purpose.PICKS, (person.id,), person.picks)
    return msgspec.json.decode(raw, type=dict[str, str])


def seal_picks(unit: UnitOfWork, person: Person, picks: Mapping[str, str]) -> bytes:
    vault = unit.privacy.own_vault(person.organisation)
    return vault.seal(Purpose.PICKS, (person.id,), msgspec.json.encode(picks))


def seal_private(vault: Vault, person: PersonId, cohort: CohortId, question: str, text: str) -> PrivateNote:
    sealed = vault.seal(Purpose.PRIVATE_NOTE, (person, question), text.encode())
    return PrivateNote(person, cohort, question, sealed)


def open_private(vault: Vault, note: PrivateNote) -> str:
    return vault.open(Purpose.PRIVATE_NOTE, (note.person, note.question), note.sealed).decode()


def seal_streak(vault: Vault, person: PersonId, silent: int) -> bytes:
    return vault.seal(Purpose.ENGAGEMENT, (person,), str(silent).encode())


def open_streak(vault: Vault, person: PersonId, sealed: bytes | None) -> int:
    """How many rounds in a row the person was silent."""
    return int(vault.open(Purpose.ENGAGEMENT, (person,), sealed)) if sealed else 0


def _draft_binding(check_in: CheckIn) -> tuple[str, ...]:
    return (check_in.person, check_in.round)


def encode_note(text: str, by: str) -> bytes:
    return msgspec.json.encode((text, by))


def decode_note(raw: bytes) -> tuple[str, str]:
    """The note's text, and its author's name or ""."""
    return msgspec.json.decode(raw, type=tuple[str, str])
