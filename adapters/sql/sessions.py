"""The session log."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, select

from adapters.sql.statements import on_both
from adapters.sql.tables import session
from bot.ids import PairingId, PersonId, SessionId
from bot.sessions.model import Layer, Session, Topic

_KEEP = on_both(
    lambda insert: (adding := insert(session)).on_conflict_do_update(
        index_elements=[session.c.id],
        set_={name: adding.excluded[name] for name in ("held_on", "minutes", "topic", "layer")},
        where=session.c.logged_by == adding.excluded.logged_by,
    )
)
_SESSION = select(session).where(session.c.id == bindparam("session"))
_REMOVE = delete(session).where(session.c.id == bindparam("session"), session.c.logged_by == bindparam("by"))
_SESSIONS = (
    select(session)
    .where(session.c.pairing == bindparam("pairing"), session.c.held_on >= bindparam("since"))
    .order_by(session.c.held_on.desc(), session.c.logged_at.desc(), session.c.id)
)


class SqlSessions:
    """A `SessionStore` in one transaction."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def keep(self, logged: Session) -> bool:
        row = {column.name: getattr(logged, column.name) for column in session.c}
        return self._connection.execute(_KEEP[self._connection.dialect.name], row).rowcount == 1

    def session(self, session: SessionId) -> Session | None:
        row = self._connection.execute(_SESSION, {"session": session}).one_or_none()
        return _session(row) if row is not None else None

    def remove(self, session: SessionId, by: PersonId) -> bool:
        return self._connection.execute(_REMOVE, {"session": session, "by": by}).rowcount == 1

    def sessions(self, pairing: PairingId, *, since: date) -> tuple[Session, ...]:
        found = self._connection.execute(_SESSIONS, {"pairing": pairing, "since": since})
        return tuple(map(_session, found))


def _session(row: Row[*tuple[Any, ...]]) -> Session:
    layer = Layer(row.layer) if row.layer else None
    return Session(**row._asdict() | {"topic": Topic(row.topic), "layer": layer})
