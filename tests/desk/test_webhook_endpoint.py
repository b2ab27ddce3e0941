"""`POST /desk/webhook` accepts signed webhooks once, and ignores old ones."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import httpx
import pytest
from aiohttp import web

from adapters.desk.signature import HEADER, sign
from adapters.desk.webhook_endpoint import JIRA_HEADER, PATH, WebhookEndpoint
from adapters.web.listen import Listening, listen
from bot.ids import TicketId
from bot.tickets.drafts import confirm
from bot.tickets.model import TicketState
from tests.desk.fakes import Errands, FakeDesk
from tests.stories.world import World

SECRET = "a-secret-that-both-sides-know-0123"
LATE = timedelta(minutes=6)


@dataclass
class Line:
    """The desk's connection to a running Upmentor."""

    errands: Errands
    desk: FakeDesk
    ticket: TicketId
    client: httpx.AsyncClient
    heard: list[int]

    @property
    def state(self) -> TicketState:
        return self.errands.ticket(self.ticket).state

    def body(self, status: str, at: str = "2021-01-01T00:00:30.000Z", **other: object) -> bytes:
        return json.dumps({"ticket": self.ticket, "status": status, "updated_at": at, **other}).encode()

    async def calls(
        self, body: bytes, *, secret: str = SECRET, late: timedelta = timedelta()
    ) -> httpx.Response:
        now = self.errands.world.clock.now() - late
        return await self.client.post(PATH, content=body, headers={HEADER: sign(secret, body, now)})


Opened = Callable[[FakeDesk], Awaitable[Line]]


@pytest.fixture
async def opens(world: World) -> AsyncIterator[Opened]:
    served: list[tuple[Listening, httpx.AsyncClient]] = []

    async def opens(desk: FakeDesk) -> Line:
        errands, heard = Errands(world, desk), list[int]()
        app = web.Application()
        calls = WebhookEndpoint(
            desk=desk, secret=SECRET, work=world.work, clock=world.clock, accepted=lambda: heard.append(1)
        )
        calls.add_to(app)
        opened = await listen(app, host="127.0.0.1", port=0)
        assert isinstance(opened, Listening)
        client = httpx.AsyncClient(base_url=opened.address)
        served.append((opened, client))
        ticket = errands.drafts()
        assert world.work(lambda u: confirm(errands.turn(u), ticket))
        await errands.relay().run_once()
        return Line(errands, desk, ticket, client, heard)

    yield opens
    for opened, client in served:
        await client.aclose()
        await opened.close()


@pytest.fixture
async def teller(opens: Opened) -> Line:
    """A desk that cannot be polled."""
    return await opens(FakeDesk(can_poll=False))


async def test_a_signed_call_is_believed(teller: Line) -> None:
    assert (await teller.calls(teller.body("waiting"))).status_code == 200
    assert teller.state is TicketState.WAITING
    assert teller.heard == [1]


async def test_the_desks_own_reference_will_do(teller: Line) -> None:
    assert (await teller.calls(teller.body("Done", ticket="T1"))).status_code == 200
    assert teller.state is TicketState.DONE


@pytest.mark.parametrize(
    "header",
    ["", "t=1,v1=00", "v1=" + "0" * 64, "t=99999999999,v1=" + "0" * 64, "t=1,v1=" + "é" * 64, "x" * 999],
)
async def test_a_forged_call_is_refused(teller: Line, header: str) -> None:
    headers = {HEADER.encode(): header.encode("latin-1")}
    answer = await teller.client.post(PATH, content=teller.body("done"), headers=headers)
    assert answer.status_code == 401
    assert teller.state is TicketState.OPEN
    assert teller.heard == []


async def test_another_secret_another_body_or_another_time_is_refused(teller: Line) -> None:
    body, now = teller.body("done"), teller.errands.world.clock.now()
    assert (await teller.calls(body, secret="another-secret-of-some-length")).status_code == 401
    swapped = {HEADER: sign(SECRET, teller.body("waiting"), now)}
    assert (await teller.client.post(PATH, content=body, headers=swapped)).status_code == 401
    assert (await teller.calls(body, late=LATE)).status_code == 401
    assert (await teller.calls(body, late=-LATE)).status_code == 401
    moved = sign(SECRET, body, now - LATE).replace(
        str(int((now - LATE).timestamp())), str(int(now.timestamp()))
    )
    assert (await teller.client.post(PATH, content=body, headers={HEADER: moved})).status_code == 401
    assert teller.state is TicketState.OPEN


async def test_a_call_is_taken_once(teller: Line) -> None:
    body = teller.body("done")
    assert (await teller.calls(body)).status_code == 200
    assert (await teller.calls(body)).status_code == 409
    assert len(teller.heard) == 1


async def test_what_comes_late_changes_nothing(teller: Line) -> None:
    assert (await teller.calls(teller.body("done", "2021-01-01T00:00:31.500Z"))).status_code == 200
    assert (await teller.calls(teller.body("waiting", "2021-01-01T00:00:31.400Z"))).status_code == 200
    assert teller.state is TicketState.DONE


@pytest.mark.parametrize(
    "body,said",
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b"[]", "names no ticket"),
        (b'{"ticket": {"a": 1}}', "names no ticket"),
        (b'{"ticket": "T1", "status": "closed", "updated_at": "2021-01-01T00:00:30Z"}', "status is none of"),
        (b'{"ticket": "T1", "status": "done"}', "updated_at"),
        (b'{"ticket": "T1", "status": "done", "updated_at": "soon"}', "updated_at"),
        (b'{"ticket": "T1", "status": "done", "updated_at": "2999-01-01T00:00:00Z"}', "updated_at"),
    ],
)
async def test_a_body_that_says_nothing_is_refused_in_a_sentence(
    teller: Line, body: bytes, said: str
) -> None:
    answer = await teller.calls(body)
    assert answer.status_code == 400
    assert said in answer.json()["error"]
    assert teller.state is TicketState.OPEN


@pytest.mark.parametrize("ticket", ["unknown", "x" * 10_000, "' OR 1=1 --", "\x00"])
async def test_an_unknown_ticket_is_unknown(teller: Line, ticket: str) -> None:
    assert (await teller.calls(teller.body("done", ticket=ticket))).status_code == 404


async def test_a_draft_is_not_the_desks(teller: Line) -> None:
    draft = teller.errands.drafts()
    await teller.calls(teller.body("done", ticket=draft))
    assert teller.errands.ticket(draft).state is TicketState.DRAFT


async def test_a_desk_that_can_be_asked_only_hints(opens: Opened) -> None:
    line = await opens(FakeDesk())
    assert (await line.calls(line.body("done"))).status_code == 200
    await line.errands.relay().run_once()
    assert line.state.value == "open"
    line.desk.change(TicketState.DONE)
    assert (await line.calls(b'{"ticket": "T1"}')).status_code == 200
    await line.errands.relay().run_once()
    assert line.state.value == "done"


async def test_jira_signs_in_its_own_way(opens: Opened) -> None:
    line = await opens(FakeDesk(name="jira"))
    line.desk.change(TicketState.DONE)
    now = line.errands.world.clock.now()

    async def jira(at: timedelta, secret: str = SECRET, stamp: int = 0) -> int:
        stamp = stamp or int((now + at).timestamp() * 1000)
        body = json.dumps({"timestamp": stamp, "issue": {"key": "T1"}}).encode()
        digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers = {JIRA_HEADER: f"sha256={digest}"}
        return (await line.client.post(PATH, content=body, headers=headers)).status_code

    assert await jira(timedelta(), "another-secret-of-some-length") == 401
    assert await jira(-LATE) == 401
    assert await jira(timedelta(), stamp=10**18) == 400
    assert await jira(timedelta()) == 200
    assert await jira(timedelta()) == 409
    await line.errands.relay().run_once()
    assert line.state is TicketState.DONE


async def test_jiras_way_is_jiras_alone(teller: Line) -> None:
    body = teller.body("done")
    digest = hmac.new(SECRET.encode(), body, hashlib.sha256).hexdigest()
    answer = await teller.client.post(PATH, content=body, headers={JIRA_HEADER: f"sha256={digest}"})
    assert answer.status_code == 401
