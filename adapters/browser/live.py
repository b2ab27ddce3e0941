"""Server-sent events that keep open pages up to date."""

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

REFRESH_SECONDS = 10  # updates the clock, and notices pages that are gone


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangedEntry:
    """A changed entry as HTML. A screen reader reads `announcement`."""

    id: int
    revision: int
    html: str
    announcement: str


@dataclass(frozen=True, slots=True)
class Changes:
    """The changed entries of a conversation, up to the revision."""

    revision: int
    entries: tuple[ChangedEntry, ...]


class ChangeNotifier:
    """Wakes the streams of all open pages when something may have changed."""

    def __init__(self, history: History) -> None:
        self._subscribers: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._stop_watching = history.watch(self.notify)
        self.is_closed = False

    def notify(self) -> None:
        """May be called from any thread."""
        for loop, event in tuple(self._subscribers):
            loop.call_soon_threadsafe(event.set)

    async def close(self, app: web.Application) -> None:
        """Ends all streams, so that the server can stop."""
        self.is_closed = True
        self._stop_watching()
        self.notify()

    @contextmanager
    def subscription(self) -> Iterator[asyncio.Event]:
        subscriber = (asyncio.get_running_loop(), asyncio.Event())
        self._subscribers.add(subscriber)
        try:
            yield subscriber[1]
        finally:
            self._subscribers.discard(subscriber)


async def stream(
    request: web.Request,
    *,
    history: History,
    clock: Clock,
    notifier: ChangeNotifier,
    card: PersonCard | None,
    after: int,
) -> web.StreamResponse:
    """Streams changes to the page until it goes. Marks the conversation as seen."""
    async with sse_response(request, headers=HEADERS, ping_interval=REFRESH_SECONDS) as page:
        with suppress(ConnectionResetError), notifier.subscription() as changed:
            await _send(page, "history", {"mark": history.mark})
            sent: dict[str, object] = {}
            while page.is_connected() and not notifier.is_closed:
                changed.clear()
                if card is not None:
                    after = await _send_entries(page, history, card, after)
                zone = card.zone if card else "UTC"
                for name, value in (("unread", history.unread()), ("clock", clock_words(clock.now(), zone))):
                    if sent.get(name) != value:
                        await _send(page, name, value)
                        sent[name] = value
                with suppress(TimeoutError):
                    await asyncio.wait_for(changed.wait(), REFRESH_SECONDS)
    return page


def changed_entries(history: History, card: PersonCard, after: int) -> Changes:
    """The changes of the person's conversation since the revision."""
    revision = history.revision()
    entries = history.changes(str(card.address), after=after)
    return Changes(revision, tuple(_changed(entry, card) for entry in entries))


def _changed(entry: Entry, card: PersonCard) -> ChangedEntry:
    announcement = entry.body.notify if isinstance(entry.body, Message) else ""
    return ChangedEntry(
        id=entry.id, revision=entry.revision, html=str(render_entry(entry, card)), announcement=announcement
    )


async def _send_entries(page: EventSourceResponse, history: History, card: PersonCard, after: int) -> int:
    changes = changed_entries(history, card, after)
    history.mark_seen(str(card.address))
    if changes.entries:
        await _send(page, "entries", changes)
    return changes.revision


async def _send(page: EventSourceResponse, name: str, value: object) -> None:
    await page.send(msgspec.json.encode(value).decode(), event=name)
