"""The bot speaks in working hours, on working days, in the person's zone, through every clock change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from holidays import country_holidays, list_supported_countries
from hypothesis import given
from hypothesis import strategies as st

from bot.working_hours.calendar import (
    SEND_AT,
    WORKDAY,
    HalfQuietHours,
    UnknownZone,
    WorkingHours,
    closes_on,
    first_moment_on,
    is_workday,
    next_working_moment,
    window_opens,
)

ZONES = sorted(available_timezones() - {"localtime", "Factory"})
COUNTRIES = ["", "DE", "US", "SA", "AE", "IL", "IN", "HK", "BN", "NZ", "BR", "JP"]

clock_times = st.times(time(0), time(23, 59)).map(lambda clock: clock.replace(second=0, microsecond=0))
quiet_hours = st.one_of(st.just((None, None)), st.tuples(clock_times, clock_times))
places = st.builds(
    lambda zone, country, quiet: WorkingHours(zone, country, *quiet),
    st.sampled_from(ZONES),
    st.sampled_from(COUNTRIES),
    quiet_hours,
)
# The holiday library knows India's lunar holidays for these years and warns outside them.
instants = st.timedeltas(timedelta(0), timedelta(days=12_000)).map(
    lambda gap: datetime(2002, 1, 1, tzinfo=UTC) + gap
)
days = st.dates(date(2002, 1, 1), date(2035, 12, 1))


def quiet_minutes(place: WorkingHours) -> set[time]:
    """Every minute of the working day that quiet hours cover, found by walking from start to end."""
    if place.quiet_from is None or place.quiet_to is None:
        return set()
    minute, quiet = datetime.combine(date(2026, 1, 1), place.quiet_from), set()
    while minute.time() != place.quiet_to:
        quiet.add(minute.time())
        minute += timedelta(minutes=1)
    return {minute for minute in quiet if WORKDAY[0] <= minute < WORKDAY[1]}


def allowed(moment: datetime, place: WorkingHours) -> bool:
    """The rule once more, written as slowly and plainly as can be."""
    local = moment.astimezone(ZoneInfo(place.zone))
    quiet = quiet_minutes(place)
    if len(quiet) == 8 * 60:
        quiet = set()
    in_hours = WORKDAY[0] <= local.time() < WORKDAY[1]
    awake = local.time().replace(second=0, microsecond=0, fold=0) not in quiet
    return in_hours and awake and is_workday(local.date(), place.country)


def local(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%a %Y-%m-%d %H:%M")


class TestAnyPlaceAnyInstant:
    @given(instants, places)
    def test_the_moment_is_allowed_and_not_before(self, after: datetime, place: WorkingHours) -> None:
        moment = next_working_moment(after, place)
        assert moment >= after
        assert moment.tzinfo is UTC
        assert allowed(moment, place)

    @given(instants, places)
    def test_asking_again_changes_nothing(self, after: datetime, place: WorkingHours) -> None:
        moment = next_working_moment(after, place)
        assert next_working_moment(moment, place) == moment

    @given(instants, places, st.timedeltas(timedelta(0), timedelta(days=9)))
    def test_a_later_question_gets_no_earlier_answer(
        self, after: datetime, place: WorkingHours, gap: timedelta
    ) -> None:
        assert next_working_moment(after, place) <= next_working_moment(after + gap, place)

    @given(instants, places, st.integers(0, 999))
    def test_no_earlier_moment_was_allowed(self, after: datetime, place: WorkingHours, part: int) -> None:
        wait = next_working_moment(after, place) - after
        assert not wait or not allowed(after + wait * part // 1_000, place)

    @given(days, places)
    def test_the_first_moment_of_a_day_is_never_before_its_send_time(
        self, day: date, place: WorkingHours
    ) -> None:
        moment = first_moment_on(day, place)
        assert moment.astimezone(ZoneInfo(place.zone)).replace(tzinfo=None) >= datetime.combine(day, SEND_AT)
        assert moment > window_opens(day)

    @given(days, places, instants)
    def test_not_before_is_kept(self, day: date, place: WorkingHours, bound: datetime) -> None:
        moment = first_moment_on(day, place, not_before=bound)
        assert moment == max(first_moment_on(day, place), next_working_moment(bound, place))


class TestOrdinaryDays:
    @pytest.mark.parametrize(
        "after, said",
        [
            ("2026-01-14T10:30", "Wed 2026-01-14 10:30"),
            ("2026-01-14T07:00", "Wed 2026-01-14 09:00"),
            ("2026-01-14T16:59:59", "Wed 2026-01-14 16:59"),
            ("2026-01-14T17:00", "Thu 2026-01-15 09:00"),
            ("2026-01-16T17:00", "Mon 2026-01-19 09:00"),
            ("2026-01-17T12:00", "Mon 2026-01-19 09:00"),
        ],
    )
    def test_hours_and_weekends(self, after: str, said: str) -> None:
        asked = datetime.fromisoformat(after).replace(tzinfo=ZoneInfo("Europe/Berlin"))
        assert local(next_working_moment(asked, WorkingHours("Europe/Berlin", "DE")), "Europe/Berlin") == said

    def test_ten_in_the_morning_there(self) -> None:
        kathmandu = WorkingHours("Asia/Kathmandu", "")
        assert first_moment_on(date(2026, 1, 14), kathmandu) == datetime(2026, 1, 14, 4, 15, tzinfo=UTC)

    def test_the_window_opens_where_the_day_begins_first(self) -> None:
        opening = window_opens(date(2026, 1, 14))
        assert opening == datetime(2026, 1, 13, 10, tzinfo=UTC)
        assert local(opening, "Pacific/Kiritimati") == "Wed 2026-01-14 00:00"

    def test_a_day_closes_at_noon_utc(self) -> None:
        assert closes_on(date(2026, 1, 14)) == datetime(2026, 1, 14, 12, tzinfo=UTC)


class TestClockChanges:
    @pytest.mark.parametrize(
        "zone, day, hour_utc",
        [
            ("Europe/Berlin", "2026-03-27", "09:00"),  # Friday before the clocks go forward
            ("Europe/Berlin", "2026-03-30", "08:00"),
            ("Europe/Berlin", "2026-10-23", "08:00"),  # Friday before they go back
            ("Europe/Berlin", "2026-10-26", "09:00"),
            ("America/New_York", "2026-03-06", "15:00"),
            ("America/New_York", "2026-03-09", "14:00"),
            ("America/New_York", "2026-10-30", "14:00"),
            ("America/New_York", "2026-11-02", "15:00"),
            ("Australia/Lord_Howe", "2026-04-02", "23:00"),  # half an hour: +11 becomes +10:30
            ("Australia/Lord_Howe", "2026-04-07", "23:30"),
            ("Australia/Lord_Howe", "2026-10-01", "23:30"),
            ("Australia/Lord_Howe", "2026-10-05", "23:00"),
        ],
    )
    def test_ten_stays_ten(self, zone: str, day: str, hour_utc: str) -> None:
        moment = first_moment_on(date.fromisoformat(day), WorkingHours(zone, ""))
        assert local(moment, zone)[4:] == f"{day} 10:00"
        assert f"{moment:%H:%M}" == hour_utc

    def test_a_weekend_with_a_clock_change_ends_at_nine(self) -> None:
        friday_evening = datetime(2026, 3, 27, 18, tzinfo=ZoneInfo("Europe/Berlin"))
        moment = next_working_moment(friday_evening, WorkingHours("Europe/Berlin", "DE"))
        assert local(moment, "Europe/Berlin") == "Mon 2026-03-30 09:00"

    def test_the_second_run_of_an_hour_is_after_the_first(self) -> None:
        """On 2026-10-25 it is 02:30 twice in Berlin; both are answered with the same Monday."""
        berlin = ZoneInfo("Europe/Berlin")
        first = datetime(2026, 10, 25, 2, 30, tzinfo=berlin)
        second = first.replace(fold=1)
        place = WorkingHours("Europe/Berlin", "DE")
        assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)
        assert next_working_moment(first, place) == next_working_moment(second, place)

    def test_apia_skipped_a_friday(self) -> None:
        """2011-12-30 never was in Apia: its 10:00 moves forward, past the weekend, to Monday."""
        moment = first_moment_on(date(2011, 12, 30), WorkingHours("Pacific/Apia", ""))
        assert local(moment, "Pacific/Apia") == "Mon 2012-01-02 09:00"

    def test_thursday_evening_in_apia_waited_for_monday(self) -> None:
        thursday = datetime(2011, 12, 29, 18, tzinfo=ZoneInfo("Pacific/Apia"))
        moment = next_working_moment(thursday, WorkingHours("Pacific/Apia", ""))
        assert moment == datetime(2012, 1, 1, 19, tzinfo=UTC)

    def test_an_evening_that_came_twice(self) -> None:
        """On 2010-03-05 Antarctica/Casey went from 02:00 back to 23:00 of the day before."""
        casey = ZoneInfo("Antarctica/Casey")
        late = datetime(2010, 3, 4, 23, 30, tzinfo=casey)
        moment = next_working_moment(late, WorkingHours("Antarctica/Casey", ""))
        assert moment.astimezone(casey) == datetime(2010, 3, 5, 9, tzinfo=casey)
        assert moment - late.astimezone(UTC) == timedelta(hours=12, minutes=30)

    def test_khartoum_jumped_an_hour_at_noon(self) -> None:
        """On 2000-01-15 12:00 became 13:00: quiet hours until 12:30, which never was, last until 13:00."""
        place = WorkingHours("Africa/Khartoum", "SD", time(6), time(12, 30))
        assert local(first_moment_on(date(2000, 1, 15), place), place.zone) == "Sat 2000-01-15 13:00"
        assert local(first_moment_on(date(2000, 1, 16), place), place.zone) == "Sun 2000-01-16 12:30"

    def test_working_hours_that_come_again_are_open_again(self) -> None:
        """Kwajalein crossed the date line on 1969-09-30, so it was that Tuesday twice."""
        kwajalein = WorkingHours("Pacific/Kwajalein", "")
        first = datetime(1969, 9, 30, 17, tzinfo=ZoneInfo("Pacific/Kwajalein"))
        again = next_working_moment(first, kwajalein)
        assert local(again, kwajalein.zone) == "Tue 1969-09-30 09:00"


class TestHolidays:
    @pytest.mark.parametrize(
        "country, zone, day, said",
        [
            ("DE", "Europe/Berlin", "2026-04-03", "Tue 2026-04-07 09:00"),  # Good Friday to Easter Monday
            ("US", "America/New_York", "2026-11-26", "Fri 2026-11-27 09:00"),  # Thanksgiving
            ("DE", "Europe/Berlin", "2026-11-26", "Thu 2026-11-26 10:00"),
            ("US", "America/New_York", "2021-12-31", "Mon 2022-01-03 09:00"),  # kept the year before
            ("GB", "Europe/London", "2026-12-25", "Tue 2026-12-29 09:00"),  # Boxing Day, kept on Monday
            ("", "Europe/Berlin", "2026-04-03", "Fri 2026-04-03 10:00"),
        ],
    )
    def test_public_holidays_wait(self, country: str, zone: str, day: str, said: str) -> None:
        assert local(first_moment_on(date.fromisoformat(day), WorkingHours(zone, country)), zone) == said

    def test_an_unknown_country_has_weekends_only(self) -> None:
        assert is_workday(date(2026, 12, 25), "ZZ")
        assert not is_workday(date(2026, 12, 26), "ZZ")


class TestWeekends:
    @pytest.mark.parametrize(
        "country, day_off, workday",
        [
            ("SA", "2026-01-16", "2026-01-18"),  # Friday and Saturday
            ("SA", "2026-01-17", "2026-01-15"),
            ("EG", "2026-01-16", "2026-01-18"),
            ("AE", "2026-01-18", "2026-01-16"),  # Saturday and Sunday since 2022
            ("AE", "2021-01-15", "2021-01-17"),  # Friday and Saturday before
            ("BN", "2026-01-23", "2026-01-24"),  # Friday and Sunday
            ("BN", "2026-01-25", "2026-01-24"),
            ("HK", "2026-01-17", "2026-01-16"),  # Sunday by law, Saturday by custom
            ("HK", "2026-01-18", "2026-01-19"),
            ("IR", "2026-01-22", "2026-01-24"),  # Friday by law, Thursday by custom
            ("CN", "2026-02-14", "2026-02-13"),  # a Saturday worked by decree is left alone
            ("", "2026-01-17", "2026-01-16"),
        ],
    )
    def test_the_countrys_own(self, country: str, day_off: str, workday: str) -> None:
        assert not is_workday(date.fromisoformat(day_off), country)
        assert is_workday(date.fromisoformat(workday), country)

    def test_sunday_morning_in_riyadh_is_a_workday(self) -> None:
        thursday_night = datetime(2026, 1, 15, 20, tzinfo=ZoneInfo("Asia/Riyadh"))
        moment = next_working_moment(thursday_night, WorkingHours("Asia/Riyadh", "SA"))
        assert local(moment, "Asia/Riyadh") == "Sun 2026-01-18 09:00"

    @given(st.sampled_from(sorted(c for c in list_supported_countries() if len(c) == 2)), days)
    def test_agrees_with_the_holiday_list(self, country: str, day: date) -> None:
        listed = country_holidays(country, years=day.year)
        if day in listed or listed.is_weekend(day):
            assert not is_workday(day, country)
        elif len(listed.weekend) > 1:
            assert is_workday(day, country)


class TestQuietHours:
    @pytest.mark.parametrize(
        "quiet, after, said",
        [
            ((time(8), time(11)), "08:30", "Wed 2026-01-14 11:00"),
            ((time(12), time(13)), "12:15", "Wed 2026-01-14 13:00"),
            ((time(12), time(13)), "13:00", "Wed 2026-01-14 13:00"),
            ((time(12), time(13)), "08:00", "Wed 2026-01-14 09:00"),
            ((time(15), time(9, 30)), "15:00", "Thu 2026-01-15 09:30"),  # past midnight
            ((time(20), time(7)), "08:00", "Wed 2026-01-14 09:00"),
            ((time(16), time(17)), "16:00", "Thu 2026-01-15 09:00"),
            ((time(9), time(17)), "08:00", "Wed 2026-01-14 09:00"),  # nothing left: ignored
            ((time(17), time(16, 59)), "08:00", "Wed 2026-01-14 16:59"),  # a minute is enough
            ((time(6), time(22)), "12:00", "Wed 2026-01-14 12:00"),
            ((time(22), time(21)), "12:00", "Wed 2026-01-14 12:00"),
            ((time(10), time(10)), "10:00", "Wed 2026-01-14 10:00"),  # equal ends: none
            ((time(0), time(12)), "09:00", "Wed 2026-01-14 12:00"),
            ((time(12), time(0)), "12:00", "Thu 2026-01-15 09:00"),
        ],
    )
    def test_are_kept(self, quiet: tuple[time, time], after: str, said: str) -> None:
        asked = datetime.fromisoformat(f"2026-01-14T{after}").replace(tzinfo=ZoneInfo("Europe/Berlin"))
        moment = next_working_moment(asked, WorkingHours("Europe/Berlin", "DE", *quiet))
        assert local(moment, "Europe/Berlin") == said

    def test_half_of_them_is_refused(self) -> None:
        with pytest.raises(HalfQuietHours, match="both"):
            WorkingHours("Europe/Berlin", "DE", quiet_from=time(22))


class TestRefusals:
    @pytest.mark.parametrize("zone", ["Mars/Olympus", "", "Europe", "../etc/passwd", "a\0b", "x" * 300])
    def test_an_unknown_zone(self, zone: str) -> None:
        with pytest.raises(UnknownZone, match="not an IANA time zone"):
            first_moment_on(date(2026, 1, 14), WorkingHours(zone, "DE"))

    def test_a_naive_moment(self) -> None:
        naive = datetime(2026, 1, 14, tzinfo=UTC).replace(tzinfo=None)
        with pytest.raises(ValueError, match="aware"):
            next_working_moment(naive, WorkingHours("Europe/Berlin", "DE"))
        with pytest.raises(ValueError, match="aware"):
            first_moment_on(date(2026, 1, 14), WorkingHours("UTC", ""), not_before=naive)


def test_people_who_share_a_place_share_an_entry() -> None:
    vienna = WorkingHours("Europe/Vienna", "AT")
    assert len({WorkingHours("Europe/Berlin", "DE"), WorkingHours("Europe/Berlin", "DE"), vienna}) == 2


def test_five_hundred_places_are_planned_alike_with_and_without_cached_holidays() -> None:
    countries = [country for country in list_supported_countries() if len(country) == 2]
    some = [WorkingHours(ZONES[n % len(ZONES)], countries[n % len(countries)]) for n in range(500)]
    planned = [first_moment_on(date(2026, 3, 27), place) for place in some]
    assert [first_moment_on(date(2026, 3, 27), place) for place in some] == planned
