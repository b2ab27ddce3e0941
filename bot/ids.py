"""Ids: random, URL-safe, told apart by type."""

from __future__ import annotations

import secrets
from typing import NewType

OrganisationId = NewType("OrganisationId", str)
PersonId = NewType("PersonId", str)
CohortId = NewType("CohortId", str)
PairingId = NewType("PairingId", str)
RoundId = NewType("RoundId", str)
CheckInId = NewType("CheckInId", str)
DeliveryId = NewType("DeliveryId", str)
FlagId = NewType("FlagId", str)
TicketId = NewType("TicketId", str)
AskId = NewType("AskId", str)
SessionId = NewType("SessionId", str)
EventKey = NewType("EventKey", str)


def new_id() -> str:
    """96 random bits in 16 characters: no order, no time, nothing to guess."""
    return secrets.token_urlsafe(12)
