"""The way of an answer: in time where the platform has a deadline, by itself later, and to the right place."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any, Final, Protocol, TypeVar, assert_never

import structlog

from bot import screens
from bot.features import IN_OWN_CHAT
from bot.surface import Message
from bot.turn import Act, Called, Event, OpenForm, Pressed, Redraw, RejectForm, Reply, Show, TurnFailed

T = TypeVar("T")
AckT = TypeVar("AckT")
AckT_co = TypeVar("AckT_co", covariant=True)

FINISH_WITHIN: Final = 5.0
"""Seconds that running tasks get when the server stops."""
_LONGEST_TEXT: Final = 400
"""Characters of a command's text that a button carries. A longer text is typed again, into the form."""


class BackgroundTasks:
    """Holds on to its tasks, since an event loop forgets tasks that nobody holds. Logs the errors they end with."""

    def __init__(self, platform: str) -> None:
        self._platform = platform
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Awaitable[object]) -> None:
        """Runs it beside everything else."""
        _ = self.create(work)

    def create(self, work: Awaitable[T]) -> asyncio.Task[T]:
        """As `start`, for a task whose result is wanted."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    async def close(self) -> None:
        """Waits a little for the tasks that still run and those that they start, then cancels the rest."""
        loop = asyncio.get_running_loop()
        ends = loop.time() + FINISH_WITHIN
        while self._tasks and (left := ends - loop.time()) > 0:  # a task may start another
            await asyncio.wait(set(self._tasks), timeout=left)
        for task in self._tasks:
            task.cancel()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None or isinstance(error, TurnFailed):
            return  # a failed turn is logged where it runs
        structlog.get_logger().error("background task failed", platform=self._platform, exc_info=error)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Seconds from the start of the turn.

    After `patience` the person is shown that the bot is working. By `acknowledge` the request must be answered.
    """

    patience: float
    acknowledge: float


class Responder(Protocol[AckT_co]):
    """Shows one reply where its person acted. An "ack" is the body that answers the platform's request."""

    is_late: bool
    """The ack has gone out, so the reply must take another way. The runner sets this."""

    async def working(self) -> AckT_co | None:
        """Shows that the answer takes a moment. Returns the ack to send at once, or None to wait for the answer."""

    async def answer(self, reply: Reply) -> AckT_co:
        """Shows the reply, in the ack or beside it."""

    def late_ack(self) -> AckT_co:
        """The ack when the turn is over and showing its reply takes too long."""

    async def fail(self, failed: TurnFailed) -> AckT_co:
        """The turn kept nothing: leaves the person with what they typed. May raise `failed`."""

    def broken_ack(self) -> AckT_co:
        """The ack when `answer` raised."""

    def follow_up(self, reply: Reply) -> Awaitable[None] | None:
        """Work that is left once the reply was shown, if any."""


class TurnResponses:
    """Runs turns and answers each request in time."""

    def __init__(self, tasks: BackgroundTasks) -> None:
        self._tasks = tasks
        self._answering: dict[Hashable, asyncio.Task[Any]] = {}

    async def respond(
        self,
        event: Event,
        handle: Callable[[], Awaitable[Reply]],
        responder: Responder[AckT],
        deadlines: Deadlines,
        *,
        repeats: Hashable = None,
    ) -> AckT:
        """The ack of the request. Raises TurnFailed where `Responder.fail` does.

        A request that comes meanwhile with the same `repeats` runs no turn and gets the same answer.
        """
        if first := self._answering.get(repeats):
            await asyncio.wait({first}, timeout=deadlines.acknowledge)
            ack: AckT = first.result() if first.done() else responder.late_ack()
            return ack
        turn = self._tasks.create(handle())
        may_show = asyncio.Event()
        answering = self._tasks.create(_answer(event, turn, responder, may_show))
        answering.add_done_callback(lambda _: self._follow_up(turn, responder))
        if repeats is not None:
            self._answering[repeats] = answering
            answering.add_done_callback(lambda _: self._answering.pop(repeats))
        return await _in_time(turn, answering, responder, deadlines, may_show)

    def _follow_up(self, turn: asyncio.Task[Reply], responder: Responder[AckT]) -> None:
        if not turn.done() or turn.cancelled() or turn.exception() is not None:
            return
        if work := responder.follow_up(turn.result()):
            self._tasks.start(work)


async def _in_time(
    turn: asyncio.Task[Reply],
    answering: asyncio.Task[AckT],
    responder: Responder[AckT],
    deadlines: Deadlines,
    may_show: asyncio.Event,
) -> AckT:
    loop = asyncio.get_running_loop()
    ends = loop.time() + deadlines.acknowledge
    try:
        await asyncio.wait({turn}, timeout=deadlines.patience)
        ack = None if turn.done() else await responder.working()
        responder.is_late = ack is not None
    finally:
        may_show.set()
    if ack is not None:
        return ack
    await asyncio.wait({answering}, timeout=max(ends - loop.time(), 0))
    if answering.done():
        return answering.result()
    responder.is_late = True
    return responder.late_ack()


async def _answer(
    event: Event, turn: asyncio.Task[Reply], responder: Responder[AckT], may_show: asyncio.Event
) -> AckT:
    """Waits for `may_show`, so that an answer never overtakes the sign that the bot is working."""
    try:
        reply = await turn
        await may_show.wait()
        return await responder.answer(reply)
    except TurnFailed as failed:
        await may_show.wait()
        return await responder.fail(failed)
    except Exception as error:  # noqa: BLE001 - the boundary of answers: what the turn did stays done
        structlog.get_logger().error("answer failed", key=event.key, exc_info=error)
        return responder.broken_ack()


def belongs_in_own_chat(act: Act) -> bool:
    """The button asks for words to be typed, so its answer goes where people type: their own chat with the bot."""
    return isinstance(act, Pressed) and act.action.name in IN_OWN_CHAT


def message_for_words(reply: Reply, act: Act) -> Message:
    """The reply to words. No platform opens a form for words, so a form waits behind a button."""
    match reply:
        case Show(message) | Redraw(message):
            return message
        case OpenForm() | RejectForm():
            return _form_behind_a_press(act)
        case _ as never:
            assert_never(never)


def _form_behind_a_press(act: Act) -> Message:
    command, text = (act.command, act.text) if isinstance(act, Called) else ("home", "")
    return screens.press_to_open(command, text if len(text) <= _LONGEST_TEXT else "")
