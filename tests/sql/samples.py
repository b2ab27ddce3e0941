"""Plain sample facts. A test names the fields that it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.charter.model import Charter, Domain, Terms
from bot.checkins.model import CheckIn, Round
from bot.ids import CheckInId, CohortId, OrganisationId, PairingId, PersonId, RoundId
from bot.outbox import OutgoingMessage
from bot.people.model import Person
from bot.people.roles import Platform
from bot.ports import UnitOfWork
from bot.programme.model import Cohort, Pairing
from bot.surface import Message, Text
from bot.working_hours.calendar import WorkingHours

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
DAY = timedelta(days=1)
COMPANY = OrganisationId("default")
SPRING = CohortId("spring")
LONDON = WorkingHours("Europe/London", "GB", None, None)
TERMS = Terms(teaches=(Domain("tools"),), keeps=(Domain("judgement"),), it_owns=(Domain("licences"),))


def person(name: str, **known: Any) -> Person:
    """A person whose id and account are their name. An empty account is unknown."""
    usual: dict[str, Any] = {
        "id": PersonId(name),
        "organisation": COMPANY,
        "email": f"{name}@example.com",
        "name": name.title(),
        "platform": Platform.BROWSER,
        "account": name,
        "zone": LONDON.zone,
        "country": LONDON.country,
    }
    return Person(**(usual | known))


def cohort(name: str = SPRING, **known: Any) -> Cohort:
    return Cohort(id=CohortId(name), organisation=COMPANY, name=name.title(), **known)


def pairing(mentor: str, executive: str, *, of: str = SPRING, named: str = "") -> Pairing:
    return Pairing(
        id=PairingId(named or f"{of}-{mentor}-{executive}"),
        cohort=CohortId(of),
        mentor=PersonId(mentor),
        executive=PersonId(executive),
    )


def charter(version: int = 1) -> Charter:
    return Charter(cohort=SPRING, version=version, terms=TERMS, published_at=NOW, sign_by=NOW + 5 * DAY)


def round_(number: int = 1, *, closes_at: datetime = NOW + 10 * DAY) -> Round:
    return Round(
        id=RoundId(f"round-{number}"),
        cohort=SPRING,
        number=number,
        opens_on=date(2026, 1, 5),
        closes_at=closes_at,
    )


def begin(unit: UnitOfWork, *pairs: int, signed: bool = True) -> None:
    """Adds a cohort with the pairs m0 and e0, m1 and e1, …, who signed its charter."""
    unit.programme.add(cohort())
    unit.charters.publish(charter())
    for n in pairs:
        mentor, executive = person(f"m{n}"), person(f"e{n}")
        unit.people.save([mentor, executive])
        unit.programme.pair([pairing(mentor.id, executive.id)])
        for one in (mentor, executive) if signed else ():
            unit.charters.sign(charter(), one.id, NOW)


def planned(unit: UnitOfWork, number: int = 1, *, closes_at: datetime = NOW + 10 * DAY) -> dict[str, CheckIn]:
    """Opens a round and plans it for now; returns each person's check-in."""
    opened = round_(number, closes_at=closes_at)
    assert unit.checkins.open_round(opened)
    unit.checkins.plan(opened, {LONDON: NOW})
    found = [check_in(unit, id_) for id_ in unit.checkins.due_to_send(NOW, 99)]
    return {one.person: one for one in found if one.round == opened.id}


def check_in(unit: UnitOfWork, id_: CheckInId) -> CheckIn:
    found = unit.checkins.check_in(id_)
    assert found
    return found


def send(unit: UnitOfWork, one: CheckIn) -> CheckIn:
    """Marks the check-in as sent, with a reminder after four days."""
    sent = one.sent(NOW, remind_at=NOW + 4 * DAY)
    unit.checkins.save(sent)
    return sent


def promise(name: str, text: str, **known: Any) -> OutgoingMessage:
    return OutgoingMessage(person=PersonId(name), message=Message(notify=text, blocks=(Text(text),)), **known)
