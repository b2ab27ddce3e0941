"""Every desk keeps the port's promises, whatever its server does."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.tickets.model import TicketState
from tests.desk import jira, servicenow
from tests.desk.desks import ORDER, Counter, counter, retry, standing, undeliverable
from tests.desk.server import CUT_AFTER, CUT_BEFORE, DRIPS, HANGS, PAGE, Fault
from tests.desk.servicenow import LocalServiceNow

HOSTILE = (
    "{code}x{code} *b* [l|http://x] <script>alert(1)</script> h1. ^DROP '; -- \\ \u00e9 \U0001f4a5\n\n# end"
)
ASKABLE = ("jira_cloud", "jira_data_center", "servicenow")
LOST = (CUT_AFTER, HANGS, DRIPS, PAGE, Fault(503, after=True), Fault(500, after=True, body="<html>"))


async def test_a_ticket_is_created_with_its_exact_words(desk: Counter) -> None:
    made = standing(await desk.desk.create(replace(ORDER, text=HOSTILE), attempts=0))

    assert made.state is TicketState.OPEN
    assert made.reference
    assert desk.tickets == 1
    assert desk.server.text_of(0) == HOSTILE


async def test_long_words_arrive_whole(desk: Counter) -> None:
    text = "word " * 399 + "end"

    standing(await desk.desk.create(replace(ORDER, text=text), attempts=0))

    assert desk.server.text_of(0) == text


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: str(fault.status or "cut"))
async def test_what_was_lost_on_the_way_back_is_found_and_not_made_again(desk: Counter, fault: Fault) -> None:
    desk.server.next(fault)

    with desk.hurried():
        lost = retry(await desk.desk.create(ORDER, attempts=0))
    assert desk.tickets == 1
    assert "so it may have done it" in lost.why or "page" in lost.why
    assert lost.after is not None

    again = standing(await desk.desk.create(ORDER, attempts=1))
    assert desk.tickets == 1
    assert again.state is TicketState.OPEN
    assert standing(await desk.desk.create(ORDER, attempts=2)).reference == again.reference
    assert desk.tickets == 1


async def test_what_never_arrived_is_made_by_the_next_attempt(desk: Counter) -> None:
    desk.server.next(CUT_BEFORE)

    retry(await desk.desk.create(ORDER, attempts=0))
    standing(await desk.desk.create(ORDER, attempts=1))

    assert desk.tickets == 1


async def test_a_lost_read_after_the_write_makes_no_second_ticket() -> None:
    async with counter("jira_cloud") as opened:
        opened.server.next(None, Fault(502), reads=True)
        retry(await opened.desk.create(ORDER, attempts=0))
        assert opened.tickets == 1
        standing(await opened.desk.create(ORDER, attempts=1))
        assert opened.tickets == 1


@pytest.mark.parametrize("kind", ASKABLE)
async def test_a_search_that_fails_makes_nothing(kind: str) -> None:
    async with counter(kind) as opened:
        opened.server.next(Fault(503), reads=True)
        retry(await opened.desk.create(ORDER, attempts=1))
        assert opened.tickets == 0


async def test_the_desk_may_ask_for_time(desk: Counter) -> None:
    desk.server.next(Fault(429, headers={"Retry-After": "77"}))
    assert retry(await desk.desk.create(ORDER, attempts=0)).after == timedelta(seconds=77)

    desk.server.next(Fault(429, headers={"Retry-After": "Thu, 01 Jan 2015 00:00:00 GMT"}))
    assert retry(await desk.desk.create(ORDER, attempts=0)).after == timedelta()

    desk.server.next(Fault(429, headers={"Retry-After": "soon"}))
    assert retry(await desk.desk.create(ORDER, attempts=0)).after is None
    assert desk.tickets == 0


@pytest.mark.parametrize(
    "status,said",
    [
        (401, "UPMENTOR_DESK_TOKEN"),
        (403, "docs/desk.md"),
        (409, "Conflict"),
        (302, "UPMENTOR_DESK_URL"),
        (500, "500"),
        (503, "503"),
    ],
)
async def test_what_an_operator_mends_keeps_the_ticket_waiting(desk: Counter, status: int, said: str) -> None:
    desk.server.next(Fault(status, headers={"Location": "https://elsewhere.example.com/"}))

    assert said in retry(await desk.desk.create(ORDER, attempts=0)).why
    standing(await desk.desk.create(ORDER, attempts=1))
    assert desk.tickets == 1


@pytest.mark.parametrize("status", [400, 404, 413, 422])
async def test_what_the_desk_will_not_have_is_said_with_its_mend(desk: Counter, status: int) -> None:
    desk.server.next(Fault(status, body='{"errors": {"summary": "Mia said: no", "a b": ""}}'))

    refused = undeliverable(await desk.desk.create(ORDER, attempts=0))

    assert str(status) in refused.reason
    assert refused.reason.endswith("because of summary")
    assert "Mia" not in refused.reason
    assert "UPMENTOR_DESK_" in refused.repair


async def test_a_desk_that_is_not_there_can_come_back(desk: Counter) -> None:
    await desk.server.__aexit__()

    assert "cannot be reached" in retry(await desk.desk.create(ORDER, attempts=0)).why


async def test_another_customers_ticket_is_never_taken_for_ours(desk: Counter) -> None:
    other = standing(
        await desk.desk.create(replace(ORDER, key="another-key", reference="F-2222222"), attempts=0)
    )
    desk.server.foreign = True

    refused = undeliverable(await desk.desk.create(ORDER, attempts=0))
    assert "not this one" in refused.reason
    if desk.kind == "servicenow":
        assert "not this one" in undeliverable(await desk.desk.poll(other.reference, ORDER)).reason


async def test_a_reference_that_would_change_the_address_is_refused(desk: Counter) -> None:
    desk.server.next(
        Fault(201, body='{"issueKey": "../../user", "result": {"number": "a/b"}, "key": "other"}')
    )

    undeliverable(await desk.desk.create(ORDER, attempts=0))


@pytest.mark.parametrize("kind", ASKABLE)
async def test_a_desk_says_how_a_ticket_stands(kind: str) -> None:
    async with counter(kind) as opened:
        made = standing(await opened.desk.create(ORDER, attempts=0))
        for said, state in (
            ("waiting", TicketState.WAITING),
            ("done", TicketState.DONE),
            ("open", TicketState.OPEN),
        ):
            opened.server.set(0, said)
            found = standing(await opened.desk.poll(made.reference, ORDER))
            assert found.state is state
            assert found.at is not None
            assert made.at is not None
            assert found.at > made.at
            assert found.url.startswith(opened.server.url)


@pytest.mark.parametrize("kind", ASKABLE)
async def test_a_ticket_that_is_gone_is_said_to_be(kind: str) -> None:
    async with counter(kind) as opened:
        assert "no such ticket" in undeliverable(await opened.desk.poll("IT-77", ORDER)).reason


async def test_done_is_opened_again(desk: Counter) -> None:
    made = standing(await desk.desk.create(ORDER, attempts=0))
    desk.server.set(0, "done")

    for _ in range(2):  # the second is a repeat
        again = standing(await desk.desk.reopen(made.reference, ORDER, number=1))
        assert again.state is TicketState.OPEN
        assert again.reference == made.reference
    assert desk.tickets == 1


async def test_a_lost_reopening_is_done_once(desk: Counter) -> None:
    made = standing(await desk.desk.create(ORDER, attempts=0))
    desk.server.set(0, "done")
    desk.server.next(CUT_AFTER)

    retry(await desk.desk.reopen(made.reference, ORDER, number=1))
    assert standing(await desk.desk.reopen(made.reference, ORDER, number=1)).state is TicketState.OPEN


async def test_a_desk_that_keeps_a_ticket_closed_says_so() -> None:
    async with counter("servicenow") as opened:
        assert isinstance(opened.server, LocalServiceNow)
        made = standing(await opened.desk.create(ORDER, attempts=0))
        opened.server.set(0, "done")
        opened.server.keeps_closed = True
        refused = undeliverable(await opened.desk.reopen(made.reference, ORDER, number=1))
        assert "keeps the ticket closed" in refused.reason


@pytest.mark.parametrize(
    "kind,as_known",
    [
        ("jira_cloud", jira.CUSTOMER[1]),
        ("jira_data_center", jira.CUSTOMER[2]),
        ("servicenow", servicenow.CUSTOMER[1]),
        ("webhook", jira.CUSTOMER[0]),
    ],
)
async def test_who_asks_is_named_as_the_desk_knows_them(kind: str, as_known: str) -> None:
    async with counter(kind) as opened:
        standing(await opened.desk.create(replace(ORDER, requester=jira.CUSTOMER[0]), attempts=0))
        assert opened.server.text_of(0) == ORDER.text
        assert opened.requester == as_known


@pytest.mark.parametrize("kind", ASKABLE)
async def test_whom_the_desk_does_not_know_is_named_in_the_text(kind: str) -> None:
    async with counter(kind) as opened:
        standing(await opened.desk.create(replace(ORDER, requester="nina@example.com"), attempts=0))
        assert opened.server.text_of(0).endswith("\n\nRequested by: nina@example.com")


async def test_a_flags_ticket_names_nobody(desk: Counter) -> None:
    standing(await desk.desk.create(ORDER, attempts=0))

    assert desk.requester == ""
    assert desk.server.text_of(0) == ORDER.text
    assert all("user" not in path for _, path in desk.server.seen)


async def test_doctor_sees_a_desk_that_is_well(desk: Counter) -> None:
    assert isinstance(await desk.desk.check(), str)
    assert desk.tickets == 0


@pytest.mark.parametrize("kind", ASKABLE)
async def test_doctor_sees_a_wrong_token(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    async with counter(kind, token="not-the-token-at-all") as opened:
        found = await opened.desk.check()
        assert not isinstance(found, str)
        assert "UPMENTOR_DESK_TOKEN" in retry(found).why
        assert "not-the-token-at-all" not in repr(opened.desk.__dict__) + caplog.text
