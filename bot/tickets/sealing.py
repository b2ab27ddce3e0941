"""The words of a ticket: made plain before anybody is shown them, sealed on the way in, opened on the way out."""

from __future__ import annotations

import unicodedata
from typing import Final

import msgspec

from bot.forms import clean_text
from bot.ids import CohortId
from bot.ports import UnitOfWork
from bot.privacy.seal import Purpose, Vault
from bot.tickets.model import Ticket, TicketWords

SUMMARY_LETTERS, TEXT_LETTERS = 120, 2_000
_UNSEEN: Final = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Marks of direction: with them a text reads otherwise than it is written."""


def open_ticket(unit: UnitOfWork, ticket: Ticket) -> TicketWords:
    """Raises CannotOpen for what was sealed elsewhere."""
    raw = _vault(unit, ticket.cohort).open(Purpose.TICKET, (ticket.id,), ticket.sealed)
    return msgspec.json.decode(raw, type=TicketWords)


def seal_ticket(unit: UnitOfWork, ticket: Ticket, words: TicketWords) -> bytes:
    return _vault(unit, ticket.cohort).seal(Purpose.TICKET, (ticket.id,), msgspec.json.encode(words))


def plain_line(text: str) -> str:
    """One line that can be seen as it is, of at most SUMMARY_LETTERS; what is longer ends in "…"."""
    return _cut(" ".join(_seen(text).split()), SUMMARY_LETTERS)


def plain_text(text: str) -> str:
    """As `plain_line`, with its line breaks, of at most TEXT_LETTERS."""
    return _cut(_seen(text), TEXT_LETTERS)


def _vault(unit: UnitOfWork, cohort: CohortId) -> Vault:
    return unit.privacy.vault(unit.programme.organisation(), cohort)


def _seen(text: str) -> str:
    lines = text.replace("\u2028", "\n").replace("\u2029", "\n")
    return "".join(letter for letter in clean_text(lines) if _is_seen(letter)).strip()


def _is_seen(letter: str) -> bool:
    return letter not in _UNSEEN and unicodedata.category(letter) not in ("Cn", "Co")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
