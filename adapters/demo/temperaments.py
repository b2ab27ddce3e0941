"""Temperaments of the sample people, drawn from a seed. Every seed draws each kind of person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from random import Random
from typing import Final

from adapters.demo.sample import STAGES, SampleNote, ScriptedAct, read_notes, read_scripted_acts
from bot.people.model import CHECKED_IN
from bot.people.roles import Role
from bot.people.roster import RosterRow


class Habit(StrEnum):
    """A way of answering check-ins."""

    IN_A_FORM = "in a form"
    IN_THE_CHAT = "one by one"
    IN_PARTS = "half of it first"
    WHEN_REMINDED = "when reminded"
    NEVER = "never"


class Trait(StrEnum):
    """Something that one person alone does around their first check-in."""

    HAS_SECOND_THOUGHTS = "has second thoughts"
    TAKES_LEAVE = "takes leave"
    SAYS_THANKS = "says thanks"


@dataclass(frozen=True, slots=True, kw_only=True)
class Temperament:
    """How one person behaves.

    `skips` are numbers of check-ins, `declines` is a question's key, `mood` their first answer to `safe_to_raise`,
    `notes` their note at each stage, `acts` their requests or flags.
    """

    habit: Habit = Habit.NEVER
    signs_late: bool = False
    skips: frozenset[int] = frozenset()
    declines: str = ""
    mood: int = 3
    notes: Mapping[str, SampleNote] = field(default_factory=dict)
    acts: Sequence[ScriptedAct] = ()
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


def draw_temperaments(seed: int, rows: Sequence[RosterRow]) -> Mapping[str, Temperament]:
    """Everybody's temperament by email. Depends on the seed and the roster alone."""
    rng = Random(seed)  # noqa: S311 - people are drawn, not secrets
    asked = sorted((row for row in rows if row.role in CHECKED_IN), key=lambda row: row.email)
    people = {row.email: _leading(row, rows) for row in rows}
    people |= _drawn(rng, asked)
    for email, notes in _deal_notes(rng, asked).items():
        people[email] = replace(people[email], notes=notes)
    for email, acts in _deal_acts(rng, asked).items():
        people[email] = replace(people[email], acts=acts)
    for row in asked:
        people[row.email] = replace(people[row.email], logs_sessions=row.role is Role.MENTOR)
    late = rng.choice(sorted({row.pair for row in asked}))
    for row in asked:
        people[row.email] = replace(people[row.email], signs_late=row.pair == late)
    return people


def _leading(row: RosterRow, rows: Sequence[RosterRow]) -> Temperament:
    leads = [one.email for one in rows if one.role is Role.LEAD]
    return Temperament(leads=row.email in leads, says_what_was_done=row.email == leads[0])


def _drawn(rng: Random, asked: Sequence[RosterRow]) -> dict[str, Temperament]:
    """Deals the habits like cards. Gives rare traits to the first people after another shuffle."""
    order = rng.sample([row.email for row in asked], len(asked))
    habits = [_HABITS[place % len(_HABITS)] for place in range(len(order))]
    people = {
        email: Temperament(habit=habit, mood=rng.choice(_MOODS))
        for email, habit in zip(order, habits, strict=True)
    }
    ready = [email for email in order if people[email].habit in (Habit.IN_A_FORM, Habit.IN_THE_CHAT)]
    rng.shuffle(ready)
    for email, trait in zip(ready, Trait, strict=False):
        people[email] = replace(people[email], trait=trait)
    ordinary = [
        email
        for email in order
        if people[email].habit is not Habit.NEVER and email not in ready[: len(Trait)]
    ]
    for email in ordinary[:4]:
        people[email] = replace(people[email], skips=frozenset({rng.randint(1, _ROUNDS_PLAYED)}))
    for email in ordinary[4:5]:  # answers once and is not heard of again
        people[email] = replace(people[email], skips=frozenset(range(2, 100)))
    for email, question in zip(ordinary[5:8], ("safe_to_raise", "safe_to_raise", "unsure"), strict=False):
        people[email] = replace(people[email], declines=question)
    return people


def _deal_notes(rng: Random, asked: Sequence[RosterRow]) -> dict[str, dict[str, SampleNote]]:
    """Deals each note to one person of its role, and at most one a stage to each person."""
    dealt: dict[str, dict[str, SampleNote]] = {row.email: {} for row in asked}
    notes = read_notes()
    for role in CHECKED_IN:
        people = [row.email for row in asked if row.role is role]
        for stage in STAGES:
            fitting = [note for note in notes if note.role is role and note.stage == stage]
            for email, note in zip(rng.sample(people, len(people)), fitting, strict=False):
                dealt[email][stage] = note
    return dealt


def _deal_acts(rng: Random, asked: Sequence[RosterRow]) -> Mapping[str, Sequence[ScriptedAct]]:
    """Deals the acts like cards, so that nobody has many."""
    dealt: dict[str, list[ScriptedAct]] = {row.email: [] for row in asked}
    for role in CHECKED_IN:
        people = [row.email for row in asked if row.role is role]
        rng.shuffle(people)
        fitting = [act for act in read_scripted_acts() if act.role is role]
        for place, act in enumerate(fitting):
            dealt[people[place % len(people)]].append(act)
    return dealt
