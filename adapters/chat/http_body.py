"""Reads of HTTP bodies with an upper limit."""

from __future__ import annotations

from collections.abc import AsyncIterable


async def read_capped(chunks: AsyncIterable[bytes], most: int) -> bytes | None:
    """The whole body; None as soon as it is larger than `most` bytes."""
    body = bytearray()
    async for chunk in chunks:
        body += chunk
        if len(body) > most:
            return None
    return bytes(body)
