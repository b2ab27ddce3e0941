"""Scope flags."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.cast import COHORT, EXECUTIVE, LEAD, MENTOR, NOON, TERMS
from bot.feature import Example
from bot.flags import contact_screens as contacts
from bot.flags import pattern_screens as patterns
from bot.flags import screens as scope
from bot.flags.form_screens import Typed, flag_form
from bot.flags.model import Author, Disclosure, Flag, FlagKind, FlagState, FlagWords
from bot.flags.pairings import Contact
from bot.ids import FlagId, PairingId, PersonId
from bot.people.model import Person
from bot.references import reference_of
from bot.surface import Action
from bot.triage.suggest import suggest_kind

CONTACT = replace(LEAD, id=PersonId("contact"), name="Carla Moretti", email="carla@example.com")
FLAG = Flag(
    id=FlagId("flag"),
    cohort=COHORT.id,
    pseudonym="",
    kind=FlagKind.ERRAND,
    telling=Disclosure.UNNAMED,
    contact=CONTACT.id,
    state=FlagState.OPEN,
    reference=reference_of(FlagId("flag")),
    opened_at=NOON,
    act_by=NOON + timedelta(days=7),
    may_pass_on=True,
    sealed=b"",
)
WORDS = FlagWords(
    author=MENTOR.id,
    pairing=PairingId("pairing"),
    detail="I was asked to book flights for the whole team.",
    quoted="Could you book our flights to Lisbon? You are so quick with these tools 🙂",
    quoted_author=EXECUTIVE.name,
)
THREAD = [
    (
        Author.CONTACT,
        "Thank you for telling me. Would it help if I spoke about errands in the next all-pairs call?",
    ),
    (Author.MENTOR, "Yes, if nobody is named."),
]


def examples() -> Iterator[Example]:
    mentor, contact = "a mentor", "a contact"
    yield from _forms(mentor)
    yield Example("scope.flagged", mentor, scope.flagged(FLAG, CONTACT, MENTOR, ()))
    counted = replace(FLAG, state=FlagState.COUNTED, telling=Disclosure.COUNT, contact=None, act_by=None)
    keeps = patterns.pattern(FlagKind.ERRAND, 3, {"cohort": COHORT.id, "pattern": FlagKind.ERRAND})
    yield Example("scope.flagged (counted, a pattern)", mentor, scope.flagged(counted, None, MENTOR, keeps))
    yield Example("scope.sent_to_it", mentor, scope.sent_to_it(replace(FLAG, kind=FlagKind.IT_SUPPORT), ()))
    yield Example("scope.mine", mentor, scope.mine([(FLAG, ""), (counted, "")], MENTOR))
    yield Example("scope.mine (none)", mentor, scope.mine([], MENTOR))
    taken = replace(FLAG, state=FlagState.TAKEN)
    yield Example(
        "scope.thread_for_mentor", mentor, scope.thread_for_mentor(taken, WORDS, THREAD, CONTACT, "form-12")
    )
    yield Example("scope.replied", mentor, scope.replied(FLAG))
    yield Example("scope.news", mentor, scope.news(taken))
    yield Example("scope.not_acted", mentor, scope.not_acted(FLAG, LEAD))
    yield Example("scope.passed_on", mentor, scope.passed_on(FLAG, LEAD, MENTOR))
    yield Example(
        "scope.over_budget", mentor, patterns.over_budget(90, {"cohort": COHORT.id, "pattern": "time"})
    )
    yield Example("scope.told_lead", mentor, patterns.told_lead())
    yield Example("scope.no_lead_to_tell", mentor, patterns.no_lead_to_tell())
    yield Example("scope.for_mentors", "an executive", scope.for_mentors())
    yield Example("scope.for_lead", "a lead", patterns.for_lead(FlagKind.ERRAND, COHORT.name))
    yield from _contacts(contact, CONTACT)


def _forms(mentor: str) -> Iterator[Example]:
    people = (Contact(person=CONTACT, is_outside=True), Contact(person=LEAD, is_outside=False))
    pairs = (("pairing", EXECUTIVE.name),)
    action = Action("scope.raise")
    yield Example("scope.flag_form", mentor, flag_form(pairs, people, Typed(), None, action, "form-10"))
    typed = Typed(
        text="Please fix the printer, my password expired",
        quoted=WORDS.quoted,
        quoted_author=EXECUTIVE.name,
        was_in_chat=True,
    )
    suggestion = suggest_kind(typed.text, TERMS)
    yield Example(
        "scope.flag_form (on a message)",
        mentor,
        flag_form((*pairs, ("second", "Ana Sousa")), people, typed, suggestion, action, "form-11"),
    )


def _contacts(contact: str, reader: Person) -> Iterator[Example]:
    yield Example("contacts.came_in", contact, contacts.came_in(FLAG, reader))
    yield Example("contacts.wrote_back", contact, contacts.wrote_back(FLAG))
    later = NOON + timedelta(days=9)
    yield Example("contacts.queue", contact, contacts.queue([FLAG] * 14, reader, later))
    yield Example("contacts.queue (nothing)", contact, contacts.queue([], reader, later))
    yield Example(
        "contacts.thread_for_contact",
        contact,
        contacts.thread_for_contact(FLAG, WORDS, THREAD, MENTOR, reader, "form-13"),
    )
    named = replace(FLAG, telling=Disclosure.NAMED, state=FlagState.TAKEN)
    yield Example(
        "contacts.thread_for_contact (named)",
        contact,
        contacts.thread_for_contact(named, WORDS, (), MENTOR, reader, "form-14"),
    )
    closed, taken = replace(FLAG, state=FlagState.CLOSED), replace(FLAG, state=FlagState.TAKEN)
    yield Example("contacts.answered", contact, contacts.answered(closed, CONTACT, "close"))
    yield Example("contacts.answered (taken)", contact, contacts.answered(taken, CONTACT, "take"))
    yield Example("contacts.went_on", contact, contacts.went_on(FLAG))
