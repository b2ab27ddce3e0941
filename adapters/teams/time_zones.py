"""Time zones as Microsoft names them."""

from __future__ import annotations

from typing import cast

from babel.core import get_global


def iana_zone(name: str) -> str:
    """The IANA name of a Windows zone, by CLDR; any other name unchanged."""
    windows = cast("dict[str, str]", get_global("windows_zone_mapping"))
    return windows.get(name, name)
