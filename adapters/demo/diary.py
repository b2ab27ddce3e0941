"""What a sample person means to do, and when they get round to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import TypeAlias

from bot.working_hours.calendar import WorkingHours, next_working_moment

Deed: TypeAlias = Callable[[], None]


class Diary:
    """People act in their own working hours, some time after they meant to."""

    def __init__(self, place: WorkingHours, luck: Random) -> None:
        self._place = place
        self._luck = luck
        self._deeds: list[tuple[datetime, int, Deed]] = []
        self._order = count()

    @property
    def next_at(self) -> datetime | None:
        return self._deeds[0][0] if self._deeds else None

    def take(self) -> Deed:
        """The next deed, which leaves the diary."""
        return heappop(self._deeds)[-1]

    def within_hours(self, now: datetime, hours: tuple[float, float], deed: Deed) -> None:
        wanted = now + timedelta(hours=self._luck.triangular(*hours, hours[0]))
        moment = next_working_moment(wanted, self._place)
        if moment > wanted:  # not everybody at nine sharp
            moment += timedelta(minutes=self._luck.uniform(1, 150))
        self._put(moment, deed)

    def within_seconds(self, now: datetime, seconds: tuple[float, float], deed: Deed) -> None:
        """For what goes on while they are at it, whatever the hour."""
        self._put(now + timedelta(seconds=self._luck.uniform(*seconds)), deed)

    def _put(self, moment: datetime, deed: Deed) -> None:
        heappush(self._deeds, (moment.replace(microsecond=0), next(self._order), deed))
