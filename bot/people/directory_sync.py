"""Applies to people what their platform's directory says of them today.

A person is known by their account, so renaming it changes nothing: name and email stay as the roster has them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale
from babel.core import UnknownLocaleError

from bot.ids import PersonId
from bot.outbox import OutgoingMessage
from bot.people.model import Pause, PauseReason, Person
from bot.people.roles import Platform
from bot.people.turns import come_back
from bot.ports import Profile, UnitOfWork
from bot.screens import guest

LOOK_UP_EVERY: Final = timedelta(days=1)
LOOK_UP_MISSING_EVERY: Final = timedelta(hours=1)
"""For people who have no account yet."""
LOOK_UP_TAKES: Final = timedelta(minutes=15)
"""Longer than asking about one batch."""


def claim_directory_lookups(
    unit: UnitOfWork, platforms: Sequence[Platform], *, now: datetime, limit: int
) -> tuple[Person, ...]:
    """The next people to ask a directory about; another replica gets others."""
    return unit.people.claim_directory_lookups(platforms, now=now, until=now + LOOK_UP_TAKES, limit=limit)


def apply_profile(unit: UnitOfWork, person_id: PersonId, profile: Profile | None, now: datetime) -> None:
    """Keeps what the directory said; None if the person has no account, or none any more.

    Someone whose account is gone gets no check-ins, and gets them again when it is back.
    """
    person = unit.people.lock(person_id)
    again_at = now + (LOOK_UP_EVERY if profile or person.account else LOOK_UP_MISSING_EVERY)
    is_guest = profile is not None and profile.is_guest
    is_new_guest = unit.people.looked_up(person.id, again_at=again_at, is_guest=is_guest)
    if profile is None:
        _pause_without_account(unit, person, now)
        return
    found = replace(
        person,
        workspace=profile.account.workspace,
        account=profile.account.user,
        zone=_zone(profile.zone) or person.zone,
        locale=_locale(profile.locale) or person.locale,
    )
    _keep_profile(unit, person, found)
    if is_new_guest:
        unit.outbox.enqueue([OutgoingMessage(person=person.id, message=guest())])


def recognise(unit: UnitOfWork, profile: Profile, emails: Sequence[str], now: datetime) -> PersonId | None:
    """Whose account this is, now that it has shown itself: the person on the roster with one of its emails.

    None if nobody without an account has one, or if somebody has this account.
    """
    awaited = unit.people.awaited(profile.account, [email.casefold() for email in emails if email])
    if not awaited:
        return None
    apply_profile(unit, awaited[0].id, profile, now)
    return awaited[0].id


def _pause_without_account(unit: UnitOfWork, person: Person, now: datetime) -> None:
    """A pause of the person's own stays theirs."""
    if not person.account or person.pause is not None:
        return
    unit.people.save([replace(person, pause=Pause(PauseReason.ACCOUNT_GONE))])
    unit.privacy.record(at=now, actor="directory", what="person.account_gone", about={"person": person.id})


def _keep_profile(unit: UnitOfWork, before: Person, found: Person) -> None:
    if found.pause and found.pause.reason is PauseReason.ACCOUNT_GONE:
        come_back(unit, found)
    elif found != before:
        unit.people.save([found])
    if not before.account:
        unit.outbox.requeue_for(found.id)


def _zone(name: str) -> str:
    """The name if it is a time zone, else ""."""
    try:
        return ZoneInfo(name).key if name else ""
    except (ZoneInfoNotFoundError, ValueError):
        return ""


def _locale(tag: str) -> str:
    """`en-US` as we write it, en_US; "" for what is no language."""
    try:
        return str(Locale.parse(tag, sep="-")) if tag else ""
    except (UnknownLocaleError, ValueError):
        return ""
