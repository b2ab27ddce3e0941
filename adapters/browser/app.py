"""The HTTP endpoints of the chat page."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import assert_never

import msgspec
from aiohttp import web

from adapters.browser.guard import NotLoopback, RequestRejected, guarded, read_json
from adapters.browser.history import History
from adapters.browser.inbound import MalformedEvent, parse_event
from adapters.browser.live import ChangeNotifier, Changes, changed_entries, stream
from adapters.browser.page import (
    NEXT,
    STEPS,
    OpenConversation,
    PageView,
    PersonCard,
    clock_words,
    render_page,
)
from adapters.browser.render import render_form
from adapters.configuration.loopback import is_loopback
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

SHOWN = 100  # entries of a conversation; a link shows the rest
STATIC = Path(__file__).parent / "static"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True, kw_only=True)
class BrowserDependencies:
    """The parts that the chat page uses.

    `commands` are names without the slash, with their descriptions. `advance` lets the page move a simulated clock
    and awaits everything that falls due on the way; `until_next` returns the time to the next planned item.
    """

    handle: Callable[[Event], Awaitable[Reply]]
    people: Callable[[], Awaitable[Sequence[PersonCard]]]
    history: History
    clock: Clock
    commands: Sequence[tuple[str, str]]
    advance: Callable[[timedelta], Awaitable[object]] | None = None
    until_next: Callable[[], Awaitable[timedelta | None]] | None = None


@dataclass(frozen=True, slots=True)
class _FormToOpen:
    """A form to open or to correct, as HTML; "" for none."""

    form: str = ""
    is_rejected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _ActResponse:
    """The response to an act."""

    opened: _FormToOpen
    changes: Changes


class _Step(msgspec.Struct, forbid_unknown_fields=True):
    step: str


def add_browser(app: web.Application, dependencies: BrowserDependencies, *, host: str) -> None:
    """Adds the chat page to a server that listens on `host`; raises NotLoopback if others could reach it."""
    if not is_loopback(host):
        raise NotLoopback(host)
    notifier = ChangeNotifier(dependencies.history)
    app.on_shutdown.append(notifier.close)
    app.add_routes(_Endpoints(dependencies, notifier).routes())


class _Endpoints:
    def __init__(self, dependencies: BrowserDependencies, notifier: ChangeNotifier) -> None:
        self._deps = dependencies
        self._notifier = notifier
        self._clock_lock = asyncio.Lock()

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", guarded(self._page)),
            web.get("/chat/live", guarded(self._live)),
            web.post("/chat/events", guarded(self._event)),
            web.post("/chat/clock", guarded(self._clock)),
            web.get("/chat/static/{name}", guarded(_static)),
        ]

    async def _page(self, request: web.Request) -> web.Response:
        people = await self._deps.people()
        wanted = request.query.get("person", "")
        card = _find(people, wanted)
        history = self._deps.history
        view = PageView(
            people=people,
            unread={who: unread for who, unread in history.unread().items() if who != wanted},
            conversation=self._conversation(card, people, everything="earlier" in request.query)
            if card
            else None,
            now=self._deps.clock.now(),
            commands=self._deps.commands,
            steps=self._steps(),
            mark=history.mark,
            revision=history.revision(),
            notice="That person is not here. Please pick somebody else." if wanted and not card else "",
        )
        return web.Response(
            text=render_page(view), content_type="text/html", status=404 if view.notice else 200
        )

    async def _live(self, request: web.Request) -> web.StreamResponse:
        card = _find(await self._deps.people(), request.query.get("person", ""))
        after = _number(request.query.get("after", ""))
        return await stream(
            request,
            history=self._deps.history,
            clock=self._deps.clock,
            notifier=self._notifier,
            card=card,
            after=after or 0,
        )

    async def _event(self, request: web.Request) -> web.Response:
        """Handles one act of a person. `?pressed=` is the pressed card's entry, `?after=` the page's revision."""
        event = parse_event(await read_json(request))
        if isinstance(event, MalformedEvent):
            raise RequestRejected(400, event.message)
        card = _find(await self._deps.people(), str(event.who))
        if card is None:
            raise RequestRejected(404, "That person is not here any more. Please pick somebody else.")
        self._keep_typed_text(event)
        reply = await self._deps.handle(event)
        opened = self._apply(reply, event, _number(request.query.get("pressed", "")))
        seen = _number(request.query.get("after", "")) or 0
        return _json(_ActResponse(opened=opened, changes=changed_entries(self._deps.history, card, seen)))

    async def _clock(self, request: web.Request) -> web.Response:
        raw = await read_json(request)
        try:
            step = msgspec.json.decode(raw, type=_Step).step
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise RequestRejected(400, "The page sent an unknown step. Please reload it.") from None
        if self._deps.advance is None or step not in self._steps():
            raise RequestRejected(404, "The clock cannot be moved that way here.")
        async with self._clock_lock:
            await self._deps.advance(await self._length(step))
        self._notifier.notify()
        card = _find(await self._deps.people(), request.query.get("person", ""))
        return _json(clock_words(self._deps.clock.now(), card.zone if card else "UTC"))

    async def _length(self, step: str) -> timedelta:
        if step in STEPS:
            return STEPS[step][1]
        length = await self._deps.until_next() if self._deps.until_next else None
        if length is None:
            raise RequestRejected(409, "Nothing more is planned, so there is no next thing to go to.")
        return length

    def _steps(self) -> Mapping[str, str]:
        if self._deps.advance is None:
            return {}
        steps = {step: label for step, (label, _) in STEPS.items()}
        return {**steps, NEXT: "To the next thing"} if self._deps.until_next else steps

    def _conversation(
        self, card: PersonCard, people: Sequence[PersonCard], *, everything: bool
    ) -> OpenConversation:
        who, history = str(card.address), self._deps.history
        count = history.count(who)
        shown = count if everything else min(count, SHOWN)
        return OpenConversation(
            card=card,
            partners=[one for one in people if one.address in card.pairs],
            entries=history.conversation(who, last=shown),
            earlier=count - shown,
        )

    def _keep_typed_text(self, event: Event) -> None:
        """Keeps typed text in the chat, as any chat does. Presses and forms leave nothing."""
        if text := _typed(event.act):
            at = self._deps.clock.now()
            self._deps.history.say(str(event.who), text, at=at, delivery=f"said:{event.key}")

    def _apply(self, reply: Reply, event: Event, pressed: int | None) -> _FormToOpen:
        """Puts the reply into the conversation or returns the form to open."""
        match reply:
            case Show(message):
                self._add_reply(event, message)
            case Redraw(message):
                self._redraw(event, message, pressed)
            case OpenForm(form):
                return _FormToOpen(str(render_form(form)))
            case RejectForm(form, problems):
                typed = event.act.values if isinstance(event.act, Submitted) else None
                return _FormToOpen(str(render_form(form, typed, problems)), is_rejected=True)
            case _ as never:
                assert_never(never)
        return _FormToOpen()

    def _add_reply(self, event: Event, message: Message) -> None:
        at = self._deps.clock.now()
        self._deps.history.answer(str(event.who), message, at=at, delivery=f"reply:{event.key}")

    def _redraw(self, event: Event, message: Message, pressed: int | None) -> None:
        """Redraws the pressed card, or adds a reply if there is none."""
        history = self._deps.history
        if pressed is None or not history.redraw_pressed(str(event.who), message, pressed=pressed):
            self._add_reply(event, message)


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
    """Parses an id or a revision, which SQLite keeps in 64 bits; None for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _json(value: object) -> web.Response:
    return web.Response(body=msgspec.json.encode(value), content_type="application/json")
