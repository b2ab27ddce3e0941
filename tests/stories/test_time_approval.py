"""The mentors' weekly time: approved once, by line managers who see nothing else, and nothing waits for it."""

from __future__ import annotations

from bot.charter.model import Terms
from bot.charter.templates import TEMPLATES
from bot.charter.turns import republish
from bot.ids import CohortId
from bot.turn import Refused
from tests.stories.world import COHORT, STAFF, World, pair, under

BOSS = "bea@example.com"


def led_by_bea(world: World) -> None:
    mia, emil = pair("mia", "emil")
    nora, nils = pair("nora", "nils")
    tom, ute = pair("tom", "ute")
    world.begins(*STAFF, *under(BOSS, (mia, nora)), emil, nils, tom, ute)
    world.finds(BOSS)


def test_a_line_manager_gets_one_card_that_names_their_mentors(world: World) -> None:
    led_by_bea(world)
    assert len(world[BOSS].conversation) == 1
    card = world[BOSS].last
    assert "90 minutes a week" in card
    assert "Mia" in card
    assert "Nora" in card
    for other in ("Tom", "Emil", "Nils"):
        assert other not in card
    assert "If you do not, nothing stops" in card


def test_a_line_manager_approves_once_and_the_charter_says_so(world: World) -> None:
    led_by_bea(world)
    assert f"waits for {BOSS}; signing does not wait for it" in world["mia"].types("/charter")
    assert "approved for 0 of 3 mentors; 3 wait" in world["lena"].types("/cohort")
    said = world[BOSS].presses("Approve the time")
    assert "Mia: 90 minutes a week, approved by bea@example.com on Monday 5 January, 10:00" in said
    assert f"approved by {BOSS} on Monday 5 January, 10:00" in world["mia"].types("/charter")
    assert f"approved by {BOSS}" in world["emil"].types("/charter")
    assert "approved for 2 of 3 mentors; 1 wait" in world["lena"].types("/cohort")


def test_approving_again_or_twice_changes_nothing(world: World) -> None:
    led_by_bea(world)
    named = _about_of(world)
    world[BOSS].presses("Approve the time")
    world.passes(hours=3)
    assert "Monday 5 January, 10:00" in world[BOSS].repeats()
    assert "Monday 5 January, 10:00" in world[BOSS].does("charter.approve_time", **named)
    assert _approvals_recorded(world) == 2


def test_signing_waits_for_no_approval(world: World) -> None:
    led_by_bea(world)
    world.all_sign("mia", "emil")
    world.passes(days=8)
    assert "5 short questions" in world["mia"].last


def test_a_line_manager_finds_nothing_else_here(world: World) -> None:
    led_by_bea(world)
    for command in ("/home", "/charter", "/check-in", "/ask", "/cohort", "/help", "hello"):
        assert "approve that time" in world[BOSS].types(command), command
    mine = world[BOSS].types("/my-data")
    assert "line manager of Mia; line manager of Nora" in mine
    world[BOSS].presses("Approve the time")
    assert "nothing waits for you" in world[BOSS].types("/home")


def test_a_line_manager_of_nobody_finds_nothing(world: World) -> None:
    led_by_bea(world)
    (mia, emil), (nora, nils) = pair("mia", "emil"), pair("nora", "nils")
    world.imports(*under("otto", (mia, nora)), emil, nils)
    assert "no part in a mentoring programme" in world[BOSS].types("/charter")
    assert "from earlier" in world[BOSS].presses("Approve the time")
    world.finds("otto@example.com")
    world.passes(hours=1)
    assert "Mia" in world["otto"].last
    assert "Nora" in world["otto"].last


def test_only_those_named_on_the_card_are_approved(world: World) -> None:
    """Between the card and the press somebody joined: the card is drawn again, and nothing approved."""
    led_by_bea(world)
    old = _about_of(world)
    world.imports(*under(BOSS, pair("zoe", "zack")[:1]), pair("zoe", "zack")[1])
    again = world[BOSS].does("charter.approve_time", **old)
    assert "Zoe" in again
    assert "approved by" not in world["mia"].types("/charter")
    world[BOSS].presses("Approve the time")
    assert "approved by" in world["mia"].types("/charter")
    assert _approvals_recorded(world) == 3


def test_many_mentors_are_approved_card_by_card(world: World) -> None:
    rows = [pair(f"m{n:02}", f"e{n:02}") for n in range(14)]
    mentors, executives = (tuple(row[side] for row in rows) for side in (0, 1))
    world.begins(*STAFF, *under(BOSS, mentors), *executives)
    world.finds(BOSS)
    assert "M11" in world[BOSS].last
    assert "M12" not in world[BOSS].last
    assert "M12" in world[BOSS].presses("Approve the time")
    assert "And 2 more mentors" in world[BOSS].presses("Approve the time")


def test_nobody_approves_their_own_time_nor_their_mentors(world: World) -> None:
    """The executive of the pair is the mentor's line manager: the lead hears of it instead."""
    mia, emil = pair("mia", "emil")
    world.begins(*STAFF, *under("emil", (mia,)), emil)
    assert "Approve the time" not in world["emil"].all
    forged = world["emil"].does("charter.approve_time", cohort=_cohort(world), named="")
    assert "from earlier" in forged
    assert "from earlier" in world["mia"].does("charter.approve_time", cohort=_cohort(world), named="")
    assert "approve the time of Mia:" in world["lena"].all
    assert "your programme lead writes down who approved" in world["mia"].types("/charter")


def test_a_lead_writes_down_who_approved(world: World) -> None:
    world.begins(
        *STAFF, *pair("mia", "emil"), *under(BOSS, pair("nora", "nils")[:1]), pair("nora", "nils")[1]
    )
    assert "no line manager who may approve the time of Mia:" in world["lena"].all
    world["lena"].types("/cohort")
    form = world["lena"].presses("Record an approval")
    assert "Mia" in form
    assert "Nora" not in form
    chosen = _person(world, "mia")
    for nobody in ("mia@example.com", "Emil@example.com"):
        assert "Neither Mia nor their executive" in world["lena"].fills(mentor=chosen, by=nobody)
    assert "Please write an email" in world["lena"].fills(mentor=chosen, by="the boss")
    assert "Recorded" in world["lena"].fills(mentor=chosen, by="Otto@example.com")
    assert "Recorded" in world["lena"].repeats()
    card = world["mia"].types("/charter")
    assert "approved by otto@example.com on Monday 5 January, 10:00, recorded by a lead" in card
    assert "Record an approval" not in world["lena"].types("/cohort")
    assert "no approval for you to record" in world["lena"].does("charter.ask_record", cohort=_cohort(world))


def test_a_lead_records_nothing_for_a_pair_of_their_own(world: World) -> None:
    mia, _ = pair("mia", "lena")
    world.begins(*STAFF, mia, pair("mia", "lena")[1])
    assert "Record an approval" not in world["lena"].types("/cohort")
    assert "no approval for you to record" in world["lena"].does("charter.ask_record", cohort=_cohort(world))
    assert "Only programme leads" in world["mia"].does("charter.ask_record", cohort=_cohort(world))


def test_more_minutes_are_asked_for_again_and_fewer_are_not(world: World) -> None:
    led_by_bea(world)
    world[BOSS].presses("Approve the time")
    _minutes(world, 60)
    world.passes(hours=1)
    assert f"approved by {BOSS}" in world["mia"].types("/charter")
    assert len(world[BOSS].conversation) == 1
    _minutes(world, 120)
    world.passes(hours=1)
    assert len(world[BOSS].conversation) == 2
    assert "120 minutes" in world[BOSS].last
    assert "Before, 90 minutes a week were approved" in world[BOSS].last
    assert f"waits for {BOSS}" in world["mia"].types("/charter")
    world[BOSS].presses("Approve the time")
    assert f"approved by {BOSS}" in world["mia"].types("/charter")


def test_a_line_manager_with_a_part_of_their_own_keeps_it(world: World) -> None:
    mia, emil = pair("mia", "emil")
    world.begins(*STAFF, *under("lena", (mia,)), emil, *pair("nora", "nils"))
    assert "Approve the time" in world["lena"].all
    assert "Your cohort at a glance" in world["lena"].types("/cohort")
    world["lena"].presses("Approve the time")
    assert "approved by lena@example.com" in world["mia"].types("/charter")


def test_the_card_waits_until_the_directory_knows_the_line_manager(world: World) -> None:
    """On the chat page everybody's account is their email; elsewhere the directory tells it."""
    mia, emil = pair("mia", "emil")
    world.begins(*STAFF, *under(BOSS, (mia,)), emil)
    before = len(world[BOSS].conversation)
    world.finds(BOSS)
    assert len(world[BOSS].conversation) == 1
    assert before == (1 if world.edge.address(BOSS).user == BOSS else 0)


def _minutes(world: World, minutes: int) -> None:
    office = TEMPLATES["office"]
    contacts = ("lena@example.com", "carl@example.com")
    terms = Terms(office.teaches, office.keeps, office.it_owns, minutes, contacts)
    done = world.work(lambda u: republish(u, COHORT, terms, now=world.clock.now(), actor="test"))
    assert not isinstance(done, Refused), done


def _about_of(world: World) -> dict[str, str]:
    message = world[BOSS].conversation[-1]
    found = next(b for block in message.blocks for b in getattr(block, "items", ()) if hasattr(b, "action"))
    return dict(found.action.params)


def _approvals_recorded(world: World) -> int:
    return sum(one.what == "budget.approved" for one in world.work(lambda u: u.privacy.entries()))


def _cohort(world: World) -> CohortId:
    cohort = world.work(lambda u: u.programme.named(COHORT))
    assert cohort
    return cohort.id


def _person(world: World, name: str) -> str:
    found = world.work(lambda u: u.people.by_email(u.programme.organisation(), f"{name}@example.com"))
    assert found
    return found.id
