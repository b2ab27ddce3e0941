"""Answers within a platform's deadline. An answer that comes later follows by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

import structlog

from adapters.chat.background_tasks import BackgroundTasks
from bot.turn import Event, Reply, TurnFailed

AckT = TypeVar("AckT")
AckT_co = TypeVar("AckT_co", covariant=True)


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
