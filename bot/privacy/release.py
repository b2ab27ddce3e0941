"""Closing a round: from people's choices to a release, and to choices that belong to nobody.

The rules, each against something a curious reader could do:

- A question that fewer people of a role answered than the threshold is withheld with all of its cells, since
  one cell of a question gives away the others. Declining counts as answering the check-in, never in a share.
- There is no total over roles, over questions or over rounds, so nothing can be subtracted from it; and no
  cell crosses two questions, so no cell describes a rare kind of person.
- Cells show bands, whose outer ones hide nobody and everybody (`bands`).
- Participation is a count, as leads are promised; of a role too small for a cell it is withheld too.
- Choices of a withheld question are not kept either: nobody may read them, and a lone one would be its author's.
- What is kept of the other choices is rebuilt from their counts, so nothing that tied one person's choices together
  can survive, and is shuffled, so its order tells nothing.

What remains: the cells of a question add up to its answers, so in a small group they can tell counts together
where each alone does not. In successive rounds of the same people but one, a cell near the edge of a band may
change band by that one's choice. People who pool their own answers can take them off a band. When everybody
of a role answered, or nobody, the count says so of each of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.privacy.bands import Shown, Thresholds, cell_of

DECLINED = "declined"
"""The choice of somebody who prefers not to say."""


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


def release_round(
    questions: Sequence[ReleaseQuestion],
    answers: Sequence[PersonAnswers],
    invited: Mapping[str, int],
    thresholds: Thresholds,
    shuffle: Shuffle,
) -> RoundRelease:
    """The release of a round. `shuffle` works in place and must be unpredictable (`SystemRandom().shuffle`).

    Raises ValueError if an answer is to a question its role was not asked, is none of the options, or comes
    from a role with fewer invited than answered; the message quotes no answer.
    """
    tallies = _tallies(questions, answers)
    return RoundRelease(
        _participation(answers, invited, thresholds),
        tuple(cell for question, tally in tallies for cell in _cells(question, tally, thresholds)),
        _kept(tallies, thresholds, shuffle),
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


def _cells(question: ReleaseQuestion, tally: Counter[str], thresholds: Thresholds) -> Iterable[ReleasedCell]:
    answered = tally.total()
    for cell in question.cells:
        shown = cell_of(sum(tally[option] for option in cell.options), answered, thresholds)
        yield ReleasedCell(role=question.role, question=question.key, cell=cell.key, shown=shown)


def _participation(
    answers: Iterable[PersonAnswers], invited: Mapping[str, int], thresholds: Thresholds
) -> tuple[Participation, ...]:
    answered = Counter(person.role for person in answers if person.choices)
    if any(count > invited.get(role, 0) for role, count in answered.items()):
        raise ValueError("more answered than were invited")
    return tuple(_took_part(role, asked, answered[role], thresholds) for role, asked in invited.items())


def _took_part(role: str, invited: int, answered: int, thresholds: Thresholds) -> Participation:
    if invited < thresholds.cells:
        return Participation(role=role, withheld=f"fewer than {thresholds.cells} invited")
    return Participation(role=role, invited=invited, answered=answered)


def _kept(tallies: _Tallies, thresholds: Thresholds, shuffle: Shuffle) -> tuple[KeptAnswer, ...]:
    kept = [
        KeptAnswer(role=question.role, question=question.key, option=option)
        for question, tally in tallies
        if tally.total() >= thresholds.cells
        for option in tally.elements()
    ]
    shuffle(kept)
    return tuple(kept)
