"""Closing a round: from people's choices to a release, and to choices that belong to nobody.

The rules, each against something a curious reader could do:

- Every count of a release has noise, drawn once (`noise`). Whoever knows all other answers, or compares two rounds that
  one person joined, learns about one answer to one question what epsilon = 2 allows and never anything for certain.
- Shares are of those who answered the check-in, a number that leads are told anyway. "Prefer not to say" and a question
  left out are answers that no cell counts, so declining is protected like every other answer.
- A role of which fewer than the threshold answered has no cells of its own. Where that holds for every role and they
  make the threshold together, the cells are of all of them. Each answer is counted in at most one group, so a person's
  epsilon is spent once.
- No cell crosses two questions, so no cell describes a rare kind of person.
- Participation is a count, as leads are promised.
- What is kept of the choices is rebuilt from their counts, so nothing that tied one person's choices together can
  survive, and is shuffled, so its order tells nothing. It waits, sealed, for the release at the cohort's end.

What remains: epsilon adds up over questions and rounds, and a group that agrees tells about each of its members.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from bot.privacy.cells import Shown, Thresholds, Withheld, cell_of, too_few_answers
from bot.privacy.noise import RandBelow

DECLINED = "declined"
"""The choice of somebody who prefers not to say."""
PARTICIPATION_MIN: Final = 5
"""How many of a role answered is not shown where fewer were asked."""
BOTH_ROLES = "both"
"""The role of a cell that counts every role together."""


@dataclass(frozen=True, slots=True)
class CellSpec:
    """A share to be shown: of those who answered, how many chose one of the options."""

    key: str
    options: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseQuestion:
    """A question as one role was asked it."""

    key: str
    role: str
    options: tuple[str, ...]
    cells: tuple[CellSpec, ...]

    def __post_init__(self) -> None:
        if DECLINED in self.options:
            raise ValueError(f"{self.key}: declining is not one of the options")
        if not all(cell.options <= frozenset(self.options) for cell in self.cells):
            raise ValueError(f"{self.key}: a cell counts an option that nobody is offered")


@dataclass(frozen=True, slots=True)
class PersonAnswers:
    """One person's choices, by question; a question they left out is absent."""

    role: str
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Participation:
    """How many of a role were asked and how many answered anything, or why that is withheld."""

    role: str
    invited: int | None = None
    answered: int | None = None
    withheld: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedCell:
    role: str
    question: str
    cell: str
    shown: Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAnswer:
    """A choice without its person."""

    role: str
    question: str
    option: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedCount:
    """How many scope flags of a kind there were until the round closed, in a band, or why that is withheld."""

    kind: str
    flags: str = ""
    withheld: str = ""


@dataclass(frozen=True, slots=True)
class RoundRelease:
    """The part of a round that may be shown, for good, and the choices to keep. Nothing in it names a person."""

    participation: tuple[Participation, ...]
    cells: tuple[ReleasedCell, ...]
    kept: tuple[KeptAnswer, ...] = ()
    counts: tuple[ReleasedCount, ...] = ()


Shuffle: TypeAlias = Callable[[list[KeptAnswer]], None]


@dataclass(frozen=True, slots=True)
class Randomness:
    """Where a release draws from. Both must be unpredictable: `SystemRandom().shuffle` and `secrets.randbelow`."""

    shuffle: Shuffle
    rand_below: RandBelow


def release_round(
    questions: Sequence[ReleaseQuestion],
    answers: Sequence[PersonAnswers],
    invited: Mapping[str, int],
    thresholds: Thresholds,
    randomness: Randomness,
) -> RoundRelease:
    """The release of a round.

    Raises ValueError if an answer is to a question its role was not asked, is none of the options, or comes
    from a role with fewer invited than answered; the message quotes no answer.
    """
    tallies = _tallies(questions, answers)
    answered = _answered(answers, invited)
    return RoundRelease(
        tuple(_took_part(role, asked, answered[role]) for role, asked in invited.items()),
        tuple(_cells(tallies, answered, thresholds, randomness.rand_below)),
        _kept(tallies, randomness.shuffle),
    )


_Tallies: TypeAlias = Sequence[tuple[ReleaseQuestion, Counter[str]]]


def _tallies(questions: Sequence[ReleaseQuestion], answers: Iterable[PersonAnswers]) -> _Tallies:
    """How often each option of each question was chosen: from here on there are no persons."""
    tallies = {(question.role, question.key): Counter[str]() for question in questions}
    if len(tallies) < len(questions):
        raise ValueError("a role is asked the same question twice")
    for person in answers:
        for question, choice in person.choices.items():
            if (person.role, question) not in tallies:
                raise ValueError(f"{person.role} was not asked {question}")
            tallies[person.role, question][choice] += 1
    return [
        (question, _without_declined(question, tallies[question.role, question.key]))
        for question in questions
    ]


def _without_declined(question: ReleaseQuestion, tally: Counter[str]) -> Counter[str]:
    if not tally.keys() <= {*question.options, DECLINED}:
        raise ValueError(f"an answer to {question.key} is none of its options")
    return Counter({option: tally[option] for option in question.options if tally[option]})


def _answered(answers: Iterable[PersonAnswers], invited: Mapping[str, int]) -> Counter[str]:
    """How many of each role answered the check-in."""
    answered = Counter(person.role for person in answers if person.choices)
    if any(count > invited.get(role, 0) for role, count in answered.items()):
        raise ValueError("more answered than were invited")
    return answered


def _cells(
    tallies: _Tallies, answered: Counter[str], thresholds: Thresholds, rand_below: RandBelow
) -> Iterable[ReleasedCell]:
    together = _together(tallies) if _is_shown_together(answered, thresholds) else []
    for question, tally in together:
        yield from _noisy_cells(question, tally, answered.total(), rand_below)
    for question, tally in tallies:
        if answered[question.role] >= thresholds.cells:
            yield from _noisy_cells(question, tally, answered[question.role], rand_below)
        else:
            yield from _withheld_cells(question, too_few_answers(thresholds))


def _is_shown_together(answered: Counter[str], thresholds: Thresholds) -> bool:
    """True if no role makes the threshold alone and all of them make it together."""
    return max(answered.values(), default=0) < thresholds.cells <= answered.total()


def _together(tallies: _Tallies) -> _Tallies:
    """The questions that every role was asked with the same options and cells, counted over all roles."""
    roles = {question.role for question, _ in tallies}
    by_key: dict[str, list[tuple[ReleaseQuestion, Counter[str]]]] = defaultdict(list)
    for question, tally in tallies:
        by_key[question.key].append((question, tally))
    return [
        (replace(found[0][0], role=BOTH_ROLES), sum((tally for _, tally in found), Counter[str]()))
        for found in by_key.values()
        if len(found) == len(roles) and len({(one.options, one.cells) for one, _ in found}) == 1
    ]


def _noisy_cells(
    question: ReleaseQuestion, tally: Counter[str], of: int, rand_below: RandBelow
) -> Iterable[ReleasedCell]:
    for cell in question.cells:
        shown = cell_of(sum(tally[option] for option in cell.options), of, rand_below)
        yield ReleasedCell(role=question.role, question=question.key, cell=cell.key, shown=shown)


def _withheld_cells(question: ReleaseQuestion, why: Withheld) -> Iterable[ReleasedCell]:
    for cell in question.cells:
        yield ReleasedCell(role=question.role, question=question.key, cell=cell.key, shown=why)


def _took_part(role: str, invited: int, answered: int) -> Participation:
    if invited < PARTICIPATION_MIN:
        return Participation(role=role, withheld=f"fewer than {PARTICIPATION_MIN} invited")
    return Participation(role=role, invited=invited, answered=answered)


def _kept(tallies: _Tallies, shuffle: Shuffle) -> tuple[KeptAnswer, ...]:
    kept = [
        KeptAnswer(role=question.role, question=question.key, option=option)
        for question, tally in tallies
        for option in tally.elements()
    ]
    shuffle(kept)
    return tuple(kept)
