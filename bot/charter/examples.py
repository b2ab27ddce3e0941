"""The charter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.cast import (
    COHORT,
    EXECUTIVE,
    LEAD,
    MENTOR,
    NOON,
    TERMS,
)
from bot.charter import edit_screens as edit
from bot.charter import screens as charter
from bot.charter.difference import Difference, difference
from bot.charter.model import Charter, CharterDraft, Domain, Terms
from bot.charter.parsing import write_parts
from bot.feature import Example
from bot.people.roles import Role


def examples() -> Iterator[Example]:
    first = Charter(
        cohort=COHORT.id, version=1, terms=TERMS, published_at=NOON, sign_by=NOON + timedelta(days=14)
    )
    second = replace(first, version=2, terms=_changed(TERMS))
    signed = {MENTOR.name: NOON, EXECUTIVE.name: None}
    yield Example("charter.invitation", "a mentor", charter.invitation(first, MENTOR, EXECUTIVE))
    yield Example(
        "charter.card",
        "an executive",
        charter.card(
            first,
            EXECUTIVE,
            dict(reversed(signed.items())),
            time="waits for bea@example.com; signing does not wait for it",
        ),
    )
    yield Example("charter.renewed", "a mentor", charter.renewed(first, second, MENTOR))
    yield Example(
        "charter.card (lead)",
        "a lead",
        charter.card(second, LEAD, {}, more=charter.lead_buttons(COHORT.id)),
    )
    yield Example("charter.both_signed", "a mentor", charter.both_signed(EXECUTIVE))
    yield Example("charter.no_charter", "a mentor", charter.no_charter())
    yield from _changing(first)


def _changing(current: Charter) -> Iterator[Example]:
    terms = Terms(
        (*TERMS.teaches[:-1], Domain("Reading charts made by a tool")),
        TERMS.keeps[:-1],
        (*TERMS.it_owns, TERMS.keeps[-1]),
        120,
        ("amina@example.com", "noor@example.com"),
    )
    current = replace(current, terms=_with_contacts(current.terms))
    draft = CharterDraft(id="form-1", cohort=COHORT.id, author=LEAD.id, replaces=1, terms=terms)
    run = edit.DryRun(
        draft=draft,
        current=current,
        difference=difference(current.terms, terms),
        pairs=12,
        sign_by=NOON + timedelta(days=14),
        asks_line_managers=True,
    )
    same = replace(run, draft=replace(draft, terms=current.terms), difference=Difference())
    written = {
        **write_parts(current.terms),
        "minutes": "90",
        "contact_one": "amina@example.com",
        "contact_two": "ruth@example.com",
    }
    yield Example("charter.edit_form", "a lead", edit.form(COHORT.id, written, "form-1"))
    yield Example("charter.dry_run", "a lead", edit.dry_run(run, LEAD))
    yield Example("charter.dry_run (nothing yet)", "a lead", edit.dry_run(same, LEAD))
    yield Example("charter.pick_words", "a lead", edit.pick_words(draft))
    words = edit.spread(terms.it_owns[0].words)
    yield Example("charter.words_form", "a lead", edit.words_form(draft, "it_owns", 0, words, "form-2"))
    yield Example("charter.published", "a lead", edit.published(replace(current, version=2), 24))
    yield Example("charter.dropped", "a lead", edit.dropped())
    yield Example("charter.draft_gone", "a lead", edit.draft_gone(COHORT.id))
    yield Example("charter.overtaken", "a lead", edit.overtaken(draft, replace(current, version=2)))
    outside = charter.stands_below(replace(EXECUTIVE, name="Noor Haddad"), LEAD, Role.LEAD)
    yield Example("charter.refused", "a lead", edit.refused(draft, charter.cannot_be_signed(outside)))


def _with_contacts(terms: Terms) -> Terms:
    contacts = ("amina@example.com", "ruth@example.com")
    return Terms(terms.teaches, terms.keeps, terms.it_owns, terms.weekly_minutes, contacts)


def _changed(terms: Terms) -> Terms:
    teaches = (*terms.teaches[:-1], Domain("Reading charts made by a tool", ("chart",)))
    return Terms(teaches, terms.keeps, terms.it_owns, 60, terms.contacts)
