"""The report for other programs: JSON as the contract has it, and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from typing import Any

from bot.privacy.cells import plain
from bot.privacy.release import Participation, ReleasedCount
from bot.reports.model import FAMILIES, NO_WAVE, NOT_COUNTED, CohortReport, Release

CSV_COLUMNS = (
    "cohort",
    "check_in",
    "opened",
    "role",
    "question",
    "answer",
    "share",
    "people",
    "withheld",
    "noise",
)


def report_json(report: CohortReport) -> dict[str, Any]:
    """The object that CONTRACT.md names, ready for json.dumps; families without a measurement say so."""
    return {
        "cohort": report.cohort.name,
        "as_of": report.as_of.isoformat(),
        "design": report.cohort.design.value,
        "participation": {
            "people": dict(report.people),
            "pairs": report.pairs,
            "pairs_signed": report.pairs_signed,
            "check_ins": [_took_part(release) for release in report.releases],
        },
        "check_ins": [_answers(release) for release in report.releases],
        **{family: {"withheld": NO_WAVE} for family in FAMILIES},
        "scope": _scope(report),
        "withheld": [{"what": what, "why": why} for what, why in report.withheld],
    }


def report_csv(report: CohortReport) -> str:
    """One row a cell or count; participation is the question "participation", a count of flags "scope"."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(CSV_COLUMNS)
    for release in report.releases:
        opened = release.round.opens_on.isoformat()
        for row in _rows(release):
            rows.writerow((_safe(report.cohort.name), release.round.number, opened, *row))
    return out.getvalue()


def _rows(release: Release) -> Iterable[tuple[str, ...]]:
    for part in release.shown.participation:
        share = "" if part.withheld else f"{part.answered} of {part.invited}"
        yield (part.role, "participation", "", share, "", part.withheld, "")
    for cell in release.shown.cells:
        shown = plain(cell.shown)
        yield (
            cell.role,
            cell.question,
            cell.cell,
            *(str(shown.get(key, "")) for key in ("share", "people", "withheld", "noise")),
        )
    for count in release.shown.counts:
        yield ("mentor", "scope", count.kind, count.flags, "", count.withheld, "")


def _took_part(release: Release) -> dict[str, Any]:
    by_role = {part.role: _participation(part) for part in release.shown.participation}
    return {"check_in": release.round.number, "opened": release.round.opens_on.isoformat(), **by_role}


def _participation(part: Participation) -> dict[str, Any]:
    return (
        {"withheld": part.withheld} if part.withheld else {"invited": part.invited, "answered": part.answered}
    )


def _answers(release: Release) -> dict[str, Any]:
    roles: dict[str, dict[str, dict[str, Mapping[str, str | int]]]] = {}
    for cell in release.shown.cells:
        roles.setdefault(cell.role, {}).setdefault(cell.question, {})[cell.cell] = plain(cell.shown)
    return {"check_in": release.round.number, "opened": release.round.opens_on.isoformat(), **roles}


def _scope(report: CohortReport) -> dict[str, Any]:
    """All flags until each close, by kind."""
    if not report.counted:
        return {"withheld": NOT_COUNTED}
    return {"check_ins": [_flags(release) for release in report.counted]}


def _flags(release: Release) -> dict[str, Any]:
    by_kind = {count.kind: _count(count) for count in release.shown.counts}
    return {"check_in": release.round.number, "opened": release.round.opens_on.isoformat(), **by_kind}


def _count(count: ReleasedCount) -> dict[str, str]:
    return {"withheld": count.withheld} if count.withheld else {"flags": count.flags}


def _safe(text: str) -> str:
    """A cell that a spreadsheet will not take for a formula."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t")) else text
