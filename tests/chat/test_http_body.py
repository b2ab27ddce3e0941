"""A body is read whole or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from adapters.chat.http_call import read_capped


async def chunks(*parts: bytes, read: list[bytes]) -> AsyncIterator[bytes]:
    for part in parts:
        read.append(part)
        yield part


@pytest.mark.parametrize("parts,body", [((), b""), ((b"ab", b"cd"), b"abcd"), ((b"abcd", b""), b"abcd")])
async def test_what_fits_is_read_to_its_end(parts: tuple[bytes, ...], body: bytes) -> None:
    assert await read_capped(chunks(*parts, read=[]), 4) == body


async def test_reading_stops_at_the_first_byte_too_many() -> None:
    read: list[bytes] = []
    assert await read_capped(chunks(b"ab", b"cde", b"f" * 1_000, read=read), 4) is None
    assert read == [b"ab", b"cde"]
