"""The report: noisy shares of what closed, for leads only."""

from __future__ import annotations

import csv
import io
import re

from bot.flags.model import Disclosure, Flag, FlagKind, FlagState
from bot.ids import FlagId, new_id
from bot.ports import UnitOfWork
from bot.references import new_reference
from bot.reports.export import CSV_COLUMNS, report_csv, report_json
from bot.reports.model import CohortReport
from bot.reports.turns import cohort_report
from bot.turn import Refused
from tests.stories.test_check_ins import answers
from tests.stories.world import COHORT, STAFF, World, pair

KEYS = {
    "cohort",
    "as_of",
    "design",
    "participation",
    "check_ins",
    "capability",
    "performance",
    "talent",
    "scope",
    "withheld",
}


def report(world: World) -> CohortReport:
    made = world.work(lambda u: cohort_report(u, COHORT, as_of=world.clock.now()))
    assert not isinstance(made, Refused)
    return made


def flags(world: World, kind: FlagKind, times: int, state: FlagState = FlagState.COUNTED) -> None:
    """So many flags of the cohort, whoever raised them."""

    def keep(unit: UnitOfWork) -> None:
        found = unit.programme.named(COHORT)
        assert found
        for _ in range(times):
            unit.flags.keep(
                Flag(
                    id=FlagId(new_id()),
                    cohort=found.id,
                    pseudonym=new_id(),
                    kind=kind,
                    telling=Disclosure.COUNT,
                    contact=None,
                    state=state,
                    reference=new_reference(),
                    opened_at=world.clock.now(),
                    act_by=None,
                    may_pass_on=False,
                    sealed=b"",
                )
            )

    world.work(keep)


def test_a_lead_reads_shares_and_how_many(spring: World) -> None:
    for n in range(6):
        answers(spring[f"m{n}"], changed="habit" if n < 4 else "tried")
    answers(spring["e0"])
    answers(spring["e1"])
    spring.passes(days=11)
    shown = spring["lena"].types("/cohort-report")
    assert "6 of 6 mentors, 2 of 6 executives" in shown
    assert "Mentors and executives together" in shown
    assert re.search(r"A new weekly habit about \d+ %", shown)
    assert "withheld" in shown
    assert "Not shown: no measurement wave has closed" in shown


def test_json_and_csv_say_the_same(spring: World) -> None:
    for n in range(6):
        answers(spring[f"m{n}"])
        answers(spring[f"e{n}"])
    spring.passes(days=11)
    exported = report_json(report(spring))
    assert set(exported) == KEYS
    shown = exported["check_ins"][0]["both"]["changed"]["habit"]
    assert shown["noise"] == 2
    assert shown["share"] in range(0, 101, 10)
    assert exported["check_ins"][0]["executive"]["changed"]["habit"] == {"withheld": "fewer than 8 answers"}
    assert {"what": "check-in 1, executives, changed", "why": "fewer than 8 answers"} in exported["withheld"]
    rows = list(csv.DictReader(io.StringIO(report_csv(report(spring)))))
    assert tuple(rows[0]) == CSV_COLUMNS
    cell = next(r for r in rows if (r["role"], r["question"], r["answer"]) == ("both", "changed", "habit"))
    assert (cell["share"], cell["noise"], cell["people"]) == (str(shown["share"]), "2", "")


def test_a_released_round_never_changes(spring: World) -> None:
    for n in range(6):
        answers(spring[f"m{n}"])
    spring.passes(days=11)
    before = report_json(report(spring))["check_ins"]
    spring["m0"].types("/my-data")
    spring["m0"].presses("Erase what I wrote")
    spring["m0"].presses("Yes, erase")
    spring.passes(days=30)
    assert report_json(report(spring))["check_ins"][:1] == before


def test_nothing_of_an_open_round_is_shown(spring: World) -> None:
    for n in range(6):
        answers(spring[f"m{n}"])
    assert "No check-in has closed yet" in spring["lena"].types("/cohort-report")


def test_flags_are_counted_at_the_close_in_bands_and_never_below_five(spring: World) -> None:
    flags(spring, FlagKind.ERRAND, 6)
    flags(spring, FlagKind.DISCOMFORT, 4)
    flags(spring, FlagKind.IT_SUPPORT, 9, FlagState.DRAFT)
    assert report_json(report(spring))["scope"] == {
        "withheld": "flags are counted when a check-in closes, and none has"
    }
    assert "Scope flags are counted when a check-in closes" in spring["lena"].types("/cohort-report")
    spring.passes(days=11)
    shown = spring["lena"].types("/cohort-report")
    assert "An errand 5 to 9" in shown
    assert "Something felt wrong withheld" in shown
    exported = report_json(report(spring))
    (counted,) = exported["scope"]["check_ins"]
    few = {"withheld": "fewer than 5 flags of 3 mentors"}
    assert {k: v for k, v in counted.items() if k not in ("check_in", "opened")} == {
        "it_support": few,
        "decision": few,
        "errand": {"flags": "5 to 9"},
        "workload": few,
        "discomfort": few,
    }
    assert {"what": "check-in 1, scope, discomfort", "why": "fewer than 5 flags of 3 mentors"} in exported[
        "withheld"
    ]
    rows = csv.DictReader(io.StringIO(report_csv(report(spring))))
    found = {r["answer"]: (r["share"], r["withheld"]) for r in rows if r["question"] == "scope"}
    assert found["errand"] == ("5 to 9", "")
    assert found["decision"] == ("", "fewer than 5 flags of 3 mentors")


def test_a_flag_after_the_close_changes_no_report_until_the_next(spring: World) -> None:
    flags(spring, FlagKind.ERRAND, 4)
    spring.passes(days=11)
    before = report_json(report(spring))["scope"]
    flags(spring, FlagKind.ERRAND, 1)
    assert report_json(report(spring))["scope"] == before
    spring.passes(days=28)
    first, second = report_json(report(spring))["scope"]["check_ins"]
    assert [first] == before["check_ins"]
    assert (first["errand"], second["errand"]) == (
        {"withheld": "fewer than 5 flags of 3 mentors"},
        {"flags": "5 to 9"},
    )


def test_flags_of_a_few_mentors_are_never_counted_out(world: World) -> None:
    world.begins(*STAFF, *pair("mia", "emil"))
    world.all_sign("mia", "emil")
    flags(world, FlagKind.ERRAND, 12)
    world.passes(days=18)
    (counted,) = report_json(report(world))["scope"]["check_ins"]
    assert counted["errand"] == counted["decision"] == {"withheld": "fewer than 5 mentors"}


def test_the_report_is_for_leads(spring: World) -> None:
    assert "Only programme leads can see that. Ask Lena" in spring["m0"].types("/cohort-report")
    assert "Only programme leads can see that" in spring["m0"].types("/cohort")
    assert "Only programme leads can see that" in spring["e0"].does("reports.show", cohort="anything")


def test_a_small_cohort_shows_nothing_of_its_answers(world: World) -> None:
    world.begins(*STAFF, *pair("mia", "emil"))
    world.all_sign("mia", "emil")
    world.passes(days=7, hours=2)
    answers(world["mia"])
    world.passes(days=11)
    shown = world["lena"].types("/cohort-report")
    assert "%" not in shown
    assert "1 of 1" not in shown


def test_you_said_we_did_goes_to_the_whole_cohort(spring: World) -> None:
    lead = spring["lena"]
    lead.types("/cohort")
    lead.presses("Say what you did")
    assert lead.fills(said="", did="x") == "Please fill this in."
    assert "On its way to 12 people" in lead.fills(
        said="Protect our time.", did="Fridays are free of meetings."
    )
    assert "Fridays are free of meetings." in spring["m3"].last
    assert "From Lena, to everybody in Spring." in spring["e5"].last
    assert "Only programme leads" in spring["m0"].does("programme.ask_did", cohort="anything")


def test_the_audit_head_is_posted_daily_to_leads(spring: World) -> None:
    """Once for each day on which anything was added, and the anchor is a head that the trail has had."""
    posted = [text for text in spring["lena"].all.split("\n") if "Audit anchor" in text]
    entries = spring.work(lambda u: u.privacy.entries())
    assert posted
    assert all(any(entry.hash in text for entry in entries) for text in posted)
    spring.passes(days=3)
    later = [text for text in spring["lena"].all.split("\n") if "Audit anchor" in text]
    assert len(later) <= len(posted) + 1


def test_my_data_shows_and_erases_what_is_mine(spring: World) -> None:
    mia = spring["m0"]
    answers(mia, support__note="for me alone", support__audience="only_me")
    assert "yes, encrypted" in mia.types("/my-data")
    assert "for me alone" in mia.presses("Read what I wrote")
    mia.presses("Erase what I wrote")
    assert "is erased" in mia.presses("Yes, erase them")
    assert "Open draft none" in mia.types("/my-data")
    assert "There is nothing here that you wrote" in mia.presses("Read what I wrote")
