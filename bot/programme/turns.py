"""A lead or operator makes, launches or looks at a cohort."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from bot.approvals.budgets import budgets, recordable
from bot.approvals.wording import how_far
from bot.charter.model import Signatures, Terms
from bot.charter.reporting_line import contacts_problem, second_contact_problem
from bot.charter.templates import TEMPLATES
from bot.events import CohortLaunched
from bot.forms import Rejected, clean_text, read_form
from bot.ids import CohortId, PersonId, new_id
from bot.people.model import CHECKED_IN, Person
from bot.people.roles import Role
from bot.people.scheduling import in_working_hours
from bot.ports import UnitOfWork
from bot.programme import screens
from bot.programme.cadence import CadenceError, parse_cadence
from bot.programme.leads import all_leads, led_cohort, led_cohorts
from bot.programme.lookup import named_cohort
from bot.programme.model import Cohort, CohortState, Pairing, first_round_on
from bot.screens import leads_only
from bot.surface import Action, Values
from bot.turn import OpenForm, Refused, RejectForm, Reply, Show, Turn

NAME_LIMIT = 100
QUESTION_LIMIT = 150


@dataclass(frozen=True, slots=True)
class Launched:
    cohort: Cohort
    pairs: int
    first_round_on: date


def create_cohort(
    unit: UnitOfWork,
    *,
    name: str,
    template: str = "office",
    cadence_text: str = "every 4 weeks",
    own_question: str = "",
    now: datetime,
    actor: str,
) -> Cohort | Refused:
    """A cohort with its key, ready for a roster."""
    name, own_question = clean_text(name), clean_text(own_question)
    if refused := _bad_cohort(unit, name, template, own_question):
        return refused
    try:
        cadence = parse_cadence(cadence_text)
    except CadenceError as error:
        return Refused(str(error))
    cohort = Cohort(
        id=CohortId(new_id()),
        organisation=unit.programme.organisation(),
        name=name,
        template=template,
        cadence=cadence,
        own_question=own_question,
    )
    unit.programme.add(cohort)
    unit.privacy.make_key(cohort.organisation, cohort.id)
    unit.privacy.record(at=now, actor=actor, what="cohort.created", about={"cohort": cohort.id, "name": name})
    return cohort


def launch(unit: UnitOfWork, name: str, *, now: datetime, actor: str) -> Launched | Refused:
    """Starts the cohort: the charter goes out to every pair, and the first round gets its day."""
    cohort = named_cohort(unit, name)
    if isinstance(cohort, Refused):
        return cohort
    pairs = unit.programme.pairings(cohort.id)
    turn_to = unit.people.members(cohort.id, (Role.LEAD, Role.CONTACT))
    if refused := _not_ready(cohort, len(pairs), turn_to):
        return refused
    terms = _terms(unit, cohort, turn_to)
    if isinstance(terms, Refused):
        return terms
    first = first_round_on(now.date())
    launched = replace(cohort, state=CohortState.LAUNCHED, launched_on=now.date(), next_round_on=first)
    unit.programme.save(launched)
    unit.privacy.record(at=now, actor=actor, what="cohort.launched", about={"cohort": cohort.id})
    unit.publish(CohortLaunched(cohort=launched, terms=terms, actor=actor, at=now))
    return Launched(launched, len(pairs), first)


def show(turn: Turn, _said: object = "") -> Reply:
    """`/cohort`: each cohort the person leads, at a glance."""
    led_cohort = led_cohorts(turn)
    if not led_cohort:
        return Show(leads_only(all_leads(turn)))
    return Show(
        screens.glance(turn.person, [_glance(turn, cohort) for cohort in led_cohort[: screens.GLANCES]])
    )


def close_notes(turn: Turn, _submitted: Action, _instance: str, _values: Values) -> Reply:
    return show(turn)


def ask_did(turn: Turn, action: Action) -> Reply:
    cohort = led_cohort(turn, action)
    return OpenForm(screens.did_form(cohort, new_id())) if cohort else Show(leads_only(all_leads(turn)))


def say_did(turn: Turn, submitted: Action, instance: str, values: Values) -> Reply:
    """ "You said, we did" goes to the whole cohort, so it points at nobody."""
    cohort = led_cohort(turn, submitted)
    if cohort is None:
        return Show(leads_only(all_leads(turn)))
    form = screens.did_form(cohort, instance)
    read = read_form(form, values)
    if isinstance(read, Rejected):
        return RejectForm(form, read.problems)
    people = turn.unit.people.members(cohort.id, CHECKED_IN)
    if not turn.is_repeat:
        card = screens.you_said_we_did(cohort, turn.person, read.values["said"], read.values["did"])
        turn.unit.outbox.enqueue([in_working_hours(person, card, turn.now) for person, _ in people])
        actor = f"person:{turn.person.id}"
        turn.unit.privacy.record(at=turn.now, actor=actor, what="cohort.told", about={"cohort": cohort.id})
    return Show(screens.told(len(people)))


def _glance(turn: Turn, cohort: Cohort) -> screens.Glance:
    unit = turn.unit
    charter = unit.charters.current(cohort.id)
    pairs = unit.programme.pairings(cohort.id)
    signed = unit.charters.signatures(cohort.id, charter.version) if charter else None
    people = {person.id: person for person, _ in unit.people.members(cohort.id)}
    time = budgets(unit, cohort.id)
    return screens.Glance(
        cohort=cohort,
        pairs=len(pairs),
        sign_by=charter.sign_by if charter else None,
        is_overdue=charter is not None and turn.now > charter.sign_by,
        waiting=tuple(sorted(said for p in pairs if (said := _unsigned(people, p, signed)))),
        time=how_far(time) if charter else "",
        recordable=bool(recordable(unit, turn.person, cohort)),
        concern=contacts_problem(unit, cohort.id, charter.terms.contacts) if charter else "",
        open_round=next((r for r in unit.checkins.rounds(cohort.id) if r.is_open), None),
        notes=len(unit.checkins.notes(cohort.id)),
        tallies=unit.asks.tallies(cohort.id),
    )


def _bad_cohort(unit: UnitOfWork, name: str, template: str, own_question: str) -> Refused | None:
    if not name or len(name) > NAME_LIMIT or "\n" in name:
        return Refused(screens.needs_a_name(NAME_LIMIT))
    if unit.programme.named(name):
        return Refused(screens.name_taken(name))
    if template not in TEMPLATES:
        return Refused(screens.no_template(template, tuple(TEMPLATES)))
    if len(own_question) > QUESTION_LIMIT:
        return Refused(screens.question_too_long(len(own_question), QUESTION_LIMIT))
    return None


def _not_ready(cohort: Cohort, pairs: int, turn_to: Sequence[tuple[Person, Role]]) -> Refused | None:
    roles = {role for _, role in turn_to}
    if cohort.state is not CohortState.DRAFT:
        return Refused(screens.launched_already(cohort))
    if pairs == 0:
        return Refused(screens.no_pairs(cohort.name))
    if Role.LEAD not in roles:
        return Refused(screens.no_lead(cohort.name))
    return None if Role.CONTACT in roles else Refused(screens.no_contact(cohort.name))


def _terms(unit: UnitOfWork, cohort: Cohort, turn_to: Sequence[tuple[Person, Role]]) -> Terms | Refused:
    """The template's, with a lead and the first contact who stands outside everybody's line to turn to."""
    lead = next(person.email for person, role in turn_to if role is Role.LEAD)
    contacts = [person.email for person, role in turn_to if role is Role.CONTACT]
    problems = {email: second_contact_problem(unit, cohort.id, email) for email in contacts}
    outside = next((email for email in contacts if not problems[email]), None)
    if outside is None:
        return Refused(screens.no_outsider(cohort.name, problems[contacts[0]]))
    template = TEMPLATES[cohort.template]
    return Terms(template.teaches, template.keeps, template.it_owns, template.weekly_minutes, (lead, outside))


def _unsigned(people: Mapping[PersonId, Person], pairing: Pairing, signed: Signatures | None) -> str:
    """Nothing if both have signed."""
    both = (pairing.mentor, pairing.executive)
    missing = [people[one] for one in both if not (signed and one in signed.at)]
    partner = next((people[one] for one in both if people[one] not in missing), None)
    return screens.unsigned(missing, partner) if missing else ""
