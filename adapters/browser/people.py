"""The people of the chat page: everybody in any cohort whose platform is the browser."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapters.browser.page import PersonCard
from bot.address import Address
from bot.people.model import Person
from bot.people.roles import Platform, Role
from bot.ports import UnitOfWork

HEADINGS: Final[Mapping[Role, str]] = {
    Role.LEAD: "Programme lead",
    Role.MENTOR: "Mentor",
    Role.EXECUTIVE: "Executive",
    Role.CONTACT: "Contact",
    Role.IT: "IT desk",
    Role.TEAM: "Team member",
    Role.COMPARISON_EXECUTIVE: "Comparison executive",
    Role.COMPARISON_TEAM: "Comparison team member",
    Role.COMPARISON_JUNIOR: "Comparison junior",
}
"""Headings in the order of the page. A person with two roles is listed under the first."""


def list_people(unit: UnitOfWork) -> list[PersonCard]:
    """Lists people by heading and name, with their partners."""
    found: dict[Address, tuple[Person, Role]] = {}
    partners: dict[Address, set[Address]] = {}
    for cohort in unit.programme.cohorts():
        members = unit.people.members(cohort.id)
        addresses = {person.id: person.address for person, _ in members}
        for person, role in members:
            if person.address is not None and person.address.platform is Platform.BROWSER:
                found[person.address] = _first(found.get(person.address), (person, role))
        for pair in unit.programme.pairings(cohort.id):
            mentor, executive = addresses[pair.mentor], addresses[pair.executive]
            if mentor is not None and executive is not None:
                partners.setdefault(mentor, set()).add(executive)
                partners.setdefault(executive, set()).add(mentor)
    return sorted(
        (_card(address, person, role, partners) for address, (person, role) in found.items()),
        key=lambda card: (list(HEADINGS.values()).index(card.role), card.name.casefold()),
    )


def _first(one: tuple[Person, Role] | None, other: tuple[Person, Role]) -> tuple[Person, Role]:
    order = list(HEADINGS)
    return one if one and order.index(one[1]) <= order.index(other[1]) else other


def _card(
    address: Address, person: Person, role: Role, partners: Mapping[Address, set[Address]]
) -> PersonCard:
    return PersonCard(
        address=address,
        name=person.name,
        role=HEADINGS[role],
        zone=person.zone,
        pairs=tuple(sorted(partners.get(address, ()), key=str)),
    )
