"""A lead changes the charter in chat: nothing goes out before it was seen, and nothing typed is lost."""

from __future__ import annotations

import pytest

from bot import limits
from bot.charter.model import LETTERS, LINES, Charter, Domain, Terms, domains
from bot.charter.templates import TEMPLATES
from bot.charter.turns import republish
from bot.ids import CohortId
from bot.programme.turns import create_cohort, launch
from bot.surface import LongText
from bot.turn import Refused
from tests.stories.world import COHORT, STAFF, World, alone, pair, under

SECURITY = "Access and accounts\nSecurity\nHardware and installing software"


@pytest.fixture
def duo(world: World) -> World:
    world.begins(*STAFF, *pair("mia", "emil"))
    return world


def opens_form(world: World) -> str:
    world["lena"].types("/charter")
    return world["lena"].presses("Change the charter")


def test_a_change_is_seen_before_it_is_published(duo: World) -> None:
    assert "Finding and trying approved AI tools" in opens_form(duo)
    dry = duo["lena"].fills(keeps="Strategy\nRisk\nPeople: hire, promote", minutes="120")
    assert "Added • People" in dry
    assert "Removed • Decisions" in dry
    assert "120 minutes a week, not 90" in dry
    assert "2 people in 1 pair get it and sign again, by Monday 19 January" in dry
    assert "Line managers are asked" in dry
    duo.passes(hours=1)
    assert "Version 2" not in duo["mia"].all
    assert "version 2 of the charter is in force".capitalize() in duo["lena"].presses("Publish")
    duo.passes(hours=1)
    for name in ("mia", "emil"):
        assert "Added: People. Removed: Decisions." in duo[name].last
    assert _current(duo).terms.keeps[2] == Domain("People", ("hire", "promote"))


def test_words_stay_where_a_line_stays(duo: World) -> None:
    """Even in another part, in other letters, and under another name where just one line came and one went."""
    opens_form(duo)
    dry = duo["lena"].fills(
        keeps="• strategy\n- Decisions\n\nRisk",
        it_owns="Access and accounts\nSafety\nHardware and installing software",
    )
    assert "Removed • Strategy • Security" in dry
    duo["lena"].presses("Publish")
    before = {d.name: d.words for d in domains(TEMPLATES["office"])}
    after = {d.name: d.words for d in domains(_current(duo).terms)}
    assert after["strategy"] == before["Strategy"]
    assert after["Safety"] == before["Security"]
    assert [d.name for d in _current(duo).terms.keeps] == ["strategy", "Decisions", "Risk"]


def test_a_line_that_moves_is_no_mere_wording(duo: World) -> None:
    opens_form(duo)
    dry = duo["lena"].fills(keeps="Risk\nDecisions", it_owns=f"{SECURITY}\nStrategy")
    assert "Moved to another part • Strategy" in dry
    duo["lena"].presses("Publish")
    duo.passes(hours=1)
    assert "In another part: Strategy." in duo["mia"].last


def test_what_is_wrong_is_said_by_line_and_stays_as_typed(duo: World) -> None:
    opens_form(duo)
    long = "x" * (LETTERS + 1)
    said = duo["lena"].fills(
        teaches=f"Tools\n{long}\n: prompt\nTools\nRisk: {'y' * 61}",
        keeps="",
        it_owns="\n".join(f"Line {n}" for n in range(LINES + 1)),
        minutes="45.5",
    )
    assert "Please fill this in." in said
    said = duo["lena"].fills(
        teaches=f"Tools\n{long}\n: prompt\nTools\nAlso: {'y' * 61}",
        keeps="Tools\nRisk",
        it_owns="\n".join(f"Line {n}" for n in range(LINES + 1)),
        minutes="45.5",
        contact_two="lena@example.com",
    )
    assert "Line 2: the name has 101 characters; 100 is the most." in said
    assert "Line 3: there is no name before the colon." in said
    assert "Line 4: “Tools” stands in line 1 already." in said
    assert "And 1 more line." in said
    assert "Line 1: “Tools” stands in line 1 of “Mentors teach” already." in said
    assert "16 lines; 15 is the most" in said
    assert "whole number" in said
    assert "somebody else than the first" in said
    form = duo["lena"].form
    assert form
    standing = {field.key: getattr(field, "initial", "") for field in form.fields}
    assert standing["teaches"].startswith("Tools\nxxx")
    assert standing["minutes"] == "45.5"
    assert "Nothing is different yet" in duo["lena"].fills(**_as_it_is(duo))


@pytest.mark.parametrize("minutes", ["0", "-5", "2401", "many", "nan", "1e400"])
def test_minutes_that_no_week_has_are_sent_back(duo: World, minutes: str) -> None:
    opens_form(duo)
    assert "Please write a number" in duo["lena"].fills(minutes=minutes)


def test_a_draft_waits_and_can_be_changed_or_dropped(duo: World) -> None:
    opens_form(duo)
    duo["lena"].fills(minutes="60")
    duo.passes(hours=30)
    assert "60" in duo["lena"].presses("Change")
    assert "75 minutes a week, not 90" in duo["lena"].fills(minutes="75")
    assert "dropped" in duo["lena"].presses("Drop")
    assert "90" in opens_form(duo)
    assert _current(duo).version == 1


def test_a_card_publishes_what_it_shows_or_nothing(duo: World) -> None:
    opens_form(duo)
    duo["lena"].fills(minutes="60")
    old = _draft(duo)
    opens_form(duo)
    duo["lena"].fills(minutes="75")
    assert "nothing was changed" in duo["lena"].does("charter.publish", cohort=_cohort(duo), draft=old)
    assert _current(duo).version == 1


def test_publishing_twice_is_publishing_once(duo: World) -> None:
    opens_form(duo)
    duo["lena"].fills(minutes="60")
    draft = _draft(duo)
    duo["lena"].repeats()
    duo["lena"].presses("Publish")
    assert "Version 2 of the charter is in force" in duo["lena"].repeats()
    assert "nothing was changed" in duo["lena"].does("charter.publish", cohort=_cohort(duo), draft=draft)
    assert _current(duo).version == 2


def test_a_version_that_came_meanwhile_is_not_overwritten(duo: World) -> None:
    opens_form(duo)
    duo["lena"].fills(keeps="Strategy\nRisk")
    office = TEMPLATES["office"]
    _republish(duo, Terms(office.teaches, office.keeps, office.it_owns, 45, _current(duo).terms.contacts))
    assert "Version 2 came into force while you wrote" in duo["lena"].presses("Publish")
    dry = duo["lena"].presses("Open my draft")
    assert "90 minutes a week, not 45" in dry
    assert "Removed • Decisions" in dry
    duo["lena"].presses("Publish")
    assert _current(duo).version == 3


def test_the_words_behind_a_line_have_a_form_of_their_own(duo: World) -> None:
    opens_form(duo)
    duo["lena"].fills()
    assert "Nothing is different yet" in duo.edge.reads(duo["lena"].conversation[-1])
    duo["lena"].presses("Change words")
    assert "licence" in duo["lena"].presses("Access and accounts")
    form = duo["lena"].form
    assert form
    fields = [field for field in form.fields if isinstance(field, LongText)]
    assert all(len(field.initial) <= limits.LONG_TEXT for field in fields)
    wrong = duo["lena"].fills(words_1="key, " + "z" * 61)
    assert "is too long" in wrong
    dry = duo["lena"].fills(words_1="key,  door key ,key\nlock", words_2="", words_3="")
    assert "Other words behind it • Access and accounts" in dry
    assert "Other words behind it" in duo["lena"].repeats()
    duo["lena"].presses("Publish")
    assert _current(duo).terms.it_owns[0].words == ("key", "door key", "lock")
    duo.passes(hours=1)
    assert "Only the wording of the rules behind it." in duo["mia"].last


def test_a_line_without_words_is_named(duo: World) -> None:
    opens_form(duo)
    dry = duo["lena"].fills(keeps="Strategy\nRisk:\nDecisions\nPeople")
    assert "No request is recognised by Risk and People yet" in dry


def test_both_templates_fit_the_form(duo: World) -> None:
    for terms in TEMPLATES.values():
        _republish(
            duo,
            Terms(terms.teaches, terms.keeps, terms.it_owns, 61, ("lena@example.com", "carl@example.com")),
        )
        opens_form(duo)
        assert "Nothing is different yet" in duo["lena"].fills()


def test_the_largest_charter_fits_every_card(duo: World) -> None:
    def largest(letter: str) -> list[str]:
        return [
            "\n".join(f"{letter}{part}{n:02}".ljust(LETTERS, letter) for n in range(LINES)) for part in "abc"
        ]

    for letter in "xyz":
        opens_form(duo)
        teaches, keeps, it_owns = largest(letter)
        duo["lena"].fills(teaches=teaches, keeps=keeps, it_owns=it_owns)
        duo["lena"].presses("Change words")
        duo["lena"].presses("Back")
        duo["lena"].presses("Publish")
        duo.passes(hours=1)
    assert "37 more" in duo["mia"].last
    assert "version 4" in duo["mia"].types("/charter")


def test_only_a_lead_of_the_cohort_changes_its_charter(duo: World) -> None:
    cohort = _cohort(duo)
    opens_form(duo)
    duo["lena"].fills(minutes="60")
    for name in ("mia", "emil", "carl"):
        assert "Change the charter" not in duo[name].types("/charter")
        for action in ("edit", "publish", "show_edit", "rebase", "drop_edit", "pick_words", "ask_words"):
            forged = duo[name].does(
                f"charter.{action}", cohort=cohort, draft=_draft(duo), part="keeps", line="0"
            )
            assert "Only programme leads" in forged, (name, action)
    assert "nothing was changed" in duo["lena"].does(
        "charter.ask_words", cohort=cohort, draft=_draft(duo), part="keeps", line="99"
    )
    assert _current(duo).version == 1


def test_each_lead_has_a_draft_of_their_own(world: World) -> None:
    world.begins(*STAFF, alone("otto", "lead"), *pair("mia", "emil"))
    opens_form(world)
    world["lena"].fills(minutes="60")
    world["otto"].types("/charter")
    assert "90" in world["otto"].presses("Change the charter")
    world["otto"].fills(minutes="45")
    world["otto"].presses("Publish")
    assert "Version 2 came into force while you wrote" in world["lena"].presses("Publish")


# The two people to turn to


@pytest.mark.parametrize(
    "carl_reports_to, lena_reports_to, emil_reports_to, said",
    [
        ("lena", "", "", "they report to Lena, a lead of this cohort"),
        ("emil", "", "", "they report to Emil, an executive of this cohort"),
        ("", "carl", "", "Lena, a lead of this cohort, reports to them"),
        ("", "", "carl", "Emil, an executive of this cohort, reports to them"),
        ("mia", "", "", "they report to Emil"),
    ],
)
def test_nobody_in_the_line_is_the_second_contact(
    world: World, carl_reports_to: str, lena_reports_to: str, emil_reports_to: str, said: str
) -> None:
    """Mia reports to Emil, so that whoever reports to her does too."""
    mia, emil = pair("mia", "emil")
    rows = {"lena": alone("lena", "lead"), "carl": alone("carl", "contact"), "mia": mia, "emil": emil}
    above = {"lena": lena_reports_to, "carl": carl_reports_to, "emil": emil_reports_to, "mia": "emil"}
    _prepares(world, *(row for name, row in rows.items() for row in _reporting(row, above[name])))
    refused = world.work(lambda u: launch(u, COHORT, now=world.clock.now(), actor="test"))
    assert isinstance(refused, Refused)
    assert said in refused.message
    assert "cannot be launched" in refused.message


def test_a_shared_superior_and_a_circle_are_no_line(world: World) -> None:
    lena, carl = under("top", STAFF)
    mia, emil = pair("mia", "emil")
    _prepares(world, lena, carl, mia, *under("eve", [emil]), *under("emil", [alone("eve", "team")]))
    launched = world.work(lambda u: launch(u, COHORT, now=world.clock.now(), actor="test"))
    assert not isinstance(launched, Refused), launched


def test_the_first_contact_outside_the_line_is_taken(world: World) -> None:
    lena, carl = STAFF
    _prepares(world, lena, *under("lena", [carl]), alone("dora", "contact"), *pair("mia", "emil"))
    world.work(lambda u: launch(u, COHORT, now=world.clock.now(), actor="test"))
    assert _current(world).terms.contacts == ("lena@example.com", "dora@example.com")


@pytest.mark.parametrize(
    "two, said",
    [
        ("emil@example.com", "they are an executive of this cohort"),
        ("otto@example.com", "they are a lead of this cohort"),
        ("nobody@example.com", "has no part in this cohort"),
        ("dora@example.com", "they report to Lena"),
    ],
)
def test_a_contact_in_the_line_is_refused_in_form_and_file(world: World, two: str, said: str) -> None:
    dora = under("lena", [alone("dora", "contact")])
    world.begins(*STAFF, *dora, alone("otto", "lead"), *pair("mia", "emil"))
    opens_form(world)
    assert said in world["lena"].fills(contact_two=two.upper())
    terms = _current(world).terms
    wrong = Terms(terms.teaches, terms.keeps, terms.it_owns, 60, ("lena@example.com", two))
    refused = world.work(lambda u: republish(u, COHORT, wrong, now=world.clock.now(), actor="test"))
    assert isinstance(refused, Refused)
    assert said in refused.message


def test_the_lead_sees_it_if_a_contact_comes_into_the_line(duo: World) -> None:
    assert "cannot be the second person" not in duo["lena"].types("/cohort")
    duo.imports(*under("lena", STAFF[1:]))
    assert "they report to Lena" in duo["lena"].types("/cohort")
    opens_form(duo)
    assert "they report to Lena" in duo["lena"].fills(minutes="60")


def test_a_draft_whose_contact_came_into_the_line_is_refused_with_the_reason(duo: World) -> None:
    opens_form(duo)
    duo["lena"].fills(minutes="60")
    duo.imports(*under("lena", STAFF[1:]))
    assert "they report to Lena" in duo["lena"].presses("Publish")
    assert "they report to Lena" in duo["lena"].repeats()
    duo.imports(*under("mia", STAFF[1:]))
    assert "Draft of version 2" in duo["lena"].repeats()
    assert _current(duo).version == 1
    assert "is in force" in duo["lena"].presses("Publish")


def _prepares(world: World, *rows: str) -> None:
    made = world.work(lambda u: create_cohort(u, name=COHORT, now=world.clock.now(), actor="test"))
    assert not isinstance(made, Refused)
    world.imports(*rows)


def _reporting(row: str, line_manager: str) -> tuple[str, ...]:
    return under(line_manager, [row]) if line_manager else (row,)


def _republish(world: World, terms: Terms) -> None:
    done = world.work(lambda u: republish(u, COHORT, terms, now=world.clock.now(), actor="test"))
    assert not isinstance(done, Refused), done


def _as_it_is(world: World) -> dict[str, str]:
    terms = _current(world).terms
    names = {
        "teaches": terms.teaches,
        "keeps": terms.keeps,
        "it_owns": terms.it_owns,
    }
    written = {part: "\n".join(one.name for one in lines) for part, lines in names.items()}
    contacts = dict(zip(("contact_one", "contact_two"), terms.contacts, strict=True))
    return written | contacts | {"minutes": str(terms.weekly_minutes)}


def _draft(world: World) -> str:
    """Of Lena's draft."""
    cohort = CohortId(_cohort(world))
    lena = world.work(lambda u: u.people.by_email(u.programme.organisation(), "lena@example.com"))
    assert lena
    draft = world.work(lambda u: u.charters.draft(cohort, lena.id))
    assert draft
    return draft.id


def _current(world: World) -> Charter:
    cohort = CohortId(_cohort(world))
    current = world.work(lambda u: u.charters.current(cohort))
    assert current
    return current


def _cohort(world: World) -> str:
    cohort = world.work(lambda u: u.programme.named(COHORT))
    assert cohort
    return cohort.id
