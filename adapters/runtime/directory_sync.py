"""Directory sync: looks each person up in their platform's directory once a day.

People without an account are looked up at once and then more often. See `bot.people.directory_sync` for how often.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import structlog

from bot.address import Address
from bot.people.directory_sync import apply_profile, claim_directory_lookups
from bot.people.model import Person
from bot.people.roles import Platform
from bot.ports import Clock, Directory, DirectoryAway, Profile, Work

BATCH: Final = 20
"""People claimed in one transaction. If the process dies, their look-ups are a quarter of an hour late."""


@dataclass(slots=True)
class Synced:
    """Counts of people, and the reason for each workspace whose directory is away."""

    asked: int = 0
    found: int = 0
    failed: int = 0
    away: dict[tuple[Platform, str], str] = field(default_factory=dict)


async def sync_people(
    directories: Mapping[Platform, Directory], work: Work, clock: Clock, *, limit: int = 200
) -> Synced:
    """Looks up the people that are due, batch by batch, until none is left or `limit` were looked up.

    Skips the rest of a workspace whose directory is away. A look-up that fails is logged and stops no other.
    In both cases the claim makes the person due again in a quarter of an hour.
    """
    result = Synced()
    while result.asked < limit and (people := await asyncio.to_thread(_claim, directories, work, clock)):
        for person in people:
            if (person.platform, person.workspace) not in result.away:
                await _sync_person(person, directories[person.platform], work, clock, result)
    return result


async def sync_people_quietly(directories: Mapping[Platform, Directory], work: Work, clock: Clock) -> None:
    """Runs `sync_people` for a scheduler: logs the result and never raises."""
    log = structlog.get_logger()
    try:
        result = await sync_people(directories, work, clock)
    except Exception as error:  # the boundary of the sync: the scheduler runs it again
        log.error("directory sync failed", exc_info=error)
        return
    for (platform, workspace), reason in result.away.items():
        log.warning("directory away", platform=platform.value, workspace=workspace, reason=reason)
    if result.asked or result.failed:
        log.info("directory synced", people=result.asked, found=result.found, failed=result.failed)


async def _sync_person(
    person: Person, directory: Directory, work: Work, clock: Clock, result: Synced
) -> None:
    try:
        profile = await _find(directory, person)
        await asyncio.to_thread(work, lambda unit: apply_profile(unit, person.id, profile, clock.now()))
    except DirectoryAway as away:
        result.away[person.platform, person.workspace] = str(away)
    except Exception as error:  # noqa: BLE001 - one person's failure must not stop the others' look-ups
        structlog.get_logger().error("directory look-up failed", person=person.id, exc_info=error)
        result.failed += 1
    else:
        result.asked += 1
        result.found += profile is not None


def _claim(directories: Mapping[Platform, Directory], work: Work, clock: Clock) -> tuple[Person, ...]:
    now = clock.now()
    return work(lambda unit: claim_directory_lookups(unit, tuple(directories), now=now, limit=BATCH))


async def _find(directory: Directory, person: Person) -> Profile | None:
    """The profile of the person's account, or else of the account that has their email today."""
    if person.account:
        account = Address(platform=person.platform, workspace=person.workspace, user=person.account)
        if profile := await directory.profile(account):
            return profile
    by_email = await directory.look_up(person.workspace, person.email)
    return await directory.profile(by_email) if by_email else None
