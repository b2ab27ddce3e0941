"""The cohort as its lead sees it, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.asks.model import Lane
from bot.checkins.model import Round
from bot.people.model import Person
from bot.programme.model import Cohort, CohortState
from bot.screens import buttons, counted, day, facts, listed, message, moment, press, quiet
from bot.surface import Action, Form, LongText, Message, Section, Text, Words

GLANCES = 5
"""Cohorts on one card."""
_NAMED = 8
"""Pairs named on one card; the rest are counted."""
_LANES: Mapping[Lane, str] = {
    Lane.IN_SCOPE: "the session",
    Lane.IT: "IT",
    Lane.DECISION: "the executive",
}
_STATES = {CohortState.DRAFT: "not launched", CohortState.LAUNCHED: "running", CohortState.ENDED: "ended"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """One cohort at a glance.

    `waiting`: who has not signed yet, a pair each. `time`: how far the mentors' time is approved; `recordable`: whether
    this lead may write an approval down. `concern`: what is wrong with the people to turn to. `tallies`: requests by
    (suggested, chosen) lane.
    """

    cohort: Cohort
    pairs: int
    sign_by: datetime | None
    is_overdue: bool = False
    waiting: tuple[str, ...]
    time: str = ""
    recordable: bool = False
    concern: str = ""
    open_round: Round | None
    notes: int
    tallies: Mapping[tuple[Lane, Lane], int]


def glance(person: Person, glances: Sequence[Glance]) -> Message:
    return message(
        "Your cohort at a glance",
        *(_section(one, person) for one in glances),
        quiet(
            "You see how many answered once a check-in has closed, never who, and no share of fewer than 8 answers."
        ),
        title="Your cohort at a glance" if len(glances) == 1 else "Your cohorts at a glance",
    )


def did_form(cohort: Cohort, instance: str) -> Form:
    return Form(
        "You said, we did",
        Action("programme.say_did", {"cohort": str(cohort.id)}),
        instance,
        (
            Text(
                f"This goes to every mentor and executive of {cohort.name}. Write about what many said, so that it "
                "points at nobody."
            ),
            LongText(
                key="said",
                label="You said",
                hint="What you heard, in your own words.",
                required=True,
                limit=1_000,
            ),
            LongText(
                key="did",
                label="We did",
                hint="What has changed, or why it can't.",
                required=True,
                limit=1_000,
            ),
        ),
        "Send to the cohort",
    )


def you_said_we_did(cohort: Cohort, lead: Person, said: str, did: str) -> Message:
    return message(
        "You said, we did",
        Section("You said", (Words(said),)),
        Section("We did", (Words(did),)),
        quiet(f"From {lead.name}, to everybody in {cohort.name}."),
        title="You said, we did",
    )


def told(people: int) -> Message:
    return message("On its way", Text(f"On its way to {counted(people, 'person', 'people')}."))


def _section(one: Glance, person: Person) -> Section:
    return Section(
        one.cohort.name,
        (
            facts(
                ("State", _STATES[one.cohort.state]),
                ("Pairs", str(one.pairs)),
                ("Charter", _signed(one, person)),
                *((("Mentors' time", one.time),) if one.time else ()),
                ("Check-in", _round(one, person)),
                ("Requests sorted", _sorting(one.tallies, one.cohort.thresholds.cells)),
            ),
            *(_waiting(one, one.sign_by, person) if one.sign_by and one.waiting else ()),
            *((Text(one.concern),) if one.concern else ()),
            buttons(
                press("See the report", "reports.show", cohort=one.cohort.id),
                press(f"Read notes ({one.notes})", "programme.read_notes", cohort=one.cohort.id),
                press("Say what you did", "programme.ask_did", cohort=one.cohort.id),
                *((press("Charter", "charter.show", cohort=one.cohort.id),) if one.sign_by else ()),
                *(
                    press("Record an approval", "charter.ask_record", cohort=one.cohort.id)
                    for _ in range(one.recordable)
                ),
            ),
        ),
    )


def _signed(one: Glance, person: Person) -> str:
    if one.sign_by is None:
        return "goes out at launch"
    if not one.waiting:
        return "signed by every pair"
    due = (
        f"overdue since {moment(one.sign_by, person)}"
        if one.is_overdue
        else f"due {moment(one.sign_by, person)}"
    )
    return f"signed by {one.pairs - len(one.waiting)} of {one.pairs} pairs; {due}"


def _round(one: Glance, person: Person) -> str:
    if one.open_round:
        return f"number {one.open_round.number} is open until {moment(one.open_round.closes_at, person)}"
    if one.cohort.next_round_on:
        return f"the next opens on {day(one.cohort.next_round_on, person)}"
    return "none planned"


def _sorting(tallies: Mapping[tuple[Lane, Lane], int], least: int) -> str:
    """How often executives sent a request elsewhere than suggested. Counts below `least` are withheld."""
    total = sum(tallies.values())
    other = {lanes: count for lanes, count in tallies.items() if lanes[0] is not lanes[1]}
    if total < least:
        return f"fewer than {least} so far"
    overruled = sum(other.values())
    if overruled < least:
        return f"{total:,}; fewer than {least} of them went elsewhere than suggested"
    named = [f"{_LANES[s]} to {_LANES[c]} {count}" for (s, c), count in other.items() if count >= least]
    which = f" (from {listed(named)})" if named else ""
    return f"{total:,}; {overruled:,} of them went elsewhere than suggested{which}"


def _waiting(one: Glance, sign_by: datetime, person: Person) -> tuple[Text]:
    named, more = one.waiting[:_NAMED], len(one.waiting) - _NAMED
    rest = (f"{more} more",) if more > 0 else ()
    on = day(sign_by.astimezone(ZoneInfo(person.zone)).date(), person)
    what = f"Overdue since {on}" if one.is_overdue else f"Still to sign by {on}"
    return (Text(f"{what}: {listed((*named, *rest))}."),)


def unsigned(missing: Sequence[Person], partner: Person | None) -> str:
    """Names who of a pair has still to sign; `partner` is the one who has."""
    names = " and ".join(one.name for one in missing)
    return f"{names} (with {partner.name})" if partner else names


# To an operator or lead whose cohort cannot be made or launched


def needs_a_name(limit: int) -> str:
    return f"A cohort needs a name of 1 to {limit} characters, on one line."


def name_taken(name: str) -> str:
    return f'There is a cohort called "{name}" already.'


def no_template(template: str, known: Sequence[str]) -> str:
    return f'There is no template called "{template}". There are: {listed(known)}.'


def question_too_long(length: int, limit: int) -> str:
    return f"The lead's own question may have {limit} characters; this has {length}."


def launched_already(cohort: Cohort) -> str:
    return f'"{cohort.name}" was launched on {cohort.launched_on}.'


def no_pairs(cohort: str) -> str:
    return f'"{cohort}" has no pairs yet. Import a roster whose pair column says who is with whom.'


def no_lead(cohort: str) -> str:
    return f'"{cohort}" has no lead. Add a row with the role "lead" to the roster.'


def no_contact(cohort: str) -> str:
    return (
        f'"{cohort}" has nobody to turn to outside the lead\'s line. Add a row with the role "contact" to the roster: '
        "the charter names two people to turn to."
    )


def no_outsider(cohort: str, why: str) -> str:
    return f'"{cohort}" cannot be launched: {why} Give the role "contact" to somebody outside.'
