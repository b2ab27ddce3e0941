"""Keeps sessions."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from bot.ids import PairingId, PersonId, SessionId
from bot.sessions.model import Session


class SessionStore(Protocol):
    def keep(self, session: Session) -> bool:
        """Adds the session, or replaces it; False, and nothing changes, if somebody else logged it."""

    def session(self, session: SessionId) -> Session | None: ...

    def remove(self, session: SessionId, by: PersonId) -> bool:
        """Removes it; False if this person had not logged it."""

    def sessions(self, pairing: PairingId, *, since: date) -> tuple[Session, ...]:
        """Newest first."""
