"""Keeps people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.address import Address
from bot.ids import CohortId, EventKey, OrganisationId, PersonId
from bot.people.model import Membership, Person
from bot.people.roles import Platform, Role


class PeopleStore(Protocol):
    def enter(self, key: EventKey, who: Address, now: datetime) -> tuple[Person | None, bool]:
        """The first step of every turn: records the event's key and locks the person's row.

        Returns the person (None if nobody has this address) and whether the event is a repeat.
        """

    def person(self, person: PersonId) -> Person:
        """Raises KeyError for an unknown id."""

    def at(self, who: Address) -> Person | None:
        """The person with this account."""

    def by_email(self, organisation: OrganisationId, email: str) -> Person | None: ...

    def by_emails(self, organisation: OrganisationId, emails: Sequence[str]) -> tuple[Person, ...]:
        """Those of the emails that are known, in few statements however many there are."""

    def reporting_to(self, organisation: OrganisationId, email: str) -> tuple[Person, ...]:
        """Those whose line manager has this email, by name."""

    def save(self, people: Sequence[Person]) -> None:
        """Adds or replaces each by id."""

    def join(self, memberships: Sequence[Membership]) -> None:
        """Adds each; one that exists already stays."""

    def memberships(self, person: PersonId) -> tuple[Membership, ...]: ...

    def members(self, cohort: CohortId, roles: Sequence[Role] = ()) -> tuple[tuple[Person, Role], ...]:
        """The cohort's people by role and email; all of them if no role is named."""

    def lock(self, person: PersonId) -> Person:
        """The person, locked until the transaction ends, for ticks that change what a turn could."""

    def due_back(self, now: datetime) -> tuple[PersonId, ...]:
        """Paused people whose day of return has come somewhere on earth."""

    def claim_directory_lookups(
        self, platforms: Sequence[Platform], *, now: datetime, until: datetime, limit: int
    ) -> tuple[Person, ...]:
        """People of the platforms whose directory should be asked about them; nobody else gets them `until` then."""

    def looked_up(self, person: PersonId, *, again_at: datetime, is_guest: bool) -> bool:
        """The directory was asked. Whether the person is known as a guest only since now."""

    def awaited(self, who: Address, emails: Sequence[str]) -> tuple[Person, ...]:
        """People of the account's platform and workspace who have no account yet and one of the emails.

        Nobody if somebody has the account. A person whose workspace is "" is in any.
        """

    def look_up_soon(self, who: Address, now: datetime) -> None:
        """The person with this account, if there is one, is to be asked about at once."""
