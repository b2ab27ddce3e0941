"""A request is answered in time whatever the turn takes, and its answer is shown exactly once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, field

import pytest
from structlog.testing import capture_logs

from adapters.chat.responding import BackgroundTasks, Deadlines, TurnResponses
from bot.address import Address
from bot.ids import EventKey
from bot.people.roles import Platform
from bot.surface import Message
from bot.turn import Called, Event, Reply, Show, TurnFailed

WHO = Address(platform=Platform.SLACK, workspace="T1", user="U1")
EVENT = Event(key=EventKey("key"), who=WHO, act=Called("home"))
DONE = Show(Message("Done", ()))
AT_ONCE = Deadlines(patience=0.0, acknowledge=0.0)
SOON = Deadlines(patience=0.0, acknowledge=30.0)
PATIENT = Deadlines(patience=30.0, acknowledge=30.0)


@dataclass
class Recording:
    """Writes down what it is asked for. `sign` is the ack that `working` gives, if any."""

    sign: str | None = None
    is_late: bool = False
    happened: list[str] = field(default_factory=list)
    shows: asyncio.Event = field(default_factory=asyncio.Event)
    signs: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.shows.set()
        self.signs.set()

    async def working(self) -> str | None:
        self.happened.append("working")
        await self.signs.wait()
        self.happened.append("signed")
        return self.sign

    async def answer(self, reply: Reply) -> str:
        self.happened.append("late answer" if self.is_late else "answer")
        await self.shows.wait()
        if reply != DONE:
            raise ValueError("a defect")
        return "answered"

    def late_ack(self) -> str:
        return "late"

    async def fail(self, failed: TurnFailed) -> str:
        if self.is_late:
            self.happened.append("told late")
            return ""
        raise failed

    def broken_ack(self) -> str:
        return "broken"

    def follow_up(self, reply: Reply) -> Awaitable[None] | None:
        return self._follow_up()

    async def _follow_up(self) -> None:
        self.happened.append("follow-up")


@dataclass
class Handler:
    """A turn that ends when it is let go."""

    reply: Reply | TurnFailed = DONE
    may_end: asyncio.Event = field(default_factory=asyncio.Event)
    turns: int = 0

    async def __call__(self) -> Reply:
        self.turns += 1
        await self.may_end.wait()
        if isinstance(self.reply, TurnFailed):
            raise self.reply
        return self.reply


@pytest.fixture
async def tasks() -> AsyncIterator[BackgroundTasks]:
    tasks = BackgroundTasks("test")
    yield tasks
    await tasks.close()


def ready(reply: Reply | TurnFailed = DONE) -> Handler:
    handler = Handler(reply)
    handler.may_end.set()
    return handler


async def test_a_quick_turn_is_answered_in_the_ack_and_followed_up(tasks: BackgroundTasks) -> None:
    responder = Recording()
    assert await TurnResponses(tasks).respond(EVENT, ready(), responder, PATIENT) == "answered"
    await tasks.close()
    assert responder.happened == ["answer", "follow-up"]


async def test_a_slow_turn_gives_the_sign_as_ack_and_answers_late(tasks: BackgroundTasks) -> None:
    responder, handler = Recording(sign="wait"), Handler()
    assert await TurnResponses(tasks).respond(EVENT, handler, responder, AT_ONCE) == "wait"
    handler.may_end.set()
    await tasks.close()
    assert responder.happened == ["working", "signed", "late answer", "follow-up"]


async def test_an_answer_never_overtakes_the_sign(tasks: BackgroundTasks) -> None:
    responder, handler = Recording(sign="wait"), Handler()
    responder.signs.clear()
    request = asyncio.ensure_future(TurnResponses(tasks).respond(EVENT, handler, responder, AT_ONCE))
    await asyncio.sleep(0.01)
    handler.may_end.set()
    await asyncio.sleep(0.01)
    assert responder.happened == ["working"]
    responder.signs.set()
    assert await request == "wait"
    await tasks.close()
    assert responder.happened == ["working", "signed", "late answer", "follow-up"]


async def test_a_sign_that_is_no_ack_lets_the_request_wait_for_the_answer(tasks: BackgroundTasks) -> None:
    responder, handler = Recording(sign=None), Handler()
    request = asyncio.ensure_future(TurnResponses(tasks).respond(EVENT, handler, responder, SOON))
    await asyncio.sleep(0.01)
    handler.may_end.set()
    assert await request == "answered"
    assert not responder.is_late


async def test_an_answer_that_takes_too_long_goes_on_after_the_ack(tasks: BackgroundTasks) -> None:
    responder = Recording()
    responder.shows.clear()
    soon = Deadlines(patience=0.01, acknowledge=0.02)
    assert await TurnResponses(tasks).respond(EVENT, ready(), responder, soon) == "late"
    assert responder.is_late
    responder.shows.set()
    await tasks.close()
    assert responder.happened == ["answer", "follow-up"]


async def test_a_failed_turn_is_the_responders_to_tell(tasks: BackgroundTasks) -> None:
    responder = Recording()
    with capture_logs() as lines, pytest.raises(TurnFailed):
        await TurnResponses(tasks).respond(EVENT, ready(TurnFailed("e-1")), responder, PATIENT)
    await tasks.close()
    assert responder.happened == []
    assert lines == [], "the turn has logged it"


async def test_a_turn_that_fails_late_is_told_late(tasks: BackgroundTasks) -> None:
    responder, handler = Recording(sign="wait"), Handler(TurnFailed("e-1"))
    assert await TurnResponses(tasks).respond(EVENT, handler, responder, AT_ONCE) == "wait"
    handler.may_end.set()
    await tasks.close()
    assert responder.happened == ["working", "signed", "told late"]


async def test_a_responder_that_breaks_is_logged_and_acknowledged(tasks: BackgroundTasks) -> None:
    with capture_logs() as lines:
        wrong = ready(Show(Message("Something else", ())))
        assert await TurnResponses(tasks).respond(EVENT, wrong, Recording(), PATIENT) == "broken"
    assert [(line["event"], line["key"]) for line in lines] == [("answer failed", "key")]


async def test_a_repeat_meanwhile_runs_no_turn_and_gets_the_same_answer(tasks: BackgroundTasks) -> None:
    responses, handler, responder = TurnResponses(tasks), Handler(), Recording()
    first = asyncio.ensure_future(responses.respond(EVENT, handler, responder, PATIENT, repeats="one"))
    await asyncio.sleep(0.01)
    again = asyncio.ensure_future(responses.respond(EVENT, handler, Recording(), PATIENT, repeats="one"))
    assert await responses.respond(EVENT, handler, Recording(), AT_ONCE, repeats="one") == "late"
    handler.may_end.set()
    assert [*await asyncio.gather(first, again)] == ["answered", "answered"]
    assert handler.turns == 1
    assert await responses.respond(EVENT, handler, responder, PATIENT, repeats="one") == "answered"
    assert handler.turns == 2, "what is over is no repeat's"
