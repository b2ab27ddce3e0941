"""Somebody reads or signs the charter, or a lead publishes one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from bot.approvals.budgets import budget_of
from bot.approvals.wording import time_approved
from bot.charter import screens
from bot.charter.model import Charter, Terms, terms_problem
from bot.charter.reporting_line import contacts_problem
from bot.events import CharterPublished, CharterSigned
from bot.ids import CohortId
from bot.outbox import OutgoingMessage
from bot.people.model import Person
from bot.people.roles import Role
from bot.people.scheduling import in_working_hours
from bot.ports import UnitOfWork
from bot.programme.lookup import named_cohort
from bot.programme.model import Cohort, Pairing
from bot.screens import stale
from bot.surface import Action, Button, Message
from bot.turn import Redraw, Refused, Reply, Show, Turn

SIGN_WITHIN = timedelta(days=14)


def show(turn: Turn, asked: object = "") -> Reply:
    """`/charter`: the charter in force, who signed and when, with a way to each other one of the person's.

    A button may name a cohort; else one comes first that waits for the person's signature.
    """
    wanted = asked.params.get("cohort", "") if isinstance(asked, Action) else ""
    cohorts = dict.fromkeys(one.cohort for one in turn.unit.people.memberships(turn.person.id))
    found = [charter for charter in map(turn.unit.charters.current, cohorts) if charter]
    found.sort(key=lambda one: (one.cohort != wanted, not _waits_for(turn, one)))
    return Show(_card(turn, found[0], found[1:]) if found else screens.no_charter())


def sign(turn: Turn, action: Action) -> Reply:
    """Signs the version that was shown, if it is still the one in force; once both have, check-ins can start."""
    cohort = CohortId(action.params.get("cohort", ""))
    charter = turn.unit.charters.current(cohort)
    pairing = turn.unit.programme.pairing_of(turn.person.id, cohort)
    if charter is None or pairing is None:
        return Show(stale())
    if action.params.get("version") == str(charter.version) and not turn.is_repeat:
        _sign(turn, charter, pairing)
    return Redraw(_card(turn, charter))


def republish(
    unit: UnitOfWork, cohort_name: str, terms: Terms, *, now: datetime, actor: str
) -> Charter | Refused:
    """Puts changed terms in force for a running cohort; both sides of every pair sign again."""
    cohort = named_cohort(unit, cohort_name)
    if isinstance(cohort, Refused):
        return cohort
    current = unit.charters.current(cohort.id)
    if current is None:
        return Refused(screens.not_launched(cohort.name))
    if refused := why_not(unit, current, terms):
        return Refused(refused)
    return publish(unit, cohort, terms, now=now, actor=actor)


def why_not(unit: UnitOfWork, current: Charter, terms: Terms) -> str:
    """Why these terms cannot replace the charter in force; "" if they can."""
    problem = terms_problem(terms) or contacts_problem(unit, current.cohort, terms.contacts)
    if problem:
        return screens.cannot_be_signed(problem)
    return screens.nothing_changed(current) if terms == current.terms else ""


def publish(unit: UnitOfWork, cohort: Cohort, terms: Terms, *, now: datetime, actor: str) -> Charter:
    """Puts a version in force and asks every pair to sign it, in their working hours."""
    before = unit.charters.current(cohort.id)
    charter = Charter(
        cohort=cohort.id,
        version=before.version + 1 if before else 1,
        terms=terms,
        published_at=now,
        sign_by=now + SIGN_WITHIN,
    )
    unit.charters.publish(charter)
    about = {"cohort": cohort.id, "version": str(charter.version)}
    unit.privacy.record(at=now, actor=actor, what="charter.published", about=about)
    invite(unit, cohort, unit.programme.pairings(cohort.id), now=now)
    unit.publish(CharterPublished(cohort=cohort, charter=charter, before=before, at=now))
    return charter


def invite(unit: UnitOfWork, cohort: Cohort, pairings: Sequence[Pairing], *, now: datetime) -> None:
    """Asks both sides of each pair to sign the charter in force."""
    charter = unit.charters.current(cohort.id)
    if charter is None:
        return
    before = unit.charters.version(cohort.id, charter.version - 1)
    people = {person.id: person for person, _ in unit.people.members(cohort.id)}
    unit.outbox.enqueue(
        [
            _invitation(charter, before, people[person], people[pairing.partner(person)], now)
            for pairing in pairings
            for person in (pairing.mentor, pairing.executive)
        ]
    )


def card_of(cohort: CohortId, version: int) -> str:
    return f"charter:{cohort}:{version}"


def _sign(turn: Turn, charter: Charter, pairing: Pairing) -> None:
    unit, person = turn.unit, turn.person
    # Held, so that of two who sign at once the second sees the first, and a round that opens now sees both.
    cohort = unit.programme.cohort(charter.cohort, lock=True)
    before = unit.charters.signatures(charter.cohort, charter.version)
    if person.id in before.at:
        return
    unit.charters.sign(charter, person.id, turn.now)
    about = {"cohort": charter.cohort, "version": str(charter.version)}
    unit.privacy.record(at=turn.now, actor=f"person:{person.id}", what="charter.signed", about=about)
    partner = pairing.partner(person.id)
    if before.complete(partner):
        other = unit.people.person(partner)
        card = OutgoingMessage(
            person=partner,
            message=_card_for(unit, other, charter),
            card=card_of(charter.cohort, charter.version),
            redraws=True,
        )
        unit.outbox.enqueue([card, in_working_hours(other, screens.both_signed(person), turn.now)])
        unit.publish(CharterSigned(cohort=cohort, pairing=pairing, at=turn.now))


def _waits_for(turn: Turn, charter: Charter) -> bool:
    signed = turn.unit.charters.signatures(charter.cohort, charter.version)
    is_paired = turn.unit.programme.pairing_of(turn.person.id, charter.cohort) is not None
    return is_paired and not signed.complete(turn.person.id)


def _card(turn: Turn, charter: Charter, others: Sequence[Charter] = ()) -> Message:
    roles = {m.role for m in turn.unit.people.memberships(turn.person.id) if m.cohort == charter.cohort}
    lead = screens.lead_buttons(charter.cohort) if Role.LEAD in roles else ()
    named = [(one.cohort, turn.unit.programme.cohort(one.cohort).name) for one in others]
    return _card_for(turn.unit, turn.person, charter, (*lead, *screens.other_charters(named)))


def _card_for(unit: UnitOfWork, reader: Person, charter: Charter, more: Sequence[Button] = ()) -> Message:
    pairing = unit.programme.pairing_of(reader.id, charter.cohort)
    budget = budget_of(unit, charter.cohort, pairing.mentor) if pairing else None
    return screens.card(
        charter,
        reader,
        _signed(unit, reader, charter, pairing) if pairing else {},
        time=time_approved(budget, reader) if budget else "",
        more=more,
    )


def _signed(
    unit: UnitOfWork, reader: Person, charter: Charter, pairing: Pairing
) -> Mapping[str, datetime | None]:
    """The reader first, then their partner."""
    at = unit.charters.signatures(charter.cohort, charter.version).at
    partner = unit.people.person(pairing.partner(reader.id))
    return {reader.name: at.get(reader.id), screens.partner_name(reader, partner): at.get(partner.id)}


def _invitation(
    charter: Charter, before: Charter | None, person: Person, partner: Person, now: datetime
) -> OutgoingMessage:
    if before:
        card = screens.renewed(before, charter, person)
    else:
        card = screens.invitation(charter, person, partner)
    return in_working_hours(person, card, now, card=card_of(charter.cohort, charter.version))
