"""References that a person can read out: F- and seven characters that nobody confuses."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

from bot.ids import FlagId

_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def reference_of(flag: FlagId) -> str:
    """The same for the same flag, so that a form that comes twice is one reference."""
    digest = int.from_bytes(hashlib.sha256(flag.encode()).digest())
    return "F-" + "".join(_LETTERS[digest // len(_LETTERS) ** n % len(_LETTERS)] for n in range(7))


def new_reference() -> str:
    """A random one."""
    return "F-" + "".join(secrets.choice(_LETTERS) for _ in range(7))
