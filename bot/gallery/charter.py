"""The charter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.approvals import screens as budget_screens
from bot.approvals.model import Approval, Budget
from bot.charter import edit_screens as edit
from bot.charter import screens as charter
from bot.charter.difference import Difference, difference
from bot.charter.model import Charter, CharterDraft, Domain, Terms
from bot.charter.parsing import write_parts
from bot.gallery.cast import (
    COHORT,
    EXECUTIVE,
    LEAD,
    MENTOR,
    NOON,
    TERMS,
    Example,
)
from bot.ids import PersonId
from bot.people.model import Person
from bot.people.roles import Role
from bot.reviews import screens as reviews
from bot.reviews.model import Review, ReviewAnswer, Verdict


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
            time=budget_screens.time_approved(_budget(MENTOR), EXECUTIVE),
        ),
    )
    yield Example("charter.renewed", "a mentor", charter.renewed(first, second, MENTOR))
    yield Example(
        "charter.card (lead)",
        "a lead",
        charter.card(second, LEAD, {}, more=charter.lead_buttons(COHORT.id)),
    )
    yield Example("charter.both_signed", "a mentor", charter.both_signed(EXECUTIVE))
    yield Example("charter.see_charter", "a mentor", charter.see_charter())
    yield Example("charter.no_charter", "a mentor", charter.no_charter())
    yield from _changing(first)
    yield from _approving()
    yield from _reviewing(first)


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


def _approving() -> Iterator[Example]:
    waiting = [_budget(MENTOR), _budget(replace(MENTOR, id=PersonId("other"), name="Tomás Ortega"))]
    done = [
        replace(
            one,
            approval=Approval(
                cohort=COHORT.id,
                mentor=one.mentor.id,
                minutes=90,
                approved_by="bea@example.com",
                approved_at=NOON,
            ),
        )
        for one in waiting
    ]
    boss = replace(EXECUTIVE, email="bea@example.com", name="bea@example.com")
    yield Example("charter.time", "a line manager", budget_screens.card(COHORT, waiting, [LEAD], boss))
    rises = [replace(one, minutes=120) for one in done]
    yield Example("charter.time (rises)", "a line manager", budget_screens.card(COHORT, rises, [LEAD], boss))
    yield Example("charter.time_approved", "a line manager", budget_screens.approved(COHORT, done, boss))
    yield Example("charter.nothing_here", "a line manager", budget_screens.nothing_here())
    yield Example("charter.no_line_manager", "a lead", budget_screens.no_line_manager(COHORT, [MENTOR.name]))
    yield Example("charter.record_form", "a lead", budget_screens.record_form(COHORT, waiting, "form-3"))
    yield Example("charter.recorded", "a lead", budget_screens.recorded(COHORT))
    yield Example("charter.none_missing", "a lead", budget_screens.none_missing())


def _reviewing(current: Charter) -> Iterator[Example]:
    review = Review(cohort=COHORT.id, day=30, sent_at=NOON, closes_at=NOON + timedelta(days=14))
    for person, role in ((MENTOR, Role.MENTOR), (EXECUTIVE, Role.EXECUTIVE)):
        yield Example(
            f"charter.review ({role.value})",
            f"a {role.value}",
            reviews.card(COHORT, review, current, person, role),
        )
    words = ReviewAnswer(Verdict.CHANGE, "Ninety minutes is too little in March.", named=True)
    yield Example("charter.review_form", "a mentor", reviews.form(review, words, "form-4"))
    yield Example("charter.review_thanks", "a mentor", reviews.thanks(review, MENTOR))
    yield Example("charter.review_closed", "a mentor", reviews.closed(COHORT))
    yield Example("charter.review_over", "a mentor", reviews.over())
    counts = {Verdict.STILL_RIGHT: "10 or more", Verdict.CHANGE: ""}
    yield Example("charter.review_for_leads", "a lead", reviews.for_leads(COHORT, review, counts, 1))
    page = [(reviews.HEADING, [(words.words, MENTOR.name), ("Less email, please.", "")])]
    yield Example("charter.review_notes", "a lead", reviews.notes(COHORT, review, page))


def _budget(mentor: Person) -> Budget:
    return Budget(
        mentor=mentor, minutes=90, line_manager="bea@example.com", barred=frozenset(), approval=None
    )


def _with_contacts(terms: Terms) -> Terms:
    contacts = ("amina@example.com", "ruth@example.com")
    return Terms(terms.teaches, terms.keeps, terms.it_owns, terms.weekly_minutes, contacts)


def _changed(terms: Terms) -> Terms:
    teaches = (*terms.teaches[:-1], Domain("Reading charts made by a tool", ("chart",)))
    return Terms(teaches, terms.keeps, terms.it_owns, 60, terms.contacts)
