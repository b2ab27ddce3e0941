"""A real Request Tracker behind a proxy that can cut connections."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import httpx
import pytest

from adapters.desk.client import DeskClient
from adapters.desk.request_tracker import RequestTracker
from bot.ids import new_id
from bot.ports import TicketOrder
from bot.references import new_reference
from bot.tickets.model import TicketState
from tests.desk.desks import retry, standing, undeliverable
from tests.parts.request_tracker import QUEUE, Tracker

HOSTILE = "<script>alert(1)</script> {code} *b* [x] 'q' \"d\" \\ é 日本 💥\n\n# end, and __Subject__ $Ticket"


class Proxy:
    """Forwards requests to RT. Cuts those that `cuts` names, in order, after RT has answered."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.cuts: list[bool] = []

    async def start(self) -> str:
        self._server = await asyncio.start_server(self._carry, "127.0.0.1", 0)
        return f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    async def stop(self) -> None:
        self._server.close()
        await self._server.wait_closed()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        to_reader, to_writer = await asyncio.open_connection("127.0.0.1", self._port)
        upward = asyncio.create_task(_pump(reader, to_writer))
        answer = await to_reader.read(65_536)
        if self.cuts and self.cuts.pop(0):
            writer.transport.abort()
        else:
            writer.write(answer)
            await _pump(to_reader, writer)
        upward.cancel()
        to_writer.close()


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(65_536):
        writer.write(piece)
    writer.close()


@pytest.fixture
async def proxy(request_tracker: Tracker) -> AsyncIterator[tuple[Proxy, str]]:
    proxy = Proxy(request_tracker.port)
    yield proxy, await proxy.start()
    await proxy.stop()


@pytest.fixture
async def desk(request_tracker: Tracker, proxy: tuple[Proxy, str]) -> AsyncIterator[RequestTracker]:
    headers = {"Authorization": f"token {request_tracker.token}", "Connection": "close"}
    client = DeskClient(proxy[1], headers=headers)
    yield RequestTracker(client, queue=QUEUE, requester_field="Asked by")
    await client.close()


@pytest.fixture
async def it(request_tracker: Tracker) -> AsyncIterator[httpx.AsyncClient]:
    """A client for IT that bypasses the proxy."""
    headers = {"Authorization": f"token {request_tracker.agents_token}"}
    async with httpx.AsyncClient(base_url=f"{request_tracker.url}/REST/2.0", headers=headers) as client:
        yield client


@pytest.fixture
def order() -> TicketOrder:
    return TicketOrder(key=new_id(), reference=new_reference(), summary="Access & accounts", text="No key.")


async def found(it: httpx.AsyncClient, order: TicketOrder) -> list[dict[str, Any]]:
    answer = await it.get("/tickets", params={"query": f"Subject LIKE '{order.reference}'"})
    items: list[dict[str, Any]] = answer.json()["items"]
    return items


async def test_a_ticket_has_the_exact_words_and_names_nobody(
    desk: RequestTracker, it: httpx.AsyncClient, order: TicketOrder
) -> None:
    made = standing(await desk.create(replace(order, text=HOSTILE), attempts=0))

    ticket = (await it.get(f"/ticket/{made.reference}")).json()
    assert ticket["Subject"] == f"[{order.reference}] Access & accounts"
    assert (ticket["Requestor"], ticket["Creator"]["id"]) == ([], "upmentor")
    words = (await it.get(f"/ticket/{made.reference}/attachments", params={"fields": "Content"})).json()
    assert [item["Content"] for item in words["items"]] == [HOSTILE]
    assert made.state is TicketState.OPEN
    assert made.at is not None


async def test_long_words_arrive_whole(
    desk: RequestTracker, it: httpx.AsyncClient, order: TicketOrder
) -> None:
    made = standing(await desk.create(replace(order, text="word " * 2_000 + "end"), attempts=0))

    words = (await it.get(f"/ticket/{made.reference}/attachments", params={"fields": "Content"})).json()
    assert words["items"][0]["Content"] == "word " * 2_000 + "end"


async def test_who_asks_is_its_requestor_and_in_the_custom_field(
    desk: RequestTracker, it: httpx.AsyncClient, order: TicketOrder
) -> None:
    made = standing(await desk.create(replace(order, requester="emil@example.com"), attempts=0))

    ticket = (await it.get(f"/ticket/{made.reference}")).json()
    assert [who["id"] for who in ticket["Requestor"]] == ["emil@example.com"]
    assert [(f["name"], f["values"]) for f in ticket["CustomFields"]] == [("Asked by", ["emil@example.com"])]


async def test_what_was_cut_after_the_write_is_found_and_not_made_again(
    desk: RequestTracker, it: httpx.AsyncClient, order: TicketOrder, proxy: tuple[Proxy, str]
) -> None:
    proxy[0].cuts = [True]
    assert "may have done it" in retry(await desk.create(order, attempts=0)).why
    assert len(await found(it, order)) == 1

    first = standing(await desk.create(order, attempts=1))
    second = standing(await desk.create(order, attempts=2))

    assert first.reference == second.reference == str((await found(it, order))[0]["id"])
    assert len(await found(it, order)) == 1


async def test_a_cut_search_makes_nothing(
    desk: RequestTracker, it: httpx.AsyncClient, order: TicketOrder, proxy: tuple[Proxy, str]
) -> None:
    proxy[0].cuts = [True]
    retry(await desk.create(order, attempts=1))
    assert await found(it, order) == []


async def test_it_comments_waits_resolves_and_the_owner_opens_again(
    desk: RequestTracker, it: httpx.AsyncClient, order: TicketOrder, proxy: tuple[Proxy, str]
) -> None:
    made = standing(await desk.create(order, attempts=0))
    path = f"/ticket/{made.reference}"
    comment = {"Content": "Looking into it.", "ContentType": "text/plain"}
    assert (await it.post(f"{path}/comment", json=comment)).status_code == 201
    assert standing(await desk.poll(made.reference, order)).state is TicketState.OPEN
    for status, state in (("stalled", TicketState.WAITING), ("resolved", TicketState.DONE)):
        assert (await it.put(path, json={"Status": status})).status_code == 200
        assert standing(await desk.poll(made.reference, order)).state is state

    assert standing(await desk.reopen(made.reference, order, number=1)).state is TicketState.OPEN
    history = (await it.get(f"{path}/history", params={"fields": "Type"})).json()["items"]
    assert [item["Type"] for item in history].count("Comment") == 2

    await it.put(path, json={"Status": "resolved"})
    proxy[0].cuts = [False, True]
    retry(await desk.reopen(made.reference, order, number=2))
    assert (await it.get(path)).json()["Status"] == "open"
    assert standing(await desk.reopen(made.reference, order, number=2)).state is TicketState.OPEN


async def test_another_ticket_is_never_taken_for_it(
    desk: RequestTracker, it: httpx.AsyncClient, order: TicketOrder
) -> None:
    other = standing(await desk.create(replace(order, reference=new_reference()), attempts=0))
    await it.put(f"/ticket/{other.reference}", json={"Subject": f"about {order.reference} too"})

    made = standing(await desk.create(order, attempts=1))

    assert made.reference != other.reference


async def test_a_ticket_that_is_not_there(desk: RequestTracker, order: TicketOrder) -> None:
    assert "no such ticket" in undeliverable(await desk.poll("987654", order)).reason


async def test_a_queue_it_may_not_use_and_a_token_it_does_not_know(
    request_tracker: Tracker, order: TicketOrder
) -> None:
    client = DeskClient(request_tracker.url, headers={"Authorization": f"token {request_tracker.token}"})
    assert (
        "docs/desk.md" in retry(await RequestTracker(client, queue="General").create(order, attempts=0)).why
    )
    await client.close()
    client = DeskClient(request_tracker.url, headers={"Authorization": "token 1-2-3"})
    found = await RequestTracker(client, queue=QUEUE).check()
    assert not isinstance(found, str)
    assert "UPMENTOR_DESK_TOKEN" in retry(found).why
    await client.close()


async def test_doctor_sees_that_it_is_well(desk: RequestTracker) -> None:
    assert await desk.check() == "Request Tracker answers, and knows the token"
