"""Releases of closed rounds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, select

from adapters.sql.checkins import ROUND_COLUMNS, round_from
from adapters.sql.tables import released_cell, released_participation, round_
from bot.checkins.model import Round
from bot.ids import CohortId
from bot.privacy.bands import Cell, Shown, Withheld
from bot.privacy.release import Participation, ReleasedCell, RoundRelease
from bot.reports.store import Release

_RELEASED = (
    select(*ROUND_COLUMNS)
    .where(
        round_.c.cohort == bindparam("cohort"),
        round_.c.id.in_(select(released_participation.c.round)),
    )
    .order_by(round_.c.number)
)
_PARTICIPATION = (
    select(released_participation)
    .where(released_participation.c.round == bindparam("of"))
    .order_by(released_participation.c.place)
)
_CELLS = select(released_cell).where(released_cell.c.round == bindparam("of")).order_by(released_cell.c.place)


class SqlReports:
    """A `ReportStore` in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep_release(self, closed: Round, shown: RoundRelease) -> None:
        """Raises ValueError for a release without participation: nobody was asked."""
        if not shown.participation:
            raise ValueError("a release says how many of each role were asked")
        participation = [_participation_row(closed, *one) for one in enumerate(shown.participation)]
        cells = [_cell_row(closed, *one) for one in enumerate(shown.cells)]
        self._connection.execute(released_participation.insert(), participation)
        if cells:
            self._connection.execute(released_cell.insert(), cells)

    def releases(self, cohort: CohortId) -> tuple[Release, ...]:
        rounds = self._connection.execute(_RELEASED, {"cohort": cohort}).all()
        return tuple(self._release(round_from(row)) for row in rounds)

    def _release(self, closed: Round) -> Release:
        participation = self._connection.execute(_PARTICIPATION, {"of": closed.id})
        cells = self._connection.execute(_CELLS, {"of": closed.id})
        return Release(
            closed,
            RoundRelease(
                tuple(_participation(row) for row in participation), tuple(_cell(row) for row in cells)
            ),
        )


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
    share, people, withheld = _shown_columns(one.shown)
    return {
        "round": closed.id,
        "place": place,
        "role": one.role,
        "question": one.question,
        "cell": one.cell,
        "share": share,
        "people": people,
        "withheld": withheld,
    }


def _shown_columns(shown: Shown) -> tuple[str, str, str]:
    match shown:
        case Cell(share=share, people=people):
            return share, people, ""
        case Withheld(reason=reason):
            return "", "", reason


def _cell(columns: Sequence[Any]) -> ReleasedCell:
    _round, _place, role, question, cell, share, people, withheld = columns
    shown = Withheld(withheld) if withheld else Cell(share, people)
    return ReleasedCell(role=role, question=question, cell=cell, shown=shown)
