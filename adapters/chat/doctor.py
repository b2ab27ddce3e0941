"""One result of `upmentor doctor`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """`message` is what was found. `fix` says how to mend it; it is empty where all is well."""

    name: str
    message: str
    fix: str = ""

    @property
    def is_ok(self) -> bool:
        return not self.fix
