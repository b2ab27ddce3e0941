"""Reports on the home."""

from __future__ import annotations

from bot.feature import HomeLines
from bot.programme.model import Cohort
from bot.screens import press
from bot.turn import Turn


def in_led_cohort(_turn: Turn, cohort: Cohort) -> HomeLines:
    return HomeLines(buttons=(press("See the report", "reports.show", cohort=cohort.id),))
