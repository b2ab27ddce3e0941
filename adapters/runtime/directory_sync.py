"""Asking the platforms' directories about our people: once a day about each, and at once about those not found yet."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import structlog

from bot.address import Address
from bot.ids import PersonId
from bot.people.directory_sync import apply_profile, claim_directory_lookups
from bot.people.model import Person
from bot.people.roles import Platform
from bot.ports import Clock, Directory, DirectoryAway, Profile, Work

AT_ONCE: Final = 20
"""People claimed in one go; a replica that dies delays them by a quarter of an hour."""


@dataclass(slots=True)
class Synced:
    """How many people were asked about, how many of them have an account, and which workspaces could not be asked."""

    asked: int = 0
    found: int = 0
    away: dict[tuple[Platform, str], str] = field(default_factory=dict)


async def sync_people(
    directories: Mapping[Platform, Directory], work: Work, clock: Clock, *, most: int = 200
) -> Synced:
    """Follows the people that are due, batch after batch, until nobody is or `most` were asked about.

    A workspace that cannot be asked is left alone: its people come again in a quarter of an hour.
    """
    done = Synced()
    while done.asked < most and (people := await asyncio.to_thread(_claim, directories, work, clock)):
        for person in people:
            if (person.platform, person.workspace) not in done.away:
                await _look_after(person, directories[person.platform], work, clock, done)
    return done


async def _look_after(person: Person, directory: Directory, work: Work, clock: Clock, done: Synced) -> None:
    try:
        profile = await _find(directory, person)
    except DirectoryAway as away:
        done.away[person.platform, person.workspace] = str(away)
        return
    await asyncio.to_thread(_keep, work, person.id, profile, clock.now())
    done.asked += 1
    done.found += profile is not None


def _claim(directories: Mapping[Platform, Directory], work: Work, clock: Clock) -> tuple[Person, ...]:
    now = clock.now()
    return work(lambda unit: claim_directory_lookups(unit, tuple(directories), now=now, limit=AT_ONCE))


async def sync_people_quietly(directories: Mapping[Platform, Directory], work: Work, clock: Clock) -> None:
    """For a scheduler: says what it did, and never raises."""
    log = structlog.get_logger()
    try:
        done = await sync_people(directories, work, clock)
    except Exception as error:  # the boundary of looking after people: the next look comes anyway
        log.error("looking after people failed", exc_info=error)
        return
    for (platform, workspace), why in done.away.items():
        log.warning("directory away", platform=platform.value, workspace=workspace, why=why)
    if done.asked:
        log.info("looked after people", asked=done.asked, found=done.found)


def _keep(work: Work, person: PersonId, profile: Profile | None, now: datetime) -> None:
    work(lambda unit: apply_profile(unit, person, profile, now))


async def _find(directory: Directory, person: Person) -> Profile | None:
    """Of the account the person has, or else of the one that has their email today."""
    if person.account:
        has = Address(platform=person.platform, workspace=person.workspace, user=person.account)
        if profile := await directory.profile(has):
            return profile
    account = await directory.look_up(person.workspace, person.email)
    return await directory.profile(account) if account else None
