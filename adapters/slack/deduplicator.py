"""Which events were answered a moment ago: Slack sends one again when its acknowledgement was late or lost."""

from __future__ import annotations

from typing import Final

from bot.ids import EventKey

_MOST: Final = 2_000


class Deduplicator:
    """The last events that this process took. One that another process took is answered again, and changes nothing."""

    def __init__(self) -> None:
        self._keys: dict[EventKey, None] = {}

    def seen_before(self, key: EventKey) -> bool:
        """Whether it was met before; it is from here on."""
        if key in self._keys:
            return True
        self._keys[key] = None
        if len(self._keys) > _MOST:
            del self._keys[next(iter(self._keys))]
        return False
