"""When people are asked: their zone, hours and holidays; clock changes, pauses, and time switched off."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from adapters.sql.tables import check_in
from bot.checkins.turns import open_now
from bot.turn import Refused
from tests.stories.test_check_ins import answers
from tests.stories.world import COHORT, STAFF, World, pair

BERLIN, NEW_YORK, DUBAI = ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York"), ZoneInfo("Asia/Dubai")


def sent(world: World, name: str) -> list[datetime]:
    """When the person's cards were promised, in UTC."""
    with world.engine.connect() as connection:
        rows = connection.execute(check_in.select().order_by(check_in.c.send_at)).mappings().all()
    person = world.work(lambda u: u.people.by_email(u.programme.organisation(), f"{name}@example.com"))
    assert person
    return [row["sent_at"] for row in rows if row["person"] == person.id and row["sent_at"]]


def begins_at(world: World, start: datetime, *rows: str, signers: tuple[str, ...] = ("mia", "emil")) -> None:
    world.clock.advance(start - world.clock.now())
    world.begins(*STAFF, *rows)
    world.passes(hours=24)
    world.all_sign(*signers)


def test_everybody_is_asked_at_ten_on_their_own_clock(world: World) -> None:
    rows = (
        *pair("mia", "emil", zone="America/New_York", country="US"),
        *pair("nora", "nils", zone="Asia/Tokyo"),
    )
    begins_at(world, datetime(2026, 1, 14, 0, tzinfo=UTC), *rows, signers=("mia", "emil", "nora", "nils"))
    world.passes(days=8)
    # The day is Monday 19 January: Martin Luther King's day, so it is Tuesday morning in the United States.
    assert sent(world, "mia") == [datetime(2026, 1, 20, 9, tzinfo=NEW_YORK)]
    assert sent(world, "nora") == [datetime(2026, 1, 19, 10, tzinfo=ZoneInfo("Asia/Tokyo"))]


def test_weekends_are_the_countrys_own(world: World) -> None:
    rows = pair("mia", "emil", zone="Asia/Kuwait", country="KW")
    begins_at(world, datetime(2026, 1, 7, 6, tzinfo=UTC), *rows)
    world.passes(hours=6)
    # Thursday evening in Kuwait, where Friday and Saturday are the weekend: Sunday the 11th is a working day.
    world.work(lambda u: open_now(u, COHORT, now=world.clock.now(), actor="test"))
    world.passes(days=4)
    assert sent(world, "mia") == [datetime(2026, 1, 11, 9, tzinfo=ZoneInfo("Asia/Kuwait"))]


@pytest.mark.parametrize(
    "launched, zone, country, asked",
    [
        (
            datetime(2026, 3, 25, 9, tzinfo=UTC),
            "Europe/Berlin",
            "DE",
            datetime(2026, 3, 30, 10, tzinfo=BERLIN),
        ),
        (
            datetime(2026, 3, 4, 9, tzinfo=UTC),
            "America/New_York",
            "US",
            datetime(2026, 3, 9, 10, tzinfo=NEW_YORK),
        ),
        (
            datetime(2026, 10, 21, 9, tzinfo=UTC),
            "Europe/Berlin",
            "DE",
            datetime(2026, 10, 26, 10, tzinfo=BERLIN),
        ),
        (
            datetime(2026, 10, 28, 9, tzinfo=UTC),
            "America/New_York",
            "US",
            datetime(2026, 11, 2, 10, tzinfo=NEW_YORK),
        ),
    ],
    ids=["Berlin, spring", "New York, spring", "Berlin, autumn", "New York, autumn"],
)
def test_both_clock_changes(
    world: World, launched: datetime, zone: str, country: str, asked: datetime
) -> None:
    begins_at(world, launched, *pair("mia", "emil", zone=zone, country=country))
    world.passes(days=7)
    assert sent(world, "mia") == [asked]
    assert asked.astimezone(ZoneInfo(zone)).hour == 10


def test_the_zone_is_read_afresh_when_the_card_is_due(world: World) -> None:
    """Planned in London, moved to New York meanwhile: asked in New York's hours."""
    begins_at(world, datetime(2026, 1, 14, 9, tzinfo=UTC), *pair("mia", "emil"))
    world.passes(days=3, hours=15)
    world.imports(*pair("mia", "emil", zone="America/New_York", country="US"))
    world.passes(days=4)
    assert sent(world, "mia") == [datetime(2026, 1, 20, 9, tzinfo=NEW_YORK)]


def test_a_round_missed_while_switched_off_is_asked_on_return_if_still_open(spring: World) -> None:
    spring.passes(days=20)
    before = len(sent(spring, "m0"))
    spring.clock.advance(timedelta(days=12, hours=1))
    spring.passes(days=4)
    assert len(sent(spring, "m0")) == before + 1


def test_rounds_missed_for_good_are_passed_over(spring: World) -> None:
    spring.passes(days=20)
    before = len(sent(spring, "m0"))
    spring.clock.advance(timedelta(days=25))
    spring.passes(days=2)
    assert len(sent(spring, "m0")) == before
    spring.passes(days=20)
    assert len(sent(spring, "m0")) == before + 1


def test_a_paused_person_is_not_asked_and_comes_back_by_themselves(spring: World) -> None:
    answers(spring["m0"])
    spring.passes(days=18)
    spring["m0"].types("/pause")
    assert "paused until" in spring["m0"].presses("Pause for 2 weeks")
    spring.passes(days=12)
    assert len(sent(spring, "m0")) == 1
    assert len(sent(spring, "m1")) == 2
    spring.passes(days=4)
    assert "Check-ins are on again" in spring["m0"].all
    assert len(sent(spring, "m0")) == 2


def test_a_pause_is_no_silence(spring: World) -> None:
    spring["m0"].types("/pause")
    spring["m0"].presses("Pause until I come back")
    spring.passes(days=100)
    assert "I stop asking" not in spring["m0"].all
    assert "until you come back" in spring["m0"].types("/pause")
    assert "Check-ins are on again" in spring["m0"].presses("Resume")


def test_quiet_hours_keep_out_part_of_the_day(spring: World) -> None:
    mia = spring["m0"]
    mia.types("/pause")
    mia.presses("Quiet hours")
    assert "Please fill in both" in mia.fills(quiet_from="09:00")
    assert "must be later" in mia.fills(quiet_from="14:00", quiet_to="10:00")
    assert "09:00 to 14:00" in mia.fills(quiet_from="09:00", quiet_to="14:00")
    spring.passes(days=29)
    assert sent(spring, "m0")[-1].hour == 14
    assert sent(spring, "m1")[-1].hour == 10


def test_a_lead_opens_a_round_beside_the_cadence(spring: World) -> None:
    now = spring.clock.now()
    refused = spring.work(lambda u: open_now(u, COHORT, now=now, actor="test"))
    assert isinstance(refused, Refused)
    assert "Check-in 1 is open until" in refused.message
    spring.passes(days=11)
    opened = spring.work(lambda u: open_now(u, COHORT, now=spring.clock.now(), actor="test"))
    assert not isinstance(opened, Refused)
    assert opened.planned == 12
    spring.passes(hours=30)
    assert len(sent(spring, "m0")) == 2


def test_ticking_twice_does_nothing_twice(spring: World) -> None:
    spring.ticks()
    assert not spring.ticks().done
    assert len(sent(spring, "m0")) == 1
