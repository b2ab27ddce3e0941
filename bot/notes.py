"""Notes under headings, over as many messages as they need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot import limits
from bot.surface import card_bytes

_NOTES_A_MESSAGE = 9_000


_CARD_OF_NOTES = 22_000
"""Bytes: what scripts beyond ours take several of."""


def paginate(
    headed: Mapping[str, Sequence[tuple[str, str]]],
) -> list[list[tuple[str, list[tuple[str, str]]]]]:
    """Notes under their headings, as many a message as one message holds."""
    pages: list[list[tuple[str, list[tuple[str, str]]]]] = []
    room = card = blocks = 0
    for heading, notes in headed.items():
        for note in notes:
            size = len(heading) + sum(map(len, note)) + limits.BLOCK_WEIGHT
            weight = card_bytes(heading) + card_bytes(*note)
            if not pages or size > room or weight > card or blocks < 2:
                pages.append([])
                room, card, blocks = _NOTES_A_MESSAGE, _CARD_OF_NOTES, limits.BLOCKS - 2
            if not pages[-1] or pages[-1][-1][0] != heading:
                pages[-1].append((heading, []))
                blocks -= 1
            pages[-1][-1][1].append(note)
            room, card, blocks = room - size, card - weight, blocks - 1
    return pages
