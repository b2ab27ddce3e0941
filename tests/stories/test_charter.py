"""The charter gate: nothing starts before both sides of a pair have signed."""

from __future__ import annotations

from datetime import timedelta

from bot.charter.model import Domain, Terms
from bot.charter.turns import publish, republish
from bot.ids import CohortId
from bot.turn import Refused
from tests.stories.world import COHORT, STAFF, World, alone, pair

NEW_TERMS = Terms((Domain("Reading charts made by a tool"),), (), (), 45, ("lena@example.com",))


def test_both_sides_get_the_charter_at_launch(world: World) -> None:
    world.begins(*STAFF, *pair("mia", "emil"))
    assert "You and Emil are a mentoring pair" in world["mia"].last
    assert "You and Mia are a mentoring pair" in world["emil"].last
    assert "lena@example.com and carl@example.com" in world["mia"].last
    assert "19 January" in world["mia"].last


def test_nobody_is_asked_before_both_have_signed(world: World) -> None:
    world.begins(*STAFF, *pair("mia", "emil"))
    world["mia"].presses("I agree and sign")
    world.passes(days=8)
    assert "check-in" not in world["mia"].all.lower()
    assert "once you and your pair have both signed" in world["mia"].types("/check-in")
    assert "Emil has not signed yet" in world["mia"].presses("Show the charter")
    world["emil"].presses("I agree and sign")
    assert "Emil has signed too" in world["mia"].last
    world.passes(hours=24)
    assert "6 short questions" not in world["mia"].last
    assert "5 short questions" in world["mia"].last
    assert "5 short questions" in world["emil"].last


def test_the_card_says_who_signed_and_when(world: World) -> None:
    world.begins(*STAFF, *pair("mia", "emil"))
    assert "has not signed yet" in world["mia"].types("/charter")
    assert "signed Monday 5 January, 10:00" in world["mia"].presses("I agree and sign")
    card = world["emil"].types("/charter")
    assert "Emil has not signed yet" in card
    assert "Mia signed Monday 5 January, 10:00" in card


def test_signing_twice_is_signing_once(world: World) -> None:
    world.begins(*STAFF, *pair("mia", "emil"))
    world["mia"].presses("I agree and sign")
    world.passes(hours=3)
    assert "signed Monday 5 January, 10:00" in world["mia"].repeats()
    with_again = world["mia"].does("charter.sign", cohort=_cohort(world), version="1")
    assert "signed Monday 5 January, 10:00" in with_again


def test_a_new_version_says_what_changed_and_asks_again(spring: World) -> None:
    _publish(spring)
    spring.passes(hours=1)
    assert "Added: Reading charts made by a tool." in spring["m0"].last
    assert "Removed: Finding and trying approved AI tools" in spring["m0"].last
    assert "The mentor's time is 45 minutes a week, not 90." in spring["m0"].last
    spring.passes(days=28)
    assert "This check-in is closed" not in spring["m0"].last
    spring.all_sign("m0", "e0")
    spring.passes(hours=24)
    assert "5 short questions" in spring["m0"].last
    assert "5 short questions" not in spring["m1"].last


def test_an_old_versions_button_signs_nothing(spring: World) -> None:
    _publish(spring)
    shown = spring["m0"].does("charter.sign", cohort=_cohort(spring), version="1")
    assert "version 2" in shown
    assert "M0 has not signed yet" in shown


def test_who_is_in_no_pair_signs_nothing(spring: World) -> None:
    assert "from earlier" in spring["carl"].does("charter.sign", cohort=_cohort(spring), version="1")
    assert "Mentors teach" in spring["carl"].types("/charter")


def test_a_pair_that_comes_later_is_asked_to_sign_and_joins_the_open_round(spring: World) -> None:
    spring.imports(*pair("nora", "nils"))
    spring.passes(hours=1)
    spring.all_sign("nora", "nils")
    spring.passes(hours=24)
    assert "5 short questions" in spring["nora"].last


def test_the_lead_sees_who_has_still_to_sign_by_when_and_what_is_overdue(world: World) -> None:
    world.begins(
        *STAFF, *pair("mia", "emil"), *pair("nora", "nils"), *pair("tim", "tea"), alone("tom", "team")
    )
    world.all_sign("mia", "emil", "tea")
    card = world["lena"].types("/cohort")
    assert "signed by 1 of 3 pairs; due Monday 19 January, 09:00" in card
    assert "Still to sign by Monday 19 January: Nora and Nils and Tim (with Tea)." in card
    world.clock.advance(timedelta(days=15))
    late = world["lena"].types("/cohort")
    assert "signed by 1 of 3 pairs; overdue since Monday 19 January, 09:00" in late
    assert "Overdue since Monday 19 January: Nora and Nils and Tim (with Tea)." in late
    world.all_sign("tim", "nora", "nils")
    assert "signed by every pair" in world["lena"].types("/cohort")


def test_two_of_one_name_are_told_apart(world: World) -> None:
    _, other = pair("mia", "emil")
    world.begins(*STAFF, pair("mia", "emil")[0], other.replace(",Emil,", ",Mia,"))
    world["emil"].presses("I agree and sign")
    card = world["mia"].types("/charter")
    assert "Mia has not signed yet" in card
    assert "Mia (your pair) signed Monday 5 January, 10:00" in card


def test_the_longest_names_fit_the_card(world: World) -> None:
    mia, emil = pair("mia", "emil")
    long = mia.replace(",Mia,", f",{'M' * 200},"), emil.replace(",Emil,", f",{'M' * 199}E,")
    world.begins(*STAFF, *long)
    assert "has not signed yet" in world["mia"].types("/charter")


def test_whoever_is_in_no_pair_reads_the_charter_and_signs_nothing(world: World) -> None:
    world.begins(*STAFF, *pair("mia", "emil"), alone("tom", "team"))
    for name in ("lena", "carl", "tom"):
        card = world[name].types("/charter")
        assert "Mentors teach" in card
        assert "I agree and sign" not in card
        assert "signed" not in card


def test_a_signed_card_says_so_once_the_other_has_signed_too(world: World) -> None:
    world.begins(*STAFF, *pair("mia", "emil"))
    world.all_sign("mia", "emil")
    card = next(m for m in world["mia"].conversation if "version 1" in m.title)
    assert "has not signed yet" not in world.edge.reads(card)


def test_terms_nobody_could_sign_are_refused(spring: World) -> None:
    now = spring.clock.now()
    empty = Terms((), (), ())
    refused = spring.work(lambda u: republish(u, COHORT, empty, now=now, actor="test"))
    assert refused == Refused("The charter cannot be published: teaches needs 1 to 15 lines; it has 0.")
    unknown = spring.work(lambda u: republish(u, "Nope", empty, now=now, actor="test"))
    assert isinstance(unknown, Refused)
    cohort = CohortId(_cohort(spring))
    current = spring.work(lambda u: u.charters.current(cohort))
    assert current
    same = spring.work(lambda u: republish(u, COHORT, current.terms, now=now, actor="test"))
    assert isinstance(same, Refused)
    assert "word for word" in same.message


def _publish(world: World) -> None:
    cohort = world.work(lambda u: u.programme.named(COHORT))
    assert cohort
    world.work(lambda u: publish(u, cohort, NEW_TERMS, now=world.clock.now(), actor="test"))


def _cohort(world: World) -> str:
    cohort = world.work(lambda u: u.programme.named(COHORT))
    assert cohort
    return cohort.id
