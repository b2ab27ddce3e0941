"""A person's answer in a review: sealed on the way in, opened on the way out."""

from __future__ import annotations

import msgspec

from bot.ids import PersonId
from bot.people.model import Person
from bot.ports import UnitOfWork
from bot.privacy.seal import Purpose, Vault
from bot.programme.model import Cohort
from bot.reviews.model import Review, ReviewAnswer


def open_own(unit: UnitOfWork, person: Person, review: Review, sealed: bytes) -> ReviewAnswer:
    return open_answer(vault_of(unit, unit.programme.cohort(review.cohort)), review, person.id, sealed)


def vault_of(unit: UnitOfWork, cohort: Cohort) -> Vault:
    return unit.privacy.vault(cohort.organisation, cohort.id)


def seal_answer(vault: Vault, review: Review, person: PersonId, answer: ReviewAnswer) -> bytes:
    return vault.seal(Purpose.REVIEW, (person, str(review.day)), msgspec.json.encode(answer))


def open_answer(vault: Vault, review: Review, person: PersonId, sealed: bytes) -> ReviewAnswer:
    raw = vault.open(Purpose.REVIEW, (person, str(review.day)), sealed)
    return msgspec.json.decode(raw, type=ReviewAnswer)
