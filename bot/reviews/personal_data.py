"""Lets a person read and erase what they wrote in open reviews."""

from __future__ import annotations

from bot.people.model import Person
from bot.ports import UnitOfWork
from bot.reviews import screens
from bot.reviews.model import ReviewAnswer
from bot.reviews.sealing import open_own, seal_answer, vault_of
from bot.turn import Turn


def export(turn: Turn) -> list[tuple[str, str]]:
    return [(screens.OWN_HEADING, words) for words in own_words(turn.unit, turn.person)]


def erase(turn: Turn) -> None:
    forget_own(turn.unit, turn.person)


def own_words(unit: UnitOfWork, person: Person) -> list[str]:
    """The person's words in reviews that are open."""
    found = (open_own(unit, person, review, sealed) for review, sealed in unit.reviews.asking(person.id))
    return [answer.words for answer in found if answer.words]


def forget_own(unit: UnitOfWork, person: Person) -> None:
    """Empties the person's answers in reviews that are open."""
    for review, _ in unit.reviews.asking(person.id):
        vault = vault_of(unit, unit.programme.cohort(review.cohort))
        unit.reviews.answer(review, person.id, seal_answer(vault, review, person.id, ReviewAnswer()))
