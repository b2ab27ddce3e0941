"""The session log: two taps, seen by both of a pair."""

from __future__ import annotations

from datetime import date, timedelta

from tests.stories.world import STAFF, World, alone, pair


def test_two_taps_log_a_session_that_both_see(spring: World) -> None:
    assert "How long did you meet today?" in spring["m0"].types("/session")
    assert "45 minutes with E0, today. What was it about?" in spring["m0"].presses("45 min")
    assert "about prompts" in spring["m0"].presses("Prompts")
    log = spring["e0"].types("/session")
    assert "This week: 45 of 90 minutes agreed" in log
    assert "Prompts" in log
    assert "Prompts" not in spring["m1"].types("/session")


def test_nothing_is_kept_after_one_tap_and_a_second_press_is_no_second_session(spring: World) -> None:
    spring["m0"].types("/session")
    spring["m0"].presses("45 min")
    assert "This week: 0 of 90" in spring["e0"].types("/session")
    spring["m0"].presses("Tools")
    spring["m0"].repeats()
    assert "This week: 45 of 90" in spring["e0"].types("/session")


def test_what_it_changed_is_a_third_tap_that_may_be_left(spring: World) -> None:
    spring["e0"].types("/session")
    spring["e0"].presses("30 min")
    spring["e0"].presses("Automation")
    assert "It changed: a workflow" in spring["e0"].presses("A workflow")
    assert "A workflow" in spring["m0"].types("/session")


def test_a_session_is_taken_out_by_who_logged_it_only(spring: World) -> None:
    spring["m0"].types("/session")
    spring["m0"].presses("60 min")
    spring["m0"].presses("Tools")
    logged = spring["m0"].events[-1].act.action.params["session"]  # type: ignore[union-attr]  # a press
    assert "from earlier" in spring["e0"].does("sessions.remove", session=logged)
    assert "from earlier" in spring["m1"].does("sessions.layer", session=logged, layer="skill")
    assert "This week: 60 of 90" in spring["e0"].types("/session")
    assert "out of the log" in spring["m0"].presses("Take it out again")
    assert "This week: 0 of 90" in spring["e0"].types("/session")


def test_another_day_is_logged_by_form_and_checked(spring: World) -> None:
    spring["m0"].types("/session")
    today = spring.clock.now().date()
    spring["m0"].presses("Another day or time")
    assert "still to come" in spring["m0"].fills(held_on=_in(today, 1), topic="tools")
    assert "more than 90 days ago" in spring["m0"].fills(held_on=_in(today, -91), topic="tools")
    assert "at least 5" in spring["m0"].fills(held_on=_in(today, 0), minutes="0", topic="tools")
    assert "about tools" in spring["m0"].fills(
        held_on=_in(today, -7), minutes="50", topic="tools", layer="skill"
    )
    assert "A skill" in spring["e0"].types("/session")


def test_other_peoples_pairs_and_forged_lengths_log_nothing(spring: World) -> None:
    spring["m0"].types("/session")
    spring["m0"].presses("45 min")
    mine = spring["m0"].events[-1].act.action.params["pairing"]  # type: ignore[union-attr]  # a press
    about = {"session": "x", "topic": "tools", "minutes": "45"}
    assert "from earlier" in spring["m1"].does("sessions.keep", pairing=mine, **about)
    for forged in (
        {"minutes": "-5"},
        {"minutes": "9999"},
        {"minutes": "٤٥"},
        {"topic": "x"},
        {"session": ""},
    ):
        assert "from earlier" in spring["m0"].does("sessions.keep", pairing=mine, **about | forged)
    assert "This week: 0 of 90" in spring["e0"].types("/session")


def test_who_is_in_no_pair_is_told(world: World) -> None:
    world.begins(*STAFF, *pair("mia", "emil"), alone("tom", "team"))
    assert "You are in none at the moment" in world["tom"].types("/session")


def _in(day: date, days: int) -> str:
    return (day + timedelta(days=days)).isoformat()
