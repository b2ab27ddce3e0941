"""Releases of closed rounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Select, bindparam, select

from adapters.sql.checkins import ROUND_COLUMNS, round_from
from adapters.sql.tables import released_cell, released_participation, released_scope, round_
from bot.checkins.model import Round
from bot.ids import CohortId, RoundId
from bot.privacy.cells import BandedCell, NoisyCell, Shown, Withheld
from bot.privacy.release import Participation, ReleasedCell, ReleasedCount, RoundRelease
from bot.reports.model import Release

T = TypeVar("T")

_RELEASED = (
    select(*ROUND_COLUMNS)
    .where(
        round_.c.cohort == bindparam("cohort"),
        round_.c.id.in_(select(released_participation.c.round)),
    )
    .order_by(round_.c.number)
)
_OF_COHORT = select(round_.c.id).where(round_.c.cohort == bindparam("cohort"))
_PARTICIPATION = (
    select(released_participation)
    .where(released_participation.c.round.in_(_OF_COHORT))
    .order_by(released_participation.c.round, released_participation.c.place)
)
_CELLS = (
    select(released_cell)
    .where(released_cell.c.round.in_(_OF_COHORT))
    .order_by(released_cell.c.round, released_cell.c.place)
)
_COUNTS = (
    select(released_scope)
    .where(released_scope.c.round.in_(_OF_COHORT))
    .order_by(released_scope.c.round, released_scope.c.place)
)


class SqlReports:
    """A `ReportStore` in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep_release(self, closed: Round, shown: RoundRelease) -> None:
        """Raises ValueError for a release without participation."""
        if not shown.participation:
            raise ValueError("a release says how many of each role were asked")
        participation = [_participation_row(closed, *one) for one in enumerate(shown.participation)]
        cells = [_cell_row(closed, *one) for one in enumerate(shown.cells)]
        self._connection.execute(released_participation.insert(), participation)
        if cells:
            self._connection.execute(released_cell.insert(), cells)

    def keep_counts(self, closed: Round, counts: Sequence[ReleasedCount]) -> None:
        rows = [_count_row(closed, *one) for one in enumerate(counts)]
        if rows:
            self._connection.execute(released_scope.insert(), rows)

    def releases(self, cohort: CohortId) -> tuple[Release, ...]:
        """Reads all releases in four statements."""
        rounds = self._connection.execute(_RELEASED, {"cohort": cohort}).all()
        participation = self._by_round(_PARTICIPATION, cohort, _participation)
        cells = self._by_round(_CELLS, cohort, _cell)
        counts = self._by_round(_COUNTS, cohort, _count)

        def shown(closed: Round) -> RoundRelease:
            parts = tuple(participation[closed.id]), tuple(cells[closed.id])
            return RoundRelease(*parts, counts=tuple(counts[closed.id]))

        return tuple(Release(closed, shown(closed)) for closed in map(round_from, rounds))

    def _by_round(
        self, statement: Select[*tuple[Any, ...]], cohort: CohortId, read: Callable[[Sequence[Any]], T]
    ) -> Mapping[RoundId, Sequence[T]]:
        """The rows, parsed by `read`, for each round. The round is the first column."""
        found: dict[RoundId, list[T]] = defaultdict(list)
        for row in self._connection.execute(statement, {"cohort": cohort}):
            found[row[0]].append(read(row))
        return found


def _participation_row(closed: Round, place: int, one: Participation) -> dict[str, object]:
    return {
        "round": closed.id,
        "place": place,
        "role": one.role,
        "invited": one.invited,
        "answered": one.answered,
        "withheld": one.withheld,
    }


def _participation(columns: Sequence[Any]) -> Participation:
    _round, _place, role, invited, answered, withheld = columns
    return Participation(role=role, invited=invited, answered=answered, withheld=withheld)


def _cell_row(closed: Round, place: int, one: ReleasedCell) -> dict[str, object]:
    return {
        "round": closed.id,
        "place": place,
        "role": one.role,
        "question": one.question,
        "cell": one.cell,
        **_NOTHING_SHOWN,
        **_shown_columns(one.shown),
    }


_NOTHING_SHOWN: Final[Mapping[str, object]] = {
    "share": "",
    "people": "",
    "withheld": "",
    "noisy_count": None,
    "answered": None,
}


def _shown_columns(shown: Shown) -> Mapping[str, object]:
    match shown:
        case NoisyCell(count=count, of=answered):
            return {"noisy_count": count, "answered": answered, "share": f"about {shown.share} %"}
        case BandedCell(share=share, people=people):
            return {"share": share, "people": people}
        case Withheld(reason=reason):
            return {"withheld": reason}


def _cell(columns: Sequence[Any]) -> ReleasedCell:
    _round, _place, role, question, cell, *shown = columns
    return ReleasedCell(role=role, question=question, cell=cell, shown=_shown(*shown))


def _shown(share: str, people: str, withheld: str, noisy_count: int | None, answered: int | None) -> Shown:
    if noisy_count is not None and answered is not None:
        return NoisyCell(noisy_count, answered)
    return Withheld(withheld) if withheld else BandedCell(share, people)


def _count_row(closed: Round, place: int, one: ReleasedCount) -> dict[str, object]:
    return {
        "round": closed.id,
        "place": place,
        "kind": one.kind,
        "flags": one.flags,
        "withheld": one.withheld,
    }


def _count(columns: Sequence[Any]) -> ReleasedCount:
    _round, _place, kind, flags, withheld = columns
    return ReleasedCount(kind=kind, flags=flags, withheld=withheld)
