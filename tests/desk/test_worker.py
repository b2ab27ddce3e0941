"""Tickets go to the desk and their status comes back, whatever fails on the way."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from adapters.desk.builtin import BuiltInDesk
from adapters.desk.worker import DeskWorker
from adapters.sql.tables import ticket as ticket_table
from adapters.sql.tickets import waiting_at_desk
from bot.ids import TicketId
from bot.outbox import RETRY_DELAYS
from bot.ports import TicketOrder, TicketStatus
from bot.tickets.drafts import confirm, drop
from bot.tickets.model import TicketState
from bot.tickets.status import LEASE, apply_status, record_job_outcome
from tests.desk.fakes import Errands, FakeDesk, Luck
from tests.parts.patience import PATIENCE
from tests.stories.world import World

MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def errands(world: World, desk: FakeDesk) -> Errands:
    return Errands(world, desk)


def told(world: World, name: str = "mia") -> list[str]:
    """The notifications about tickets, in order."""
    return [message.notify for message in world[name].conversation if ": F-" in message.notify]


def test_a_ticket_reaches_the_desk_and_comes_back_done(errands: Errands, desk: FakeDesk) -> None:
    world, ticket = errands.world, errands.sends()
    assert "On its way to IT." in world["mia"].last
    card = len(world["mia"].conversation) - 1

    errands.runs()
    assert errands.ticket(ticket).state is TicketState.OPEN
    assert [message.notify.split(":")[0] for message in world["mia"].conversation[card + 1 :]] == [
        "IT has your request"
    ]
    for state, said in ((TicketState.WAITING, "is waiting"), (TicketState.DONE, "says it is done")):
        desk.change(state)
        errands.waits(6 * MINUTE)
        errands.runs()
        errands.waits(6 * MINUTE)
        errands.runs()
        assert said in world.edge.reads(world["mia"].conversation[card])
        assert said in world["mia"].last
    assert len(told(world)) == 3
    assert len(desk.tickets) == 1


def test_the_owner_opens_again_what_is_not_done(errands: Errands, desk: FakeDesk) -> None:
    world, ticket = errands.world, errands.sends()
    errands.runs()
    desk.change(TicketState.DONE)
    errands.waits(6 * MINUTE)
    errands.runs()

    assert "On its way to IT." in world["mia"].presses("It is not done: reopen")
    assert "On its way to IT." in world["mia"].repeats()
    errands.runs()

    assert errands.ticket(ticket).state is TicketState.OPEN
    assert errands.ticket(ticket).reopened == 1
    assert desk.tickets[0].state is TicketState.OPEN


def test_what_the_desk_is_told_and_what_not(errands: Errands, desk: FakeDesk) -> None:
    errands.sends("It says <b>no</b>\u202e\x00\x1b[31m.\r\nStill.")
    errands.runs()
    order = desk.orders[0]
    assert order.text == "It says <b>no</b>[31m.\nStill."
    assert order.requester == ""
    for name in ("mia", "emil", "Spring"):
        assert name not in repr(order).casefold()


def test_ten_thousand_letters_end_in_an_ellipsis_that_the_owner_sees(
    errands: Errands, desk: FakeDesk
) -> None:
    ticket = errands.sends("x" * 10_000)
    errands.runs()
    assert len(desk.orders[0].text) == 2_000
    assert desk.orders[0].text.endswith("…")
    assert errands.words(ticket) == desk.orders[0].text


def test_an_outage_is_sat_out_later_and_later_and_ends_for_all_at_once(
    errands: Errands, desk: FakeDesk
) -> None:
    desk.luck.extend([Luck.LOST_BEFORE] * 40)
    tickets = [errands.sends(), errands.sends()]
    for delay in (60, 60, 60, 300, 1_800, 7_200, 21_600, 43_200, 43_200, 43_200):
        assert errands.runs() == 2
        errands.waits(timedelta(seconds=delay - 1))
        assert errands.runs() == 0
        errands.waits(timedelta(seconds=1))
    assert waiting_at_desk(errands.world.engine) == (2, "lost")
    desk.luck.clear()
    desk.luck.extend([Luck.GOOD, Luck.LOST_BEFORE])
    errands.runs()
    assert sorted(errands.ticket(one).state for one in tickets) == ["open", "queued"]
    desk.luck.clear()
    errands.waits(timedelta(seconds=RETRY_DELAYS[-1].total_seconds()))
    errands.runs()
    assert {errands.ticket(one).state for one in tickets} == {TicketState.OPEN}
    assert len(desk.tickets) == 2
    assert waiting_at_desk(errands.world.engine) == (0, "")


def test_when_the_desk_is_back_nothing_waits_for_its_turn(errands: Errands, desk: FakeDesk) -> None:
    first = errands.sends()
    desk.luck.extend([Luck.LOST_BEFORE] * 5)
    for delay in (60, 60, 60, 300, 0):
        errands.runs()
        errands.waits(timedelta(seconds=delay))
    assert errands.runs() == 0
    second = errands.sends()
    desk.luck.append(Luck.LOST_BEFORE)
    errands.runs()
    errands.waits(MINUTE)
    errands.runs()
    assert errands.ticket(second).state is TicketState.OPEN
    assert errands.runs() == 1
    assert errands.ticket(first).state is TicketState.OPEN


def test_killed_after_the_write_it_searches_first(errands: Errands, desk: FakeDesk) -> None:
    ticket = errands.sends()
    now = errands.world.clock.now()
    claimed = errands.world.work(lambda u: u.tickets.claim_jobs(now, until=now + LEASE, limit=4))
    kept = errands.ticket(ticket)
    order = TicketOrder(key=ticket, reference=kept.reference, summary="Access", text="No licence key.")
    asyncio.run(desk.create(order, attempts=claimed[0].attempts))  # and nobody is there to hear the answer

    assert errands.runs() == 0
    errands.waits(LEASE)
    errands.runs()

    assert len(desk.tickets) == 1
    assert errands.ticket(ticket).state is TicketState.OPEN


def test_what_the_desk_tells_before_its_answer_is_settled_stands(world: World) -> None:
    errands = Errands(world, FakeDesk(can_poll=False))
    ticket, now, desk = errands.sends(), world.clock.now(), errands.desk
    errand = world.work(lambda u: u.tickets.claim_jobs(now, until=now + LEASE, limit=1))[0]
    done = TicketStatus(reference="", state=TicketState.DONE, at=now)
    world.work(lambda u: apply_status(u, ticket, done, now=now, desk=desk))
    made = TicketStatus(reference="T1", state=TicketState.OPEN)
    world.work(lambda u: record_job_outcome(u, errand, made, now=now, desk=desk))

    kept = errands.ticket(ticket)
    assert (kept.state, kept.desk_reference) == (TicketState.DONE, "T1")


def test_while_it_is_being_opened_again_done_is_no_news(errands: Errands, desk: FakeDesk) -> None:
    world, ticket = errands.world, errands.sends()
    errands.runs()
    desk.change(TicketState.DONE)
    errands.waits(6 * MINUTE)
    errands.runs()
    world["mia"].presses("It is not done")
    done = TicketStatus(reference="T1", state=TicketState.DONE, at=desk.tickets[0].changed_at)
    world.work(lambda u: apply_status(u, ticket, done, now=world.clock.now(), desk=desk))
    assert errands.ticket(ticket).state is TicketState.QUEUED


def test_what_the_desk_refuses_is_said_and_can_be_sent_again(errands: Errands, desk: FakeDesk) -> None:
    world, ticket = errands.world, errands.sends()
    desk.luck.append(Luck.REFUSED)
    errands.runs()
    assert errands.ticket(ticket).state is TicketState.FAILED
    assert "could not be handed to IT" in world["mia"].last

    world["mia"].presses("Send it again")
    errands.runs()
    assert errands.ticket(ticket).state is TicketState.OPEN


def test_what_failed_is_searched_for_before_it_is_sent_again(errands: Errands, desk: FakeDesk) -> None:
    """The desk made the ticket; its answer was lost, and it refused the next call."""
    world, ticket = errands.world, errands.sends()
    desk.luck.extend((Luck.LOST_AFTER, Luck.REFUSED))
    errands.runs()
    errands.waits(2 * MINUTE)
    errands.runs()
    assert errands.ticket(ticket).state is TicketState.FAILED

    world["mia"].presses("Send it again")
    errands.runs()
    assert len(desk.tickets) == 1
    assert errands.ticket(ticket).state is TicketState.OPEN


@pytest.mark.parametrize("can_poll,state", [(False, TicketState.OPEN), (True, TicketState.DONE)])
def test_news_with_the_time_of_the_last_is_a_repeat_from_a_desk_that_pushes(
    world: World, *, can_poll: bool, state: TicketState
) -> None:
    """One that is asked may have changed twice in a second."""
    errands = Errands(world, FakeDesk(can_poll=can_poll))
    ticket, at = errands.sends(), world.clock.now()
    errands.runs()
    for said in (TicketState.WAITING, TicketState.OPEN):
        at += MINUTE
        tells(errands, ticket, said, at)
    tells(errands, ticket, TicketState.DONE, at)
    assert errands.ticket(ticket).state is state


def tells(errands: Errands, ticket: TicketId, state: TicketState, at: datetime) -> None:
    standing, now = TicketStatus(reference="T1", state=state, at=at), errands.world.clock.now()
    errands.world.work(lambda u: apply_status(u, ticket, standing, now=now, desk=errands.desk))


def test_a_reopening_that_the_desk_refuses_leaves_it_done(errands: Errands, desk: FakeDesk) -> None:
    world, ticket = errands.world, errands.sends()
    errands.runs()
    desk.change(TicketState.DONE)
    errands.waits(6 * MINUTE)
    errands.runs()
    world["mia"].presses("It is not done")
    desk.luck.append(Luck.REFUSED)
    errands.runs()
    assert errands.ticket(ticket).state is TicketState.DONE
    assert "does not open" in world["mia"].last


def test_news_keeps_to_working_hours_and_to_reference_and_status(errands: Errands, desk: FakeDesk) -> None:
    world = errands.world
    world.clock.advance(timedelta(hours=12))
    errands.sends("The secret of the licence.")
    errands.runs()
    assert told(world) == []
    world.passes(hours=14)
    assert len(told(world)) == 1
    assert "secret" not in world["mia"].all


def test_only_the_owner_confirms_drops_or_reopens(errands: Errands) -> None:
    world, ticket = errands.world, errands.drafts()
    assert world.work(lambda u: confirm(errands.turn(u, "emil"), ticket)) is None
    assert not world.work(lambda u: drop(errands.turn(u, "emil"), ticket))
    assert "from earlier" in world["emil"].does("tickets.reopen", ticket=ticket)
    assert "from earlier" in world["emil"].does("tickets.reopen", ticket="nothing")
    assert errands.runs() == 0
    assert world.work(lambda u: drop(errands.turn(u), ticket))
    assert world.work(lambda u: confirm(errands.turn(u), ticket)) is None


def test_a_draft_that_nobody_confirms_is_dropped_and_its_owner_told(errands: Errands) -> None:
    world = errands.world
    ticket = errands.drafts()
    world.passes(days=6)
    assert errands.ticket(ticket).state is TicketState.DRAFT
    world.passes(days=4)
    assert world.work(lambda u: u.tickets.ticket(ticket)) is None
    assert "A draft for IT was dropped" in [message.notify for message in world["mia"].conversation]


def test_a_ticket_of_another_desk_is_not_asked_about(errands: Errands, world: World) -> None:
    ticket = errands.sends()
    errands.runs()
    later = FakeDesk(name="later")
    moved = Errands(world, later)
    errands.waits(timedelta(days=1))
    assert moved.runs() == 0
    assert later.calls == 0
    assert errands.ticket(ticket).desk == "fake"


def test_a_desk_that_raises_holds_up_nothing(world: World) -> None:
    class Broken(FakeDesk):
        async def create(self, order: TicketOrder, *, attempts: int) -> TicketStatus:
            raise ZeroDivisionError

    errands = Errands(world, Broken())
    ticket = errands.sends()
    assert errands.runs() == 1
    assert errands.ticket(ticket).state is TicketState.QUEUED
    assert "ZeroDivisionError" in waiting_at_desk(world.engine)[1]


def break_sealed(world: World, ticket: TicketId) -> None:
    """Makes the ticket's sealed words unreadable."""
    with world.engine.begin() as connection:
        connection.execute(update(ticket_table).where(ticket_table.c.id == ticket).values(sealed=b"broken"))


def test_a_ticket_whose_job_fails_stops_no_other(errands: Errands, desk: FakeDesk) -> None:
    broken, whole = errands.sends(), errands.sends()
    polled = errands.sends()
    break_sealed(errands.world, broken)

    assert errands.runs() == 3

    assert errands.ticket(broken).state is TicketState.QUEUED
    assert {errands.ticket(one).state for one in (whole, polled)} == {TicketState.OPEN}
    assert waiting_at_desk(errands.world.engine) == (
        1,
        "a job failed with CannotOpen. The log of serve names its ticket",
    )
    errands.waits(LEASE)
    assert errands.runs() == 1, "it is tried again"


def test_a_ticket_whose_poll_fails_stops_no_other(errands: Errands, desk: FakeDesk) -> None:
    broken, whole = errands.sends(), errands.sends()
    errands.runs()
    for kept in desk.tickets:
        kept.state, kept.changed_at = TicketState.WAITING, kept.changed_at + MINUTE
    break_sealed(errands.world, broken)
    errands.waits(6 * MINUTE)

    assert errands.runs() == 2

    assert errands.ticket(broken).state is TicketState.OPEN
    assert errands.ticket(whole).state is TicketState.WAITING
    assert errands.runs() == 0, "it waits until it is due again"


async def test_it_stops_at_once_and_leaves_what_is_under_way_for_later(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    class Slow(FakeDesk):
        async def create(self, order: TicketOrder, *, attempts: int) -> TicketStatus:
            begun.set()
            await asyncio.sleep(2 * PATIENCE)
            raise AssertionError

    monkeypatch.setattr("adapters.desk.worker.SHUTDOWN_WITHIN", timedelta(seconds=0.1))
    errands = Errands(world, Slow())
    ticket = await asyncio.to_thread(errands.sends)
    stop = asyncio.Event()
    relay = DeskWorker(world.work, errands.desk, world.clock, changed=lambda: None)
    running = asyncio.create_task(relay.run(stop))
    await asyncio.wait_for(begun.wait(), PATIENCE)
    asked_at = time.monotonic()
    stop.set()
    await running
    assert time.monotonic() - asked_at < PATIENCE
    errand = world.work(
        lambda u: u.tickets.claim_jobs(world.clock.now() + LEASE, until=world.clock.now(), limit=1)
    )
    assert [(one.ticket, one.attempts) for one in errand] == [(ticket, 1)]


# Upmentor's own list


@pytest.fixture
def own(world: World) -> Errands:
    return Errands(world, BuiltInDesk())


def test_it_people_work_off_the_list(own: Errands) -> None:
    world, ticket = own.world, own.sends("No licence key.")
    own.runs()
    assert "No licence key." in world["ivan"].last
    assert "nobody has taken it" in world["ivan"].last
    assert "No licence key." not in world["lena"].all
    assert "taken by Ivan" in world["ivan"].presses("Take")
    assert told(world) == [f"IT has your request: {own.ticket(ticket).reference}"]
    assert "waiting" in world["ivan"].presses("Wait")
    assert "Access F-" in world["ivan"].types("/tickets")
    assert "No licence key." in world["ivan"].presses("Show")
    assert "done" in world["ivan"].does("tickets.done", ticket=ticket)
    assert "Nothing waits for IT" in world["ivan"].types("/tickets")
    assert len(told(world)) == 3

    world["mia"].presses("It is not done")
    own.runs()
    assert own.ticket(ticket).state is TicketState.OPEN
    assert "Status open" in world["ivan"].last
    assert told(world)[-1].startswith("IT has your request")


def test_a_repeat_of_a_press_tells_nobody_twice(own: Errands) -> None:
    world, ticket = own.world, own.sends()
    own.runs()
    world["ivan"].does("tickets.done", ticket=ticket)
    before = len(told(world))
    assert "done" in world["ivan"].repeats()
    assert "done" in world["ivan"].does("tickets.done", ticket=ticket)
    assert len(told(world)) == before


def test_where_there_is_nobody_in_it_the_leads_have_the_list(world: World) -> None:
    own = Errands(world, BuiltInDesk())
    assert "for the IT people" in world["lena"].types("/tickets")
    assert "for the IT people" in world["mia"].types("/tickets")
    ticket = own.sends()
    own.runs()
    assert "from earlier" in world["lena"].does("tickets.done", ticket=ticket)
    assert "from earlier" in world["mia"].does("tickets.done", ticket=ticket)
    assert own.ticket(ticket).state is TicketState.OPEN


def test_what_another_desk_has_is_not_changed_here(errands: Errands) -> None:
    ticket = errands.sends()
    errands.runs()
    assert "kept at IT's own desk" in errands.world["ivan"].does("tickets.done", ticket=ticket)
    assert errands.ticket(ticket).state is TicketState.OPEN
