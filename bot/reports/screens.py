"""The report in words, tables and a chart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot import limits
from bot.checkins.model import Question, questions_of
from bot.checkins.wording import wording
from bot.flags.kinds import KINDS
from bot.flags.model import FlagKind
from bot.people.model import CHECKED_IN, Person
from bot.people.roles import Role
from bot.privacy.cells import BandedCell, NoisyCell, Shown, Withheld
from bot.privacy.noise import explained_by_noise
from bot.privacy.release import BOTH_ROLES, ReleasedCount
from bot.programme.model import Cohort, Design
from bot.reports.model import NO_WAVE, NOT_COUNTED, CohortReport, Release
from bot.screens import buttons, facts, message, press, quiet
from bot.surface import Block, Chart, Message, Section, Series, Table, Text

CHOICES = 6
_GROUPS = {
    Role.MENTOR.value: "Mentors",
    Role.EXECUTIVE.value: "Executives",
    BOTH_ROLES: "Mentors and executives together",
}
_LATEST = 3
"""Check-ins compared on one card; all are in the exports."""
_SCALE_CELLS = {"4_5": "4 or 5 of 5", "1_2": "1 or 2 of 5"}
_DESIGNS = {
    Design.RANDOMISED: "Pairs were assigned at random.",
    Design.WAIT_LIST: "Compared with a wait list: a comparison, not proof of cause.",
    Design.MATCHED: "Compared with a matched group: a comparison, not proof of cause.",
    Design.CONVENIENCE: "Compared with whoever was at hand: a comparison, not proof of cause.",
    Design.NONE: "How a comparison group was chosen is not recorded: a comparison with it would be no proof of cause.",
}
ALL_SO_FAR = (
    "All scope flags until each check-in closed. Fewer than 5 of a kind look the same as none, and nobody can tell "
    "from here whose they were."
)
CONFIDENTIAL = (
    "Shares are of those who answered, from 8 answers on. Each count was changed a little at random when its check-in "
    "closed, so that no number gives one person's answer away, and is fixed since: nobody can drill into it. "
    '"Up" and "down" mark changes larger than that randomness explains.'
)
BEFORE_NOISE = "Check-ins closed before this rule show bands of ten per cent, from 5 answers on."


def report(shown: CohortReport, person: Person) -> Message:
    return message(
        f"Report: {shown.cohort.name}"[: limits.NOTIFY],
        facts(*overview(shown)),
        *_chart(shown),
        *(_role_section(shown, group) for group in _groups(shown.releases[-_LATEST:])),
        Section("Scope", _scope(shown.counted[-_LATEST:])),
        Section(
            "Capability, performance, talent",
            (Text(f"Not shown: {NO_WAVE}. {_DESIGNS[shown.cohort.design]}"),),
        ),
        quiet(confidential(shown.releases)),
        title=f"Cohort report: {shown.cohort.name}",
    )


def which(cohorts: Sequence[Cohort]) -> Message:
    return message(
        "Which cohort?",
        Text("You lead several cohorts. Which report would you like?"),
        buttons(*(press(c.name[: limits.BUTTON], "reports.show", cohort=str(c.id)) for c in cohorts)),
    )


def overview(shown: CohortReport) -> tuple[tuple[str, str], ...]:
    comparison = sum(n for role, n in shown.people.items() if role.startswith("comparison"))
    return (
        ("As of", f"{shown.as_of:%d %B %Y}"),
        ("Pairs", f"{shown.pairs}, {shown.pairs_signed} with a signed charter"),
        ("Comparison group", str(comparison) if comparison else "none"),
        ("Check-ins closed", str(len(shown.releases))),
    )


def tables(shown: CohortReport) -> list[Text | Table]:
    """The whole report as text and tables, for a terminal."""
    return [
        Text(f"Cohort report: {shown.cohort.name}", tone="strong"),
        Table(columns=("Programme", ""), rows=overview(shown)),
        *((participation(shown),) if shown.releases else (Text("No check-in has closed yet."),)),
        *(answers(shown, group, shown.releases) for group in _groups(shown.releases)),
        *_scope(shown.counted),
        Text(f"Capability, performance, talent: not shown: {NO_WAVE}. {_DESIGNS[shown.cohort.design]}"),
        *(Text(f"Withheld: {what} ({why})") for what, why in shown.withheld_of_check_ins),
        Text(confidential(shown.releases), tone="quiet"),
    ]


def participation(shown: CohortReport) -> Table:
    """How many answered, by check-in and role."""
    rows = tuple(
        (f"Check-in {release.round.number}", *(_took_part(release, role) for role in CHECKED_IN))
        for release in shown.releases
    )
    return Table(columns=("Participation", "Mentors", "Executives"), rows=rows)


def confidential(releases: Iterable[Release]) -> str:
    is_banded = any(isinstance(cell.shown, BandedCell) for r in releases for cell in r.shown.cells)
    return f"{CONFIDENTIAL} {BEFORE_NOISE}" if is_banded else CONFIDENTIAL


def answers(shown: CohortReport, group: str, releases: Sequence[Release]) -> Table:
    """Each share of each question, a column a check-in. `group` is a role, or BOTH_ROLES."""
    questions = questions_of(shown.cohort)
    rows = [row for question in questions for row in _question_rows(shown, group, question, releases)]
    columns = (_GROUPS[group], "", *(f"Check-in {r.round.number}" for r in releases))
    return Table(columns=columns, rows=tuple(rows))


def flags(releases: Sequence[Release]) -> Table:
    """How many of each kind, a column a check-in."""
    rows = [(KINDS[kind], *(_flags(release, kind) for release in releases)) for kind in FlagKind]
    return Table(
        columns=("Scope flags so far", *(f"Check-in {r.round.number}" for r in releases)), rows=tuple(rows)
    )


def cell_label(question: Question, role: Role, key: str, own_question: str) -> str:
    """Labels a share in the words people saw."""
    return _SCALE_CELLS.get(key) or wording(question, role, own_question).options[key]


def _groups(releases: Sequence[Release]) -> list[str]:
    """Each role; and both together where a check-in had too few answers of each."""
    if not releases:
        return []
    is_together = any(cell.role == BOTH_ROLES for r in releases for cell in r.shown.cells)
    return [*CHECKED_IN, *([BOTH_ROLES] if is_together else [])]


def _question_rows(
    shown: CohortReport, group: str, question: Question, releases: Iterable[Release]
) -> Iterable[tuple[str, ...]]:
    role = Role.MENTOR if group == BOTH_ROLES else Role(group)
    name = wording(question, role, shown.cohort.own_question).name
    for position, spec in enumerate(question.cells):
        found = [_shown(release, group, question.key, spec.key) for release in releases]
        label = cell_label(question, role, spec.key, shown.cohort.own_question)
        yield ("" if position else name, label, *map(_share, found, [None, *found]))


def _shown(release: Release, group: str, question: str, key: str) -> Shown | None:
    wanted = (group, question, key)
    return next((c.shown for c in release.shown.cells if (c.role, c.question, c.cell) == wanted), None)


def _share(shown: Shown | None, before: Shown | None) -> str:
    match shown:
        case NoisyCell(share=share):
            return f"about {share} %{_change(before, shown)}"
        case BandedCell(share=band):
            return band
        case Withheld():
            return "withheld"
        case None:
            return "not asked"


def _change(before: Shown | None, after: NoisyCell) -> str:
    """A word where the share changed by more than noise explains."""
    if not isinstance(before, NoisyCell):
        return ""
    change = after.points - before.points
    if abs(change) <= explained_by_noise(before.of, after.of):
        return ""
    return ", up" if change > 0 else ", down"


def _took_part(release: Release, role: Role) -> str:
    part = next((p for p in release.shown.participation if p.role == role), None)
    if part is None:
        return "not asked"
    return "withheld" if part.withheld else f"{part.answered} of {part.invited}"


def _scope(releases: Sequence[Release]) -> tuple[Text | Table, ...]:
    if not releases:
        return (Text(f"Scope {NOT_COUNTED}."),)
    return (flags(releases), quiet(ALL_SO_FAR))


def _flags(release: Release, kind: FlagKind) -> str:
    found: ReleasedCount | None = next((c for c in release.shown.counts if c.kind == kind), None)
    return (found.flags or "withheld") if found else "not counted"


def _role_section(shown: CohortReport, group: str) -> Section:
    latest = shown.releases[-_LATEST:]
    return Section(_GROUPS[group], (answers(shown, group, latest),))


def _chart(shown: CohortReport) -> tuple[Block, ...]:
    """How many answered each check-in, where that may be shown."""
    releases = [r for r in shown.releases if all(not p.withheld for p in r.shown.participation)]
    if not releases:
        return (
            (Text("No check-in has closed yet, so there are no answers to show."),)
            if not shown.releases
            else ()
        )
    releases = releases[-limits.CHART_CATEGORIES :]
    return (
        Chart(
            title="How many answered",
            kind="bar",
            categories=tuple(f"Check-in {r.round.number}" for r in releases),
            series=tuple(Series(f"{role}s".capitalize(), _counts(releases, role)) for role in CHECKED_IN),
            alt="; ".join(f"check-in {r.round.number}: {_alt(r)}" for r in releases),
        ),
    )


def _counts(releases: Iterable[Release], role: Role) -> tuple[float, ...]:
    return tuple(float(p.answered or 0) for r in releases for p in r.shown.participation if p.role == role)


def _alt(release: Release) -> str:
    return ", ".join(f"{_took_part(release, role)} {role.value}s" for role in CHECKED_IN)
