"""The check-in on the home."""

from __future__ import annotations

from collections.abc import Iterator

from bot.checkins import screens
from bot.checkins.model import questions_of
from bot.checkins.sealing import read_draft
from bot.checkins.turns import next_round_on
from bot.surface import Section
from bot.turn import Turn


def above(turn: Turn) -> Iterator[Section]:
    """The check-in that closes first, or when the next one comes."""
    open_ = next(iter(turn.unit.checkins.open_for(turn.person.id)), None)
    questions = questions_of(open_.cohort) if open_ else ()
    done = read_draft(turn.unit, open_).done(questions) if open_ else 0
    yield screens.home_section(
        open_, turn.person, done=done, questions=len(questions), next_on=next_round_on(turn)
    )
