"""The cohort report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.cast import (
    COHORT,
    LEAD,
    NOON,
    ROUND,
)
from bot.checkins.model import (
    questions_of,
)
from bot.feature import Example
from bot.flags.model import FlagCount, FlagKind
from bot.flags.released_counts import release_counts
from bot.people.roles import Role
from bot.privacy.cells import Thresholds
from bot.privacy.release import (
    PersonAnswers,
    Randomness,
    ReleasedCount,
    ReleaseQuestion,
    RoundRelease,
    release_round,
)
from bot.reports import screens as reports
from bot.reports.model import CohortReport, Release

_NO_CHANCE = Randomness(shuffle=lambda _: None, rand_below=lambda below: below - 1)
"""Examples show the same numbers each time: every draw of noise is 0."""


def examples() -> Iterator[Example]:
    empty = CohortReport(
        cohort=COHORT, as_of=NOON, people={"mentor": 12}, pairs=12, pairs_signed=11, releases=()
    )
    shown = replace(
        empty, people={"mentor": 12, "executive": 12, "comparison-executive": 12}, releases=_releases()
    )
    yield Example("reports.report", "a lead", reports.report(shown, LEAD))
    yield Example("reports.report (nothing closed)", "a lead", reports.report(empty, LEAD))
    yield Example("reports.which", "a lead", reports.which([COHORT, replace(COHORT, name="Autumn cohort")]))


def _releases() -> tuple[Release, ...]:
    return tuple(
        Release(replace(ROUND, number=number), replace(_release(answered), counts=_counts(errands)))
        for number, answered, errands in ((1, 9, 3), (2, 11, 6), (3, 4, 11))
    )


def _counts(errands: int) -> tuple[ReleasedCount, ...]:
    return release_counts(
        {FlagKind.ERRAND: FlagCount(errands, 4), FlagKind.DISCOMFORT: FlagCount(1, 1)}, mentors=12
    )


def _release(answered: int) -> RoundRelease:
    questions = [
        ReleaseQuestion(key=q.key, role=role, options=q.options, cells=q.cells)
        for role in (Role.MENTOR, Role.EXECUTIVE)
        for q in questions_of(COHORT)
    ]
    answers = [
        PersonAnswers(role, {q.key: q.options[n % len(q.options)] for q in questions_of(COHORT)})
        for role in (Role.MENTOR, Role.EXECUTIVE)
        for n in range(answered)
    ]
    return release_round(questions, answers, {"mentor": 12, "executive": 12}, Thresholds(), _NO_CHANCE)
