"""A sample person's tasks, each at a moment of their own working hours."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count
from random import Random
from typing import TypeAlias

from bot.working_hours.calendar import WorkingHours, next_working_moment

Task: TypeAlias = Callable[[], None]


class Schedule:
    """Tasks in order of their moments."""

    def __init__(self, working_hours: WorkingHours, rng: Random) -> None:
        self._working_hours = working_hours
        self._rng = rng
        self._tasks: list[tuple[datetime, int, Task]] = []
        self._order = count()

    @property
    def next_at(self) -> datetime | None:
        return self._tasks[0][0] if self._tasks else None

    def pop(self) -> Task:
        """Removes and returns the next task."""
        return heappop(self._tasks)[-1]

    def within_hours(self, now: datetime, hours: tuple[float, float], task: Task) -> None:
        wanted = now + timedelta(hours=self._rng.triangular(*hours, hours[0]))
        moment = next_working_moment(wanted, self._working_hours)
        if moment > wanted:  # not everybody acts at nine sharp
            moment += timedelta(minutes=self._rng.uniform(1, 150))
        self._put(moment, task)

    def within_seconds(self, now: datetime, seconds: tuple[float, float], task: Task) -> None:
        """Schedules a step of something under way, whatever the hour."""
        self._put(now + timedelta(seconds=self._rng.uniform(*seconds)), task)

    def _put(self, moment: datetime, task: Task) -> None:
        heappush(self._tasks, (moment.replace(microsecond=0), next(self._order), task))
