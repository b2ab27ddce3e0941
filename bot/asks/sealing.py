"""The words of an ask: sealed on the way in, opened on the way out, and forgotten once they are of no more use."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import msgspec

from bot.asks.model import Ask
from bot.ids import AskId
from bot.ports import UnitOfWork
from bot.privacy.seal import Purpose, Vault
from bot.programme.model import Pairing


class AskWords(msgspec.Struct, frozen=True):
    """The sealed words of an ask. `line` is the charter's that it was handed back with, `is_sure` the suggestion's."""

    text: str = ""
    line: str = ""
    is_sure: bool = False


def open_ask(unit: UnitOfWork, asked: Ask) -> AskWords:
    raw = _vault(unit, asked).open(Purpose.ASK, (asked.id,), asked.sealed)
    return msgspec.json.decode(raw, type=AskWords)


def keep_ask(unit: UnitOfWork, asked: Ask, words: AskWords) -> Ask:
    """Keeps it with these words, and only these."""
    sealed = _vault(unit, asked).seal(Purpose.ASK, (asked.id,), msgspec.json.encode(words))
    kept = replace(asked, sealed=sealed)
    unit.asks.keep(kept)
    return kept


def ask_id(unit: UnitOfWork, pairing: Pairing, text: str, day: date) -> AskId:
    """The same for the same words on the same day, so that asking twice is asking once. It tells nothing of them."""
    vault = unit.privacy.vault(unit.programme.organisation(), pairing.cohort)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return AskId(vault.pseudonym(f"ask {pairing.id} {day.isoformat()} {digest}")[:24])


def _vault(unit: UnitOfWork, asked: Ask) -> Vault:
    return unit.privacy.vault(unit.programme.organisation(), asked.cohort)
