"""When the bot may speak to a person: their working hours, in their own zone, on days people there work.

Times go in aware and come out in UTC. A local time that a clock change skips moves forward by as much as the
clock did; one that happens twice is taken the first time.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from math import floor
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

if TYPE_CHECKING:
    from holidays import HolidayBase

WORKDAY = (time(9), time(17))
SEND_AT = time(10)

_DAY = timedelta(days=1)
_EARLIEST_OFFSET = timedelta(hours=14)  # Pacific/Kiritimati, where each day begins first
_SATURDAY = 5


class UnknownZone(ValueError):
    """No IANA time zone has this name."""

    def __init__(self, zone: str) -> None:
        super().__init__(f'"{zone}" is not an IANA time zone, such as Europe/Berlin')


class HalfQuietHours(ValueError):
    """Quiet hours need both a beginning and an end."""

    def __init__(self) -> None:
        super().__init__("quiet hours need both quiet_from and quiet_to, or neither")


@dataclass(frozen=True, slots=True)
class WorkingHours:
    """Where a person is, as far as the calendar cares: people who share a Place share every moment.

    `zone` is an IANA name, `country` ISO 3166-1 alpha-2 or "" (no holidays, weekend on Saturday and Sunday).
    Quiet hours run from `quiet_from` up to, not including, `quiet_to`, past midnight if need be; equal ends
    mean none. Quiet hours that leave nothing of the working day are ignored: a person who wants silence
    pauses, and a bot that never speaks would look like one that is broken.
    """

    zone: str
    country: str
    quiet_from: time | None = None
    quiet_to: time | None = None

    def __post_init__(self) -> None:
        if (self.quiet_from is None) != (self.quiet_to is None):
            raise HalfQuietHours


def next_working_moment(after: datetime, place: WorkingHours) -> datetime:
    """The earliest instant at or after `after` at which the bot may speak to people in `place`, in UTC."""
    zone = _zone(place.zone)
    moment = _utc(after)
    while not _may_speak(moment.astimezone(zone), place):
        moment = _next_turn(moment, zone, place)
    return moment


def first_moment_on(day: date, place: WorkingHours, *, not_before: datetime | None = None) -> datetime:
    """The first moment the bot may speak at or after 10:00 local on `day`, and at or after `not_before`."""
    send = datetime.combine(day, SEND_AT, tzinfo=_zone(place.zone)).astimezone(UTC)
    if not_before is not None:
        send = max(send, _utc(not_before))
    return next_working_moment(send, place)


def window_opens(day: date) -> datetime:
    """The first instant at which it is `day` anywhere on earth: a planner for that day may run from here."""
    return datetime.combine(day, time(), tzinfo=UTC) - _EARLIEST_OFFSET


def closes_on(day: date) -> datetime:
    """Noon UTC on `day`: it is that day in nearly every zone, and nobody's round closes on another."""
    return datetime.combine(day, time(12), tzinfo=UTC)


def workdays_after(day: date, number: int, country: str) -> date:
    """The last of that many days after `day` on which people in `country` work."""
    while number > 0:
        day += timedelta(days=1)
        number -= is_workday(day, country)
    return day


def is_workday(day: date, country: str) -> bool:
    """True if people in `country` work on `day`: no weekend there, no public holiday of the whole country."""
    year = _year(country, day.year)
    if year is None:
        return day.weekday() < _SATURDAY
    return day not in year and not _is_weekend(day, year)


def _is_weekend(day: date, year: HolidayBase) -> bool:
    """Where law rests one day a week, offices mostly rest the day before too, and to wait harms nobody."""
    eve = len(year.weekend) == 1 and year.is_weekend(day + _DAY)
    return eve or year.is_weekend(day)


@lru_cache(maxsize=2_000)
def _year(country: str, year: int) -> HolidayBase | None:
    """The country's holidays and weekend in that year; None where the library does not know the country."""
    if not country:
        return None
    # Loaded with the first country: else it would be a tenth of what a process loads before it is ready.
    from holidays import country_holidays  # noqa: PLC0415

    try:
        return country_holidays(country, years=year, expand=False)
    except NotImplementedError:
        return None


def _may_speak(local: datetime, place: WorkingHours) -> bool:
    return _is_speaking_time(local.time(), place) and is_workday(local.date(), place.country)


def _is_speaking_time(clock: time, place: WorkingHours) -> bool:
    if not WORKDAY[0] <= clock < WORKDAY[1]:
        return False
    return not _is_quiet(clock, place) or not _unquiet_openings(place)


def _is_quiet(clock: time, place: WorkingHours) -> bool:
    start, end = place.quiet_from, place.quiet_to
    if start is None or end is None:
        return False
    if start <= end:
        return start <= clock < end
    return clock >= start or clock < end


def _unquiet_openings(place: WorkingHours) -> list[time]:
    """The clock times at which quiet hours let a working day begin or go on; none if they cover it whole."""
    ends = [WORKDAY[0]] if place.quiet_to is None else sorted({WORKDAY[0], place.quiet_to})
    return [end for end in ends if WORKDAY[0] <= end < WORKDAY[1] and not _is_quiet(end, place)]


def _next_turn(moment: datetime, zone: ZoneInfo, place: WorkingHours) -> datetime:
    """The next instant at which the answer may change: an opening, or a clock change if that comes first."""
    local = moment.astimezone(zone)
    wall = local.replace(tzinfo=None)
    turn = moment + (_next_opening(wall, place) - wall)
    if turn.astimezone(zone).utcoffset() == local.utcoffset():
        return turn
    return _clock_change(moment, turn, zone)


def _next_opening(wall: datetime, place: WorkingHours) -> datetime:
    openings = _unquiet_openings(place) or [WORKDAY[0]]
    later = next((opening for opening in openings if opening > wall.time()), None)
    if later is None:
        return datetime.combine(wall.date() + _DAY, openings[0])
    return datetime.combine(wall.date(), later)


def _clock_change(since: datetime, until: datetime, zone: ZoneInfo) -> datetime:
    """The instant between the two at which the zone's offset stops being what it was (a whole second)."""
    offset = since.astimezone(zone).utcoffset()
    seconds = range(floor(since.timestamp()), floor(until.timestamp()))
    passed = bisect_left(seconds, True, key=lambda s: datetime.fromtimestamp(s, zone).utcoffset() != offset)
    return datetime.fromtimestamp(seconds.start + passed, UTC)


def _utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError(f"{moment!r} has no time zone; moments are aware")
    return moment.astimezone(UTC)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise UnknownZone(name) from error
