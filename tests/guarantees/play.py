"""A story's world with the clock set forward in leaps, and a look past the screens at what is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select

from adapters.sql.tables import check_in, draft, person, round_
from adapters.sql.unit_of_work import Transactions
from bot.checkins.model import CheckIn, Draft
from bot.checkins.sealing import open_draft
from bot.ids import CheckInId, EventKey, new_id
from bot.ports import UnitOfWork
from bot.privacy.seal import KeyRing, Vault
from bot.surface import Action
from bot.turn import Event, Pressed, Show, Submitted
from tests.stories.world import COHORT, STAFF, World, pair

CHOICES = {"changed": "habit", "unsure": "clear", "reused": "no", "safe_to_raise": "4", "support": "time"}
UNTIL_FIRST_CARD = timedelta(days=7, hours=1)
"""From the launch, a Monday, to the Monday after in the working hours."""
UNTIL_CLOSED = timedelta(days=11)
UNTIL_NEXT_CARD = timedelta(days=28)


class Play(World):
    """Of this world only, since a month in steps of an hour takes long."""

    def holds(self, ring: KeyRing) -> None:
        """The keys from here on; before anything is sealed."""
        self.ring, self.work = ring, Transactions(self.engine, ring, self.clock)

    def leaps(self, by: timedelta) -> None:
        self.clock.advance(by)
        self.ticks()
        self.drains()

    def pairs_up(self, pairs: int, zone: str = "Europe/London", country: str = "GB") -> list[str]:
        """A launched cohort of so many pairs, all signed; their emails' first parts, mentors in front."""
        rows = [row for n in range(pairs) for row in pair(f"m{n}", f"e{n}", zone=zone, country=country)]
        self.begins(*STAFF, *rows)
        names = [f"{side}{n}" for side in "me" for n in range(pairs)]
        for name in names:
            self.arrives(self.signature(name))
        self.drains()
        return names

    def signature(self, name: str) -> Event:
        found = self.work(lambda unit: unit.programme.named(COHORT))
        assert found
        return press(self, name, "charter.sign", cohort=found.id, version="1")

    def check_ins(self) -> Mapping[str, CheckInId]:
        """The check-in of each person in the newest round, sent or not."""
        newest = select(round_.c.id).order_by(round_.c.number.desc()).limit(1).scalar_subquery()
        asked = (
            select(person.c.email, check_in.c.id)
            .join(check_in, check_in.c.person == person.c.id)
            .where(check_in.c.round == newest)
        )
        with self.engine.begin() as connection:
            return {email.partition("@")[0]: id_ for email, id_ in connection.execute(asked)}

    def draft(self, check_in_id: CheckInId) -> Draft:
        """What the operator's keys open: the whole draft of a check-in."""
        with self.engine.begin() as connection:
            kept = select(draft.c.sealed).where(draft.c.check_in == check_in_id)
            sealed = connection.execute(kept).scalar_one()
        return self.work(lambda unit: open_draft(vault_of(unit), _known(unit, check_in_id), sealed))

    def vault(self) -> Vault:
        return self.work(vault_of)

    def count(self, table: str) -> int:
        with self.engine.begin() as connection:
            return int(connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar_one())  # noqa: S608 - a constant


def vault_of(unit: UnitOfWork) -> Vault:
    found = unit.programme.named(COHORT)
    assert found
    return unit.privacy.vault(found.organisation, found.id)


def submission(play: World, name: str, check_in_id: CheckInId, key: str = "", **values: str) -> Event:
    """A form that comes back: `__` in a name is the dot of a key, and what is not named is empty."""
    keys = [f"{question}{part}" for question in CHOICES for part in ("", ".note", ".audience")]
    filled = dict.fromkeys(keys, "") | {key.replace("__", "."): value for key, value in values.items()}
    act = Submitted(Action("checkins.save", {"check_in": check_in_id}), new_id(), filled)
    return Event(key=EventKey(key or new_id()), who=play[name].address, act=act)


def press(play: World, name: str, action: str, **about: str) -> Event:
    return Event(key=EventKey(new_id()), who=play[name].address, act=Pressed(Action(action, about)))


def submits(play: World, name: str, check_in_id: CheckInId, **values: str) -> str:
    """What is read in answer to a form."""
    reply = play.arrives(submission(play, name, check_in_id, **values))
    assert isinstance(reply, Show), reply
    return play.edge.reads(reply.message)


def _known(unit: UnitOfWork, check_in_id: CheckInId) -> CheckIn:
    found = unit.checkins.check_in(check_in_id)
    assert found
    return found


def all_submit(play: Play, names: Sequence[str], **values: str) -> None:
    asked = play.check_ins()
    for name in names:
        submits(play, name, asked[name], **(CHOICES | values))
