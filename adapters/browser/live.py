"""What keeps open pages up to date, as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import msgspec
from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from adapters.browser.guard import HEADERS
from adapters.browser.history import Entry, History
from adapters.browser.page import PersonCard, clock_words, render_entry
from bot.ports import Clock
from bot.surface import Message

LOOK_EVERY = 10  # seconds: the clock moves on, and a page that has gone is noticed


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """An entry as the page puts it in its place; `says` is what is read out."""

    id: int
    revision: int
    html: str
    says: str


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed in a conversation up to the revision."""

    revision: int
    entries: tuple[Changed, ...]


class Bell:
    """Wakes every open page when something may have changed."""

    def __init__(self, history: History) -> None:
        self._ears: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._stop_watching = history.watch(self.ring)
        self.is_closed = False

    def ring(self) -> None:
        """May be called from any thread."""
        for loop, ear in tuple(self._ears):
            loop.call_soon_threadsafe(ear.set)

    async def close(self, app: web.Application) -> None:
        """Ends every stream, so that the server can stop."""
        self.is_closed = True
        self._stop_watching()
        self.ring()

    @contextmanager
    def listening(self) -> Iterator[asyncio.Event]:
        ear = (asyncio.get_running_loop(), asyncio.Event())
        self._ears.add(ear)
        try:
            yield ear[1]
        finally:
            self._ears.discard(ear)


async def stream(
    request: web.Request, *, history: History, clock: Clock, bell: Bell, card: PersonCard | None, after: int
) -> web.StreamResponse:
    """Tells the page what has changed until it goes. A conversation that is listened to is read."""
    async with sse_response(request, headers=HEADERS, ping_interval=LOOK_EVERY) as page:
        with suppress(ConnectionResetError), bell.listening() as rung:
            await _send(page, "history", {"mark": history.mark})
            told: dict[str, object] = {}
            while page.is_connected() and not bell.is_closed:
                rung.clear()
                if card is not None:
                    after = await _send_entries(page, history, card, after)
                zone = card.zone if card else "UTC"
                for name, value in (("unread", history.unread()), ("clock", clock_words(clock.now(), zone))):
                    if told.get(name) != value:
                        await _send(page, name, value)
                        told[name] = value
                with suppress(TimeoutError):
                    await asyncio.wait_for(rung.wait(), LOOK_EVERY)
    return page


def changed_entries(history: History, card: PersonCard, after: int) -> Changes:
    """What the page needs to catch up with the person's conversation since the revision."""
    revision = history.revision()
    entries = history.changes(str(card.address), after=after)
    return Changes(revision, tuple(_changed(entry, card) for entry in entries))


def _changed(entry: Entry, card: PersonCard) -> Changed:
    says = entry.body.notify if isinstance(entry.body, Message) else ""
    return Changed(id=entry.id, revision=entry.revision, html=str(render_entry(entry, card)), says=says)


async def _send_entries(page: EventSourceResponse, history: History, card: PersonCard, after: int) -> int:
    changes = changed_entries(history, card, after)
    history.mark_seen(str(card.address))
    if changes.entries:
        await _send(page, "entries", changes)
    return changes.revision


async def _send(page: EventSourceResponse, name: str, value: object) -> None:
    await page.send(msgspec.json.encode(value).decode(), event=name)
