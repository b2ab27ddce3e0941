"""The relay on a real outbox: order, retries, failures, and one holder at a time."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from adapters.runtime.outbox_relay import OutboxRelay
from adapters.runtime.workspace_sender import PAUSE_AFTER_FAILURE, REQUEST_TIMEOUT
from adapters.sql.outbox_queue import Lease
from adapters.sql.stale_leases import release_all_leases
from adapters.sql.tables import workspace_lease
from bot.outbox import Delivered, Delivery, DeliveryState, Outcome, OutgoingMessage, Retry, Undeliverable
from bot.people.roles import Platform
from bot.surface import Text
from tests.edge.house import House, letter, open_house
from tests.parts.patience import PATIENCE, until


class RecordingMessenger:
    """Records sends. Returns the scripted outcomes of a text, and Delivered for other texts."""

    def __init__(self, *, takes: float = 0.0, **script: list[Outcome | Exception]) -> None:
        self.sent: list[tuple[str, str]] = []
        self.began = asyncio.Event()
        self.at_once = 0
        self._takes = takes
        self._running = 0
        self._script = script

    async def send(self, delivery: Delivery) -> Outcome:
        (block,) = delivery.message.blocks
        assert isinstance(block, Text)
        self.sent.append((delivery.to.user, block.text))
        self.began.set()
        self._running += 1
        self.at_once = max(self.at_once, self._running)
        await asyncio.sleep(self._takes)
        self._running -= 1
        outcome = (self._script.get(block.text) or [Delivered()]).pop(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    def texts(self, user: str) -> list[str]:
        return [text for who, text in self.sent if who == user]


class StallingMessenger(RecordingMessenger):
    """Stalls one message until `goes_on` is set."""

    def __init__(self) -> None:
        super().__init__()
        self.goes_on = asyncio.Event()

    async def send(self, delivery: Delivery) -> Outcome:
        outcome = await super().send(delivery)
        if delivery.message == letter("stalls"):
            await self.goes_on.wait()
        return outcome


def until_of(house: House) -> datetime:
    with house.engine.connect() as connection:
        end: datetime = connection.execute(select(workspace_lease.c.until)).scalar_one()
        return end


@pytest.fixture
def house(migrated_url: str) -> Iterator[House]:
    with open_house(migrated_url) as house:
        yield house


def relay(house: House, messenger: RecordingMessenger, holder: str = "one") -> OutboxRelay:
    return OutboxRelay(house.outbox_queue(), {Platform.BROWSER: messenger}, house.clock, holder)


def states(house: House) -> Counter[DeliveryState]:
    return Counter(line.state for line in house.outbox_queue().deliveries())


async def test_each_conversation_comes_in_order_and_different_ones_side_by_side(house: House) -> None:
    house.promise(("ada", "1"), ("bea", "a"), ("ada", "2"), ("cy", "x"), ("ada", "3"), ("bea", "b"))
    messenger = RecordingMessenger(takes=0.02)

    settled = await relay(house, messenger).run_once()

    assert settled == 6
    assert messenger.texts("ada") == ["1", "2", "3"]
    assert messenger.texts("bea") == ["a", "b"]
    assert messenger.at_once == 3
    assert states(house) == {DeliveryState.DELIVERED: 6}


async def test_a_retry_holds_its_own_conversation_back_and_no_other(house: House) -> None:
    house.promise(("ada", "first"), ("ada", "second"), ("bea", "other"))
    messenger = RecordingMessenger(first=[Retry("busy", timedelta(seconds=30)), Delivered()])
    ours = relay(house, messenger)

    await ours.run_once()
    assert sorted(messenger.sent) == [("ada", "first"), ("bea", "other")]

    house.clock.advance(timedelta(seconds=29))
    assert await ours.run_once() == 0

    house.clock.advance(timedelta(seconds=1))
    await ours.run_once()
    assert messenger.texts("ada") == ["first", "first", "second"]


async def test_a_call_that_stalls_holds_up_its_own_conversation_and_no_other(house: House) -> None:
    house.promise(("bea", "stalls"), ("bea", "later"), *(("ada", f"{n}") for n in range(3)))
    messenger = StallingMessenger()
    running = asyncio.create_task(relay(house, messenger).run_once())

    await until(lambda: len(messenger.texts("ada")) == 3)
    assert messenger.texts("bea") == ["stalls"]

    messenger.goes_on.set()
    assert await running == 5
    assert messenger.texts("bea") == ["stalls", "later"]


async def test_what_is_promised_while_a_call_stalls_goes_out(house: House) -> None:
    """Covers the same workspace and another one."""
    house.promise(("bea", "stalls"))
    messenger, stop = StallingMessenger(), asyncio.Event()
    ours = OutboxRelay(house.outbox_queue(), dict.fromkeys(Platform, messenger), house.clock, "one")
    running = asyncio.create_task(ours.run(stop))
    await asyncio.wait_for(messenger.began.wait(), PATIENCE)

    house.promise(("ada", "here"), ("dee", "elsewhere"))
    ours.wake()
    await until(lambda: len(messenger.sent) == 3)

    messenger.goes_on.set()
    stop.set()
    await asyncio.wait_for(running, PATIENCE)
    assert states(house) == {DeliveryState.DELIVERED: 3}


async def test_what_comes_due_in_a_busy_conversation_waits(house: House) -> None:
    later = house.clock.now() + timedelta(minutes=1)
    held = OutgoingMessage(person=house.people[1], message=letter("held back"), not_before=later)
    house.work(lambda unit: unit.outbox.enqueue([held]))
    house.promise(("bea", "stalls"))
    messenger = StallingMessenger()
    ours = relay(house, messenger)
    running = asyncio.create_task(ours.run_once())
    await asyncio.wait_for(messenger.began.wait(), PATIENCE)

    house.clock.advance(timedelta(minutes=1))
    house.promise(("ada", "1"))
    ours.wake()
    await until(lambda: messenger.texts("ada") == ["1"])
    assert messenger.texts("bea") == ["stalls"]

    messenger.goes_on.set()
    assert await running == 3
    assert messenger.texts("bea") == ["stalls", "held back"]


async def test_whoever_sends_for_long_keeps_the_lease(house: House) -> None:
    """Each send begins with enough of the lease left to end before another holder may send."""
    house.promise(*(("ada", f"{n}") for n in range(9)))
    left: list[timedelta] = []

    class Slow(RecordingMessenger):
        async def send(self, delivery: Delivery) -> Outcome:
            left.append(until_of(house) - house.clock.now())
            house.clock.advance(timedelta(seconds=7))
            return await super().send(delivery)

    messenger = Slow()
    assert await relay(house, messenger).run_once() == 9
    assert len(left) == 9
    assert min(left) > REQUEST_TIMEOUT


async def test_silence_that_a_platform_wants_is_kept_by_everybody(house: House) -> None:
    """Covers another process, and messages enqueued meanwhile."""
    house.promise(("ada", "first"))
    wish = Retry("too many", timedelta(seconds=30), everywhere=True)
    messenger, other = RecordingMessenger(first=[wish, Delivered()]), RecordingMessenger()
    await relay(house, messenger).run_once()

    house.promise(("bea", "other"))
    house.clock.advance(timedelta(seconds=29))
    release_all_leases(house.engine)
    assert await relay(house, other, "two").run_once() == 0

    house.clock.advance(timedelta(seconds=1))
    assert await relay(house, other, "two").run_once() == 2


async def test_again_at_once_is_not_at_once(house: House) -> None:
    house.promise(("ada", "first"))
    messenger = RecordingMessenger(first=[Retry("busy", timedelta(0))])

    await relay(house, messenger).run_once()

    assert messenger.texts("ada") == ["first"]


async def test_what_cannot_be_delivered_frees_its_conversation(house: House) -> None:
    house.promise(("ada", "first"), ("ada", "second"))
    messenger = RecordingMessenger(first=[Undeliverable("account deactivated", "remove them")])

    await relay(house, messenger).run_once()

    assert messenger.texts("ada") == ["first", "second"]
    failed = house.outbox_queue().deliveries(failed=True)
    assert [(line.reason, line.repair) for line in failed] == [("account deactivated", "remove them")]


async def test_a_platform_where_nothing_sends_says_so_with_a_repair(house: House) -> None:
    house.promise(("dee", "hello"))

    await relay(house, RecordingMessenger()).run_once()

    (line,) = house.outbox_queue().deliveries(failed=True)
    assert line.reason == "nothing here sends to slack"
    assert "Set UPMENTOR_SLACK_BOT_TOKEN" in line.repair


async def test_a_messenger_that_breaks_is_tried_again_and_stops_nobody_else(house: House) -> None:
    house.promise(("ada", "first"), ("bea", "other"))
    messenger = RecordingMessenger(first=[RuntimeError("a defect")])
    ours = relay(house, messenger)

    await ours.run_once()
    assert states(house) == {DeliveryState.WAITING: 1, DeliveryState.DELIVERED: 1}

    house.clock.advance(timedelta(seconds=2))
    await ours.run_once()
    assert states(house) == {DeliveryState.DELIVERED: 2}


async def test_an_answer_that_does_not_come_is_a_retry(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.runtime.workspace_sender.REQUEST_TIMEOUT", timedelta(seconds=0.05))
    house.promise(("ada", "first"))

    await relay(house, RecordingMessenger(takes=5)).run_once()

    (line,) = house.outbox_queue().deliveries()
    assert (line.state, line.reason) == (DeliveryState.WAITING, "no answer within 0.05 seconds")


async def test_two_relays_never_send_the_same_thing(house: House) -> None:
    house.promise(*((name, f"{n}") for n in range(20) for name in ("ada", "bea", "cy")))
    one, other = RecordingMessenger(takes=0.002), RecordingMessenger(takes=0.002)

    await asyncio.gather(relay(house, one, "one").run_once(), relay(house, other, "two").run_once())

    assert Counter(one.sent + other.sent).most_common(1)[0][1] == 1
    assert states(house) == {DeliveryState.DELIVERED: 60}
    for name in ("ada", "bea", "cy"):
        texts = (one.texts(name), other.texts(name))
        assert sorted([*texts[0], *texts[1]], key=int) == [str(n) for n in range(20)]


async def test_a_holder_that_lost_its_lease_stops(house: House) -> None:
    house.promise(*(("ada", str(n)) for n in range(5)))

    class Usurped(RecordingMessenger):
        async def send(self, delivery: Delivery) -> Outcome:
            house.clock.advance(timedelta(minutes=5))
            workspace = await asyncio.to_thread(house.outbox_queue().due_workspaces, house.clock.now())
            until = house.clock.now() + timedelta(minutes=5)
            await asyncio.to_thread(
                lambda: house.outbox_queue().lease(
                    workspace[0], holder="two", now=house.clock.now(), until=until
                )
            )
            return await super().send(delivery)

    messenger = Usurped()
    await relay(house, messenger).run_once()

    assert messenger.texts("ada") == ["0"]
    assert states(house)[DeliveryState.WAITING] == 4


async def test_it_wakes_for_a_promise_and_gives_its_lease_back_at_the_end(house: House) -> None:
    messenger, stop = RecordingMessenger(), asyncio.Event()
    ours = relay(house, messenger)
    running = asyncio.create_task(ours.run(stop))
    await asyncio.sleep(0.1)

    house.promise(("ada", "first"))
    ours.wake()
    await asyncio.wait_for(messenger.began.wait(), PATIENCE)
    stop.set()
    await asyncio.wait_for(running, PATIENCE)

    assert states(house) == {DeliveryState.DELIVERED: 1}
    house.promise(("ada", "second"))
    assert await relay(house, messenger, "two").run_once() == 1


async def test_stopping_finishes_what_is_on_its_way_and_begins_nothing_else(house: House) -> None:
    house.promise(("ada", "first"), ("ada", "second"))
    messenger, stop = RecordingMessenger(takes=0.2), asyncio.Event()
    running = asyncio.create_task(relay(house, messenger).run(stop))
    await asyncio.wait_for(messenger.began.wait(), PATIENCE)

    stop.set()
    await asyncio.wait_for(running, PATIENCE)

    assert messenger.texts("ada") == ["first"]
    assert states(house) == {DeliveryState.DELIVERED: 1, DeliveryState.WAITING: 1}


async def test_it_goes_on_when_the_database_does(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.runtime.outbox_relay.PAUSE_AFTER_FAILURE", timedelta(seconds=0.05))
    house.promise(("ada", "first"))
    messenger, stop = RecordingMessenger(), asyncio.Event()
    outbox_queue = house.outbox_queue()
    looks = 0

    class Faltering:
        def __getattr__(self, name: str) -> object:
            nonlocal looks
            if name == "due_workspaces" and (looks := looks + 1) == 1:
                raise RuntimeError("the database is away")
            return getattr(outbox_queue, name)

    ours = OutboxRelay(Faltering(), {Platform.BROWSER: messenger}, house.clock, "one")  # type: ignore[arg-type]  # stands in
    running = asyncio.create_task(ours.run(stop))
    await asyncio.wait_for(messenger.began.wait(), PATIENCE)
    stop.set()
    await asyncio.wait_for(running, PATIENCE)

    assert looks > 1


class FailingQueue:
    """A real outbox on which one call fails for chosen deliveries or workspaces."""

    def __init__(self, house: House, name: str, fails: Callable[..., bool]) -> None:
        self._queue = house.outbox_queue()
        self._name = name
        self._fails = fails

    def __getattr__(self, name: str) -> object:
        return self._call if name == self._name else getattr(self._queue, name)

    def _call(self, *args: object, **kwargs: object) -> object:
        if self._fails(*args):
            raise RuntimeError("a defect")
        return getattr(self._queue, self._name)(*args, **kwargs)


def relay_on(house: House, queue: FailingQueue, messenger: RecordingMessenger) -> OutboxRelay:
    return OutboxRelay(queue, dict.fromkeys(Platform, messenger), house.clock, "one")  # type: ignore[arg-type]  # stands in


async def test_a_workspace_that_fails_rests_and_stops_no_other(house: House) -> None:
    house.promise(("ada", "here"), ("dee", "in Slack"))
    messenger, is_broken = RecordingMessenger(), True

    def fails(lease: Lease) -> bool:
        return is_broken and lease.workspace.platform is Platform.BROWSER

    ours = relay_on(house, FailingQueue(house, "next_deliveries", fails), messenger)
    await ours.run_once()
    assert messenger.sent == [("dee", "in Slack")]

    is_broken = False
    assert await ours.run_once() == 0, "it rests"
    house.clock.advance(PAUSE_AFTER_FAILURE)
    assert await ours.run_once() == 1
    assert messenger.texts("ada") == ["here"]


async def test_an_outcome_that_cannot_be_recorded_stops_no_other_conversation(house: House) -> None:
    house.promise(("ada", "1"), ("bea", "a"), ("ada", "2"), ("bea", "b"))
    messenger = RecordingMessenger()

    def fails(_lease: Lease, delivery: Delivery, *_: object) -> bool:
        return delivery.message == letter("1")

    ours = relay_on(house, FailingQueue(house, "record_outcome", fails), messenger)
    await ours.run_once()

    assert messenger.texts("bea") == ["a", "b"]
    assert messenger.texts("ada") == ["1"], "it is not sent again and again"
    assert states(house) == {DeliveryState.WAITING: 2, DeliveryState.DELIVERED: 2}

    house.clock.advance(PAUSE_AFTER_FAILURE)
    await relay(house, messenger, "two").run_once()
    assert messenger.texts("ada") == ["1", "1", "2"]


async def test_a_running_relay_survives_a_workspace_that_fails(house: House) -> None:
    house.promise(("ada", "here"), ("dee", "in Slack"))
    messenger, stop = RecordingMessenger(), asyncio.Event()

    def fails(lease: Lease) -> bool:
        return lease.workspace.platform is Platform.BROWSER

    ours = relay_on(house, FailingQueue(house, "next_deliveries", fails), messenger)
    running = asyncio.create_task(ours.run(stop))
    await asyncio.wait_for(messenger.began.wait(), 30)
    house.promise(("dee", "later"))
    ours.wake()
    await until(lambda: messenger.texts("dee") == ["in Slack", "later"])

    stop.set()
    await asyncio.wait_for(running, 30)
