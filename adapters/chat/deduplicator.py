"""De-duplication of events that a platform sends again because its acknowledgement was late or lost."""

from __future__ import annotations

from typing import Final

from bot.ids import EventKey

_MOST: Final = 2_000


class Deduplicator:
    """Remembers the last events that this process took.

    A repeat that another process gets is answered a second time; the core writes nothing for it.
    """

    def __init__(self) -> None:
        self._keys: dict[EventKey, None] = {}

    def seen_before(self, key: EventKey) -> bool:
        """True from the second call with the same key on."""
        if key in self._keys:
            return True
        self._keys[key] = None
        if len(self._keys) > _MOST:
            del self._keys[next(iter(self._keys))]
        return False
