"""What the sample people are like, drawn from a seed: every seed has each kind of person in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from random import Random
from typing import Final

from adapters.demo.sample import STAGES, Note, Wish, read_notes, read_wishes
from bot.people.model import CHECKED_IN
from bot.people.roles import Role
from bot.people.roster import RosterRow


class Habit(StrEnum):
    """How somebody answers a check-in."""

    IN_A_FORM = "in a form"
    IN_THE_CHAT = "one by one"
    IN_PARTS = "half of it first"
    WHEN_REMINDED = "when reminded"
    NEVER = "never"


class Trait(StrEnum):
    """What one person alone does, around their first check-in."""

    HAS_SECOND_THOUGHTS = "has second thoughts"
    TAKES_LEAVE = "takes leave"
    SAYS_THANKS = "says thanks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Temperament:
    """`skips` are check-ins by their count, `declines` a question's key, `mood` how safe they feel at first.

    `hand` holds the note they would write at each stage, `wishes` what they ask for or flag.
    """

    habit: Habit = Habit.NEVER
    signs_late: bool = False
    skips: frozenset[int] = frozenset()
    declines: str = ""
    mood: int = 3
    hand: Mapping[str, Note] = field(default_factory=dict)
    wishes: Sequence[Wish] = ()
    logs_sessions: bool = False
    trait: Trait | None = None
    leads: bool = False
    says_what_was_done: bool = False


_HABITS: Final = (
    *(Habit.IN_A_FORM,) * 8,
    *(Habit.IN_THE_CHAT,) * 7,
    *(Habit.IN_PARTS,) * 4,
    *(Habit.WHEN_REMINDED,) * 4,
    Habit.NEVER,
)
_MOODS: Final = (2, 2, 3, 3, 3, 4)
_ROUNDS_PLAYED: Final = 3


def cast(seed: int, rows: Sequence[RosterRow]) -> Mapping[str, Temperament]:
    """Everybody's temperament by email. Nothing but the seed and the roster decides."""
    luck = Random(seed)  # noqa: S311 - people are drawn, not secrets
    asked = sorted((row for row in rows if row.role in CHECKED_IN), key=lambda row: row.email)
    people = {row.email: _leading(row, rows) for row in rows}
    people |= _drawn(luck, asked)
    for email, hand in _hands(luck, asked).items():
        people[email] = replace(people[email], hand=hand)
    for email, wishes in _wishes(luck, asked).items():
        people[email] = replace(people[email], wishes=wishes)
    for row in asked:
        people[row.email] = replace(people[row.email], logs_sessions=row.role is Role.MENTOR)
    late = luck.choice(sorted({row.pair for row in asked}))
    for row in asked:
        people[row.email] = replace(people[row.email], signs_late=row.pair == late)
    return people


def _leading(row: RosterRow, rows: Sequence[RosterRow]) -> Temperament:
    leads = [one.email for one in rows if one.role is Role.LEAD]
    return Temperament(leads=row.email in leads, says_what_was_done=row.email == leads[0])


def _drawn(luck: Random, asked: Sequence[RosterRow]) -> dict[str, Temperament]:
    """Habits are dealt like cards; what only one or a few do goes to the first after another shuffle."""
    order = luck.sample([row.email for row in asked], len(asked))
    habits = [_HABITS[place % len(_HABITS)] for place in range(len(order))]
    people = {
        email: Temperament(habit=habit, mood=luck.choice(_MOODS))
        for email, habit in zip(order, habits, strict=True)
    }
    ready = [email for email in order if people[email].habit in (Habit.IN_A_FORM, Habit.IN_THE_CHAT)]
    luck.shuffle(ready)
    for email, trait in zip(ready, Trait, strict=False):
        people[email] = replace(people[email], trait=trait)
    ordinary = [
        email
        for email in order
        if people[email].habit is not Habit.NEVER and email not in ready[: len(Trait)]
    ]
    for email in ordinary[:4]:
        people[email] = replace(people[email], skips=frozenset({luck.randint(1, _ROUNDS_PLAYED)}))
    for email in ordinary[4:5]:  # answers once and is not heard of again
        people[email] = replace(people[email], skips=frozenset(range(2, 100)))
    for email, question in zip(ordinary[5:8], ("safe_to_raise", "safe_to_raise", "unsure"), strict=False):
        people[email] = replace(people[email], declines=question)
    return people


def _hands(luck: Random, asked: Sequence[RosterRow]) -> dict[str, dict[str, Note]]:
    """Each note goes to one person of its role, and nobody writes two at a stage."""
    hands: dict[str, dict[str, Note]] = {row.email: {} for row in asked}
    notes = read_notes()
    for role in CHECKED_IN:
        people = [row.email for row in asked if row.role is role]
        for environment in STAGES:
            fitting = [note for note in notes if note.role is role and note.environment == environment]
            for email, note in zip(luck.sample(people, len(people)), fitting, strict=False):
                hands[email][environment] = note
    return hands


def _wishes(luck: Random, asked: Sequence[RosterRow]) -> Mapping[str, Sequence[Wish]]:
    """Dealt like cards, so that nobody has many."""
    dealt: dict[str, list[Wish]] = {row.email: [] for row in asked}
    for role in CHECKED_IN:
        people = [row.email for row in asked if row.role is role]
        luck.shuffle(people)
        fitting = [wish for wish in read_wishes() if wish.role is role]
        for place, wish in enumerate(fitting):
            dealt[people[place % len(people)]].append(wish)
    return dealt
