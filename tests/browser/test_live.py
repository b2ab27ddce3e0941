"""The event stream of open pages."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from typing import Any

from aiohttp.test_utils import TestClient, TestServer

from tests.browser.samples import INVITATION
from tests.browser.stage import ADA, GRACE, START, Client, Stage, plain
from tests.parts.patience import PATIENCE


class Ear:
    """A client of one page's stream."""

    def __init__(self, lines: AsyncIterator[bytes]) -> None:
        self._lines = lines

    async def hear(self, name: str) -> Any:
        """Waits for the next event of this name."""
        while True:
            kind, value = await self._event()
            if kind == name:
                return value

    async def _event(self) -> tuple[str, Any]:
        fields: dict[str, str] = {}
        async with asyncio.timeout(PATIENCE):
            async for raw in self._lines:
                key, _, value = raw.decode().strip().partition(": ")
                if not key and "event" in fields:
                    return fields["event"], json.loads(fields["data"])
                fields[key] = value
        raise EOFError


@asynccontextmanager
async def listening(client: Client, person: object = "", after: int = 0) -> AsyncIterator[Ear]:
    async with client.get("/chat/live", params={"person": str(person), "after": after}) as answer:
        assert answer.content_type == "text/event-stream"
        yield Ear(aiter(answer.content))


async def test_a_page_catches_up_and_then_hears_what_comes(stage: Stage, client: Client) -> None:
    await stage.deliver(ADA, plain("One"))
    seen = stage.history.revision()
    await stage.deliver(ADA, plain("Two"))
    async with listening(client, ADA, seen) as ear:
        assert (await ear.hear("history"))["mark"] == stage.history.mark
        assert [entry["announcement"] for entry in (await ear.hear("entries"))["entries"]] == ["Two"]
        await stage.deliver(ADA, INVITATION)
        heard = await ear.hear("entries")
    assert [entry["announcement"] for entry in heard["entries"]] == ["Your check-in is ready"]
    assert heard["revision"] == stage.history.revision()


async def test_a_redraw_is_heard_under_the_same_id(stage: Stage, client: Client) -> None:
    await stage.deliver(ADA, INVITATION, card="c1")
    async with listening(client, ADA) as ear:
        first = (await ear.hear("entries"))["entries"][0]
        await stage.deliver(ADA, plain("Closed"), card="c1", redraws=True)
        again = (await ear.hear("entries"))["entries"][0]
    assert again["id"] == first["id"]
    assert again["revision"] > first["revision"]
    assert "Closed" in again["html"]


async def test_what_is_listened_to_is_read_and_the_rest_is_counted(stage: Stage, client: Client) -> None:
    await stage.deliver(ADA, plain("One"))
    async with listening(client, ADA) as ear:
        assert await ear.hear("unread") == {}
        await stage.deliver(GRACE, plain("One"))
        assert await ear.hear("unread") == {str(GRACE): 1}
    assert stage.history.unread() == {str(GRACE): 1}


async def test_all_tabs_hear_of_an_act_in_one(stage: Stage, client: Client) -> None:
    async with (
        listening(client, ADA) as one,
        listening(client, ADA) as other,
        listening(client, GRACE) as third,
    ):
        for ear in (one, other, third):
            await ear.hear("clock")
        what = {"key": "k1", "who": str(ADA), "act": "typed", "text": "Hello"}
        await client.post("/chat/events", json=what)
        for ear in (one, other):
            says = [entry["announcement"] for entry in (await ear.hear("entries"))["entries"]]
            assert says[0] == ""
        await stage.deliver(GRACE, plain("Yours"))
        assert [entry["announcement"] for entry in (await third.hear("entries"))["entries"]] == ["Yours"]


async def test_the_clock_is_told_in_each_pages_zone(stage: Stage, client: Client) -> None:
    async with listening(client, ADA) as ada, listening(client) as nobody:
        assert (await ada.hear("clock"))["time"] == "10:00"
        assert (await nobody.hear("clock"))["time"] == "08:00"
        await client.post("/chat/clock", json={"step": "hour"})
        assert (await ada.hear("clock")) == {
            "iso": "2026-06-08T09:00:00+00:00",
            "day": "Mon 8 Jun 2026",
            "time": "11:00",
            "zone": "Europe/Berlin",
        }
        assert (await nobody.hear("clock"))["time"] == "09:00"


async def test_a_change_made_in_another_thread_is_heard(stage: Stage, client: Client) -> None:
    async with listening(client, ADA) as ear:
        await ear.hear("clock")
        thread = Thread(target=lambda: stage.history.say(str(ADA), "Hi", at=START, delivery="k"))
        thread.start()
        assert "Hi" in (await ear.hear("entries"))["entries"][0]["html"]
        thread.join()


async def test_an_open_page_does_not_hold_up_a_shutdown(stage: Stage) -> None:
    server = TestServer(stage.app())
    async with TestClient(server) as client, listening(client, ADA) as ear:
        await ear.hear("clock")
        began = time.monotonic()
        await server.close()
        assert time.monotonic() - began < PATIENCE / 2  # aiohttp gives what is open as long as a minute
