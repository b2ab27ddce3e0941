"""Installations of the Slack app with sealed tokens, and pending installations."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine, Row, bindparam, delete, select

from adapters.chat.installations import Installation
from adapters.sql.retries import run_with_retries
from adapters.sql.statements import put
from adapters.sql.tables import slack_installation, slack_installing
from bot.privacy.seal import KeyRing, Purpose

T = TypeVar("T")

NO_ORGANISATION: Final = "slack"
"""Stands for the organisation in a token's seal, since an installation may come before there is one."""

_PUT: Final = put(slack_installation)
_FIND = select(slack_installation).where(slack_installation.c.place == bindparam("of"))
_PLACES = select(slack_installation.c.place).order_by(slack_installation.c.place)
_FORGET = delete(slack_installation).where(slack_installation.c.place == bindparam("of"))
_BEGIN = slack_installing.insert()
_TIDY = delete(slack_installing).where(slack_installing.c.expires_at <= bindparam("now"))
_FINISH = delete(slack_installing).where(
    slack_installing.c.state == bindparam("of"), slack_installing.c.expires_at > bindparam("now")
)


class SqlInstallations:
    """An `Installations` on a database, for any number of threads."""

    def __init__(self, engine: Engine, ring: KeyRing) -> None:
        self._engine = engine
        self._ring = ring

    def find(self, workspace: str) -> Installation | None:
        """Raises CannotOpen if the key of the sealed token is gone."""
        row = self._in_transaction(lambda c: c.execute(_FIND, {"of": workspace}).one_or_none())
        return _installation(row, open_token(self._ring, row.place, row.sealed)) if row is not None else None

    def workspaces(self) -> tuple[str, ...]:
        return self._in_transaction(lambda c: tuple(c.execute(_PLACES).scalars()))

    def keep(self, installation: Installation) -> None:
        row = _row(installation, seal_token(self._ring, installation.workspace, installation.token))
        self._in_transaction(lambda c: c.execute(_PUT[c.dialect.name], row))

    def forget(self, workspace: str) -> bool:
        return self._in_transaction(lambda c: c.execute(_FORGET, {"of": workspace}).rowcount == 1)

    def begin(self, state: str, *, expires: datetime, now: datetime) -> None:
        row = {"state": _hashed(state), "expires_at": expires}

        def tidy_and_begin(connection: Connection) -> None:
            connection.execute(_TIDY, {"now": now})
            connection.execute(_BEGIN, row)

        self._in_transaction(tidy_and_begin)

    def finish(self, state: str, *, now: datetime) -> bool:
        given = {"of": _hashed(state), "now": now}
        return self._in_transaction(lambda c: c.execute(_FINISH, given).rowcount == 1)

    def _in_transaction(self, do: Callable[[Connection], T]) -> T:
        return run_with_retries(lambda: self._once(do))

    def _once(self, do: Callable[[Connection], T]) -> T:
        with self._engine.begin() as connection:
            return do(connection)


def seal_token(ring: KeyRing, place: str, token: str) -> bytes:
    return ring.post_vault(NO_ORGANISATION).seal(Purpose.INSTALLATION, (place,), token.encode())


def open_token(ring: KeyRing, place: str, sealed: bytes) -> str:
    """Opens a sealed token. Raises CannotOpen."""
    return ring.post_vault(NO_ORGANISATION).open(Purpose.INSTALLATION, (place,), sealed).decode()


def _hashed(state: str) -> str:
    """Hashes the state, so that a reader of the database cannot finish an installation."""
    return hashlib.sha256(state.encode()).hexdigest()


def _row(one: Installation, sealed: bytes) -> dict[str, object]:
    return {
        "place": one.workspace,
        "enterprise": one.enterprise,
        "name": one.name,
        "sealed": sealed,
        "bot_user": one.bot_user,
        "bot": one.bot,
        "app": one.app,
        "scopes": ",".join(one.scopes),
        "installed_at": one.installed_at,
    }


def _installation(row: Row[*tuple[Any, ...]], token: str) -> Installation:
    return Installation(
        workspace=row.place,
        enterprise=row.enterprise,
        name=row.name,
        token=token,
        bot_user=row.bot_user,
        bot=row.bot,
        app=row.app,
        scopes=tuple(row.scopes.split(",")) if row.scopes else (),
        installed_at=row.installed_at,
    )
