"""The kinds of flags in words, for every screen that names one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.flags.model import FlagKind

KINDS: Final[Mapping[FlagKind, str]] = {
    FlagKind.IT_SUPPORT: "IT support",
    FlagKind.DECISION: "A decision or strategy",
    FlagKind.ERRAND: "An errand",
    FlagKind.WORKLOAD: "Too much time or work",
    FlagKind.DISCOMFORT: "Something felt wrong",
}
