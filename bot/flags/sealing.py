"""The words of a flag and of its thread: sealed on the way in, opened on the way out."""

from __future__ import annotations

from dataclasses import replace

import msgspec

from bot.flags.model import Flag, FlagEntry, FlagWords
from bot.ids import CohortId
from bot.ports import UnitOfWork
from bot.privacy.seal import Purpose, Vault


def pseudonym(unit: UnitOfWork, cohort: CohortId, owner: str) -> str:
    """A stand-in for a flag's author, or for a ticket, where the database must not tell."""
    return _vault(unit, cohort).pseudonym(owner)


def open_flag(unit: UnitOfWork, flag: Flag) -> FlagWords:
    """Raises CannotOpen for what was sealed elsewhere."""
    raw = _vault(unit, flag.cohort).open(Purpose.FLAG, (flag.id,), flag.sealed)
    return msgspec.json.decode(raw, type=FlagWords)


def keep_flag(unit: UnitOfWork, flag: Flag, words: FlagWords) -> Flag:
    """Keeps the flag with these words, and only these."""
    sealed = _vault(unit, flag.cohort).seal(Purpose.FLAG, (flag.id,), msgspec.json.encode(words))
    kept = replace(flag, sealed=sealed)
    unit.flags.keep(kept)
    return kept


def open_entry(unit: UnitOfWork, flag: Flag, entry: FlagEntry) -> str:
    binding = (flag.id, str(entry.number))
    return _vault(unit, flag.cohort).open(Purpose.FLAG_ENTRY, binding, entry.sealed).decode()


def seal_entry(unit: UnitOfWork, flag: Flag, number: int, text: str) -> bytes:
    return _vault(unit, flag.cohort).seal(Purpose.FLAG_ENTRY, (flag.id, str(number)), text.encode())


def _vault(unit: UnitOfWork, cohort: CohortId) -> Vault:
    return unit.privacy.vault(unit.programme.organisation(), cohort)
