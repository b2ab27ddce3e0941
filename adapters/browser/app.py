"""The chat page's addresses. `main` says what stands behind them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import assert_never

import msgspec
from aiohttp import web

from adapters.browser.guard import NotLoopback, NotTaken, guarded, is_loopback, read_json
from adapters.browser.history import History
from adapters.browser.inbound import Malformed, parse_event
from adapters.browser.live import Bell, Changes, changed_entries, stream
from adapters.browser.page import NEXT, STEPS, PersonCard, Talk, View, clock_words, render_page
from adapters.browser.render import render_form
from bot.ports import Clock
from bot.surface import Message
from bot.turn import (
    Act,
    Called,
    Event,
    OpenForm,
    Pressed,
    Redraw,
    RejectForm,
    Reply,
    Said,
    Show,
    Submitted,
)

SHOWN = 100  # entries of a conversation; the rest is a link away
STATIC = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserDependencies:
    """What the page is the front of.

    `commands` are names without the slash, each with what it does. With `advance` the page can move the
    simulated clock (and await what falls due on the way); with `until_next` also to the next thing planned.
    """

    handle: Callable[[Event], Awaitable[Reply]]
    people: Callable[[], Awaitable[Sequence[PersonCard]]]
    history: History
    clock: Clock
    commands: Sequence[tuple[str, str]]
    advance: Callable[[timedelta], Awaitable[object]] | None = None
    until_next: Callable[[], Awaitable[timedelta | None]] | None = None


@dataclass(frozen=True, slots=True)
class _Opened:
    """A form to open, or to mend, as HTML; "" where there is none."""

    form: str = ""
    is_rejected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Answer:
    """What an act gets back."""

    opened: _Opened
    changes: Changes


class _Step(msgspec.Struct, forbid_unknown_fields=True):
    step: str


def add_browser(app: web.Application, backstage: BrowserDependencies, *, host: str) -> None:
    """Adds the chat page to a server that listens on `host`; raises NotLoopback if others could reach it."""
    if not is_loopback(host):
        raise NotLoopback(host)
    bell = Bell(backstage.history)
    app.on_shutdown.append(bell.close)
    app.add_routes(_Addresses(backstage, bell).routes())


class _Addresses:
    def __init__(self, backstage: BrowserDependencies, bell: Bell) -> None:
        self._back = backstage
        self._bell = bell
        self._moving = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", guarded(self._page)),
            web.get("/chat/live", guarded(self._live)),
            web.post("/chat/events", guarded(self._event)),
            web.post("/chat/clock", guarded(self._clock)),
            web.get("/chat/static/{name}", guarded(_static)),
        ]

    async def _page(self, request: web.Request) -> web.Response:
        people = await self._back.people()
        wanted = request.query.get("person", "")
        card = _find(people, wanted)
        history = self._back.history
        view = View(
            people=people,
            unread={who: unread for who, unread in history.unread().items() if who != wanted},
            talk=self._talk(card, people, everything="earlier" in request.query) if card else None,
            now=self._back.clock.now(),
            commands=self._back.commands,
            steps=self._steps(),
            mark=history.mark,
            revision=history.revision(),
            notice="That person is not here. Please pick somebody else." if wanted and not card else "",
        )
        return web.Response(
            text=render_page(view), content_type="text/html", status=404 if view.notice else 200
        )

    async def _live(self, request: web.Request) -> web.StreamResponse:
        card = _find(await self._back.people(), request.query.get("person", ""))
        after = _number(request.query.get("after", ""))
        return await stream(
            request,
            history=self._back.history,
            clock=self._back.clock,
            bell=self._bell,
            card=card,
            after=after or 0,
        )

    async def _event(self, request: web.Request) -> web.Response:
        """One act of a person's. `?pressed=` is the entry it was done on, `?after=` what the page has seen."""
        event = parse_event(await read_json(request))
        if isinstance(event, Malformed):
            raise NotTaken(400, event.message)
        card = _find(await self._back.people(), str(event.who))
        if card is None:
            raise NotTaken(404, "That person is not here any more. Please pick somebody else.")
        self._keep_words(event)
        reply = await self._back.handle(event)
        opened = self._take(reply, event, _number(request.query.get("pressed", "")))
        seen = _number(request.query.get("after", "")) or 0
        return _json(_Answer(opened=opened, changes=changed_entries(self._back.history, card, seen)))

    async def _clock(self, request: web.Request) -> web.Response:
        raw = await read_json(request)
        try:
            step = msgspec.json.decode(raw, type=_Step).step
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise NotTaken(400, "The page sent a step that is no step. Please reload it.") from None
        if self._back.advance is None or step not in self._steps():
            raise NotTaken(404, "The clock cannot be moved that way here.")
        async with self._moving:
            await self._back.advance(await self._length(step))
        self._bell.ring()
        card = _find(await self._back.people(), request.query.get("person", ""))
        return _json(clock_words(self._back.clock.now(), card.zone if card else "UTC"))

    async def _length(self, step: str) -> timedelta:
        if step in STEPS:
            return STEPS[step][1]
        length = await self._back.until_next() if self._back.until_next else None
        if length is None:
            raise NotTaken(409, "Nothing more is planned, so there is no next thing to go to.")
        return length

    def _steps(self) -> Mapping[str, str]:
        if self._back.advance is None:
            return {}
        steps = {step: label for step, (label, _) in STEPS.items()}
        return {**steps, NEXT: "To the next thing"} if self._back.until_next else steps

    def _talk(self, card: PersonCard, people: Sequence[PersonCard], *, everything: bool) -> Talk:
        who, history = str(card.address), self._back.history
        count = history.count(who)
        shown = count if everything else min(count, SHOWN)
        return Talk(
            card=card,
            partners=[one for one in people if one.address in card.pairs],
            entries=history.conversation(who, last=shown),
            earlier=count - shown,
        )

    def _keep_words(self, event: Event) -> None:
        """What is typed stands in the chat, as it does in any chat; presses and forms leave nothing."""
        if words := _typed(event.act):
            at = self._back.clock.now()
            self._back.history.say(str(event.who), words, at=at, delivery=f"said:{event.key}")

    def _take(self, reply: Reply, event: Event, pressed: int | None) -> _Opened:
        """Puts the reply into the conversation, or opens it as a form."""
        match reply:
            case Show(message):
                self._answer(event, message)
            case Redraw(message):
                self._redraw(event, message, pressed)
            case OpenForm(form):
                return _Opened(str(render_form(form)))
            case RejectForm(form, problems):
                typed = event.act.values if isinstance(event.act, Submitted) else None
                return _Opened(str(render_form(form, typed, problems)), is_rejected=True)
            case _ as never:
                assert_never(never)
        return _Opened()

    def _answer(self, event: Event, message: Message) -> None:
        at = self._back.clock.now()
        self._back.history.answer(str(event.who), message, at=at, delivery=f"reply:{event.key}")

    def _redraw(self, event: Event, message: Message, pressed: int | None) -> None:
        """A card that is not there to be drawn again is shown as an answer."""
        history = self._back.history
        if pressed is None or not history.redraw_pressed(str(event.who), message, pressed=pressed):
            self._answer(event, message)


async def _static(request: web.Request) -> web.StreamResponse:
    path = STATIC / request.match_info["name"]
    if path.parent != STATIC or path.suffix not in TYPES or not path.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(path, headers={"Content-Type": TYPES[path.suffix], "Cache-Control": "no-cache"})


def _find(people: Sequence[PersonCard], address: str) -> PersonCard | None:
    return next((card for card in people if str(card.address) == address), None)


def _typed(act: Act) -> str:
    match act:
        case Called(command, text):
            return f"/{command} {text}".strip()
        case Said(text):
            return text
        case Pressed() | Submitted():
            return ""
        case _ as never:
            assert_never(never)


def _number(text: str) -> int | None:
    """An id or a revision, which SQLite keeps in 64 bits."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _json(value: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")
