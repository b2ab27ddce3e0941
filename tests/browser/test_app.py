"""The page's endpoints over HTTP."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs

from adapters.browser.app import SHOWN, add_browser
from adapters.browser.guard import BODY_LIMIT, NotLoopback
from bot.surface import Action, Message
from bot.turn import Called, Pressed, Said, Submitted
from tests.browser.samples import FORM, INVITATION
from tests.browser.stage import ADA, GRACE, LEAD, START, STRANGER, Client, Stage, plain

EVERYWHERE = "0.0.0.0"  # noqa: S104 - to be refused
FORM_ACTION = {"name": "checkin.answer", "about": {"checkin": "c1"}}


async def act(client: Client, query: str = "", **what: Any) -> ClientResponse:
    return await client.post(f"/chat/events{query}", json={"key": "k1", "who": str(ADA), **what})


def bodies(stage: Stage) -> list[Message | str]:
    return [entry.body for entry in stage.history.conversation(str(ADA), last=99)]


async def test_the_page_names_everybody_once_under_their_role(client: Client) -> None:
    page = await (await client.get("/")).text()
    places = [page.index(f'data-find="{name}') for name in ("Ada Okafor", "ليلى حداد", "Grace Lindqvist")]
    assert places == sorted(places)
    assert "Lena &lt;Lead&gt; Brandt" in page
    assert page.count("<h2 id=") == 3
    assert "You can act as anyone" in page


async def test_a_conversation_is_shown_in_the_persons_zone(stage: Stage, client: Client) -> None:
    await stage.deliver(GRACE, INVITATION)
    stage.history.say(str(GRACE), "Hello <b>", at=START + timedelta(days=1, hours=17), delivery="k")
    page = await (await client.get("/", params={"person": str(GRACE)})).text()
    assert "<title>Grace Lindqvist" in page
    assert '<time datetime="2026-06-08T04:00:00-04:00">04:00</time>' in page
    assert "Monday 8 June 2026" in page
    assert "Tuesday 9 June 2026" in page
    assert "Hello &lt;b&gt;" in page
    assert "Check-in 3 of 4" in page
    assert "America/New_York" in page


async def test_nobody_by_that_address_is_said_kindly(client: Client) -> None:
    answer = await client.get("/", params={"person": str(STRANGER)})
    assert answer.status == 404
    assert "That person is not here" in await answer.text()


async def test_an_empty_roster_says_what_to_do(stage: Stage, client: Client) -> None:
    stage.people = ()
    assert "Import a roster" in await (await client.get("/")).text()


async def test_a_long_conversation_shows_its_end_and_the_rest_on_request(
    stage: Stage, client: Client
) -> None:
    for n in range(SHOWN + 3):
        await stage.deliver(ADA, plain(f"Message {n:03}"))
    short = await (await client.get("/", params={"person": str(ADA)})).text()
    whole = await (await client.get("/", params={"person": str(ADA), "earlier": "1"})).text()
    assert "Show 3 earlier" in short
    assert "Message 002" not in short
    assert "Message 003" in short
    assert "Message 000" in whole


async def test_unread_counts_stand_beside_names_but_not_the_open_one(stage: Stage, client: Client) -> None:
    await stage.deliver(ADA, plain("One"))
    await stage.deliver(ADA, plain("Two"))
    assert "<b>2</b>" in await (await client.get("/")).text()
    assert "<b>2</b>" not in await (await client.get("/", params={"person": str(ADA)})).text()


async def test_typed_words_stand_in_the_chat_before_their_answer(stage: Stage, client: Client) -> None:
    answer = await (await act(client, act="typed", text="Hello")).json()
    assert stage.asked[0].act == Said("Hello")
    assert bodies(stage) == ["Hello", plain("You said 5 characters.")]
    assert [entry["announcement"] for entry in answer["changes"]["entries"]] == ["", "You said 5 characters."]
    assert "Only you can see this" in answer["changes"]["entries"][1]["html"]
    assert answer["opened"] == {"form": "", "is_rejected": False}


async def test_a_command_is_called_and_stands_in_the_chat(stage: Stage, client: Client) -> None:
    await act(client, act="typed", text="/Charter  for two")
    assert stage.asked[0].act == Called("charter", "for two")
    assert bodies(stage)[0] == "/charter for two"


async def test_a_repeat_is_asked_again_but_stands_once(stage: Stage, client: Client) -> None:
    for _ in range(2):
        await act(client, act="typed", text="Hello")
    assert [event.key for event in stage.asked] == ["k1", "k1"]
    assert len(bodies(stage)) == 2


async def test_a_press_opens_a_form_and_leaves_nothing_in_the_chat(stage: Stage, client: Client) -> None:
    action = {"name": "checkin.form", "about": {"checkin": "c1"}}
    answer = await (await act(client, act="pressed", action=action)).json()
    assert stage.asked[0].act == Pressed(Action("checkin.form", {"checkin": "c1"}))
    assert "What has changed in how you work?" in answer["opened"]["form"]
    assert bodies(stage) == []


async def test_a_press_draws_its_own_card_again(stage: Stage, client: Client) -> None:
    await stage.deliver(ADA, INVITATION, card="invitation")
    await stage.deliver(ADA, plain("Another"))
    pressed = stage.history.conversation(str(ADA), last=9)[0].id
    query = f"?pressed={pressed}&after={stage.history.revision()}"
    answer = await (await act(client, query, act="pressed", action={"name": "checkin.skip"})).json()
    assert bodies(stage) == [plain("You skipped this one."), plain("Another")]
    assert [entry["id"] for entry in answer["changes"]["entries"]] == [pressed]


@pytest.mark.parametrize(
    "query", ["", "?pressed=999", "?pressed=-1", "?pressed=x", f"?pressed={10**30}", "?pressed=²"]
)
async def test_a_card_that_is_not_there_is_answered_instead(stage: Stage, client: Client, query: str) -> None:
    answer = await act(client, query, act="pressed", action={"name": "checkin.skip"})
    assert answer.status == 200
    assert bodies(stage) == [plain("You skipped this one.")]


async def test_another_persons_card_is_not_drawn_again(stage: Stage, client: Client) -> None:
    await stage.deliver(GRACE, INVITATION)
    graces = stage.history.conversation(str(GRACE), last=9)[0].id
    await act(client, f"?pressed={graces}", act="pressed", action={"name": "checkin.skip"})
    assert [entry.body for entry in stage.history.conversation(str(GRACE), last=9)] == [INVITATION]


async def test_a_form_with_an_error_comes_back_with_all_that_was_typed(stage: Stage, client: Client) -> None:
    values = {"changed": "workflow", "hours": "many", "changed_note": "A <b> note"}
    answer = await (
        await act(client, act="submitted", action=FORM_ACTION, instance="form1", values=values)
    ).json()
    assert answer["opened"]["is_rejected"]
    assert "A &lt;b&gt; note" in answer["opened"]["form"]
    assert "Please write a number" in answer["opened"]["form"]
    assert bodies(stage) == []


async def test_a_form_is_never_repeated_into_the_chat(stage: Stage, client: Client) -> None:
    values = {"changed": "workflow", "safe": "4", "changed_note": "between us"}
    answer = await (
        await act(client, act="submitted", action=FORM_ACTION, instance="form1", values=values)
    ).json()
    assert stage.asked[0].act == Submitted(FORM.action, "form1", values)
    assert answer["opened"] == {"form": "", "is_rejected": False}
    assert bodies(stage) == [plain("Thank you. 3 answers are kept.")]


async def said(answer: ClientResponse) -> str:
    return str((await answer.json())["message"])


async def test_a_stranger_may_do_nothing(stage: Stage, client: Client) -> None:
    answer = await act(client, act="typed", text="Hello", who=str(STRANGER))
    assert (answer.status, await said(answer)) == (
        404,
        "That person is not here any more. Please pick somebody else.",
    )
    assert stage.asked == []
    assert stage.history.count(str(STRANGER)) == 0


async def test_malformed_gets_a_sentence(stage: Stage, client: Client) -> None:
    answer = await act(client, act="typed", text=" ")
    assert (answer.status, await said(answer)) == (
        400,
        "There is nothing to send yet. Please write something.",
    )
    assert stage.asked == []


async def test_a_defect_is_told_kindly_and_logged_without_words(stage: Stage, client: Client) -> None:
    with capture_logs() as logs:
        answer = await act(client, act="typed", text="break")
        await act(client, act="typed", text="break")
    assert answer.status == 500
    assert "Nothing you typed is lost" in await said(answer)
    assert [(log["event"], log["path"]) for log in logs] == [("chat page request failed", "/chat/events")] * 2
    assert bodies(stage) == ["break"]


async def test_too_much_is_not_taken(stage: Stage, client: Client) -> None:
    answer = await act(client, act="typed", text="x" * BODY_LIMIT)
    assert (answer.status, await said(answer)) == (
        413,
        "That is more than the page can send at once. Please make it shorter.",
    )
    answer = await act(client, act="typed", text="🦊" * 20_000)
    assert answer.status == 200


async def test_json_only(stage: Stage, client: Client) -> None:
    body = json.dumps({"key": "k1", "who": str(ADA), "act": "typed", "text": "Hello"})
    for content_type in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
    ):
        answer = await client.post("/chat/events", data=body, headers={"Content-Type": content_type})
        assert answer.status == 415
    assert stage.asked == []


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example:80",
        "192.168.1.5",
        "",
        "[::1",
    ],
)
async def test_a_foreign_host_is_refused(stage: Stage, client: Client, host: str) -> None:
    for path in ("/", "/chat/live", "/chat/static/page.js"):
        assert (await client.get(path, headers={"Host": host})).status in (400, 403)
    answer = await client.post("/chat/events", json={}, headers={"Host": host, "Origin": f"http://{host}"})
    assert answer.status in (400, 403)
    assert stage.asked == []


@pytest.mark.parametrize("host", ["localhost:{port}", "127.0.0.1", "127.9.9.9:{port}", "[::1]:{port}"])
async def test_any_name_of_this_machine_will_do(client: Client, host: str) -> None:
    headers = {"Host": host.format(port=client.port)}
    headers["Origin"] = f"http://{headers['Host']}"
    body = {"key": "k1", "who": str(ADA), "act": "typed", "text": "Hello"}
    assert (await client.post("/chat/events", json=body, headers=headers)).status == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {},
    ],
)
async def test_only_the_page_itself_may_send(stage: Stage, headers: dict[str, str]) -> None:
    body = {"key": "k1", "who": str(ADA), "act": "typed", "text": "Hello"}
    async with TestClient(TestServer(stage.app())) as client:
        for path, what in (("/chat/events", body), ("/chat/clock", {"step": "day"})):
            answer = await client.post(path, json=what, headers=headers)
            assert answer.status == 403
    assert stage.asked == []
    assert stage.clock.now() == START


async def test_another_page_may_link_here_but_not_listen(stage: Stage) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    async with TestClient(TestServer(stage.app())) as client:
        assert (await client.get("/", headers={**foreign, "Sec-Fetch-Mode": "navigate"})).status == 200
        assert (await client.get("/", headers={**foreign, "Sec-Fetch-Mode": "no-cors"})).status == 403
        assert (await client.get("/chat/live", headers=foreign)).status == 403


@pytest.mark.parametrize(
    "path", ["/", "/chat/static/page.js", "/chat/static/page.css", "/chat/static/icon.svg"]
)
async def test_nothing_from_elsewhere_may_run_in_the_page(client: Client, path: str) -> None:
    headers = (await client.get(path)).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-inline" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name", ["page.py", "missing.js", "..%2Fapp.py", "%2E%2E%2Ftemplates%2Fpage.html", "icon"]
)
async def test_only_the_pages_own_files_are_given_out(client: Client, name: str) -> None:
    assert (await client.get(f"/chat/static/{name}")).status == 404


@pytest.mark.parametrize("host", [EVERYWHERE, "::", "192.168.1.5", "example.org", ""])
def test_the_page_is_not_added_where_others_could_reach_it(stage: Stage, host: str) -> None:
    with pytest.raises(NotLoopback, match="act as anyone"):
        add_browser(web.Application(), stage.backstage(), host=host)
    stage.history.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1"])
def test_the_page_is_added_on_loopback(stage: Stage, host: str) -> None:
    add_browser(web.Application(), stage.backstage(), host=host)
    stage.history.close()


@pytest.mark.parametrize(
    "step, length",
    [
        ("hour", timedelta(hours=1)),
        ("day", timedelta(days=1)),
        ("week", timedelta(weeks=1)),
        ("next", timedelta(hours=5)),
    ],
)
async def test_the_clock_moves(stage: Stage, client: Client, step: str, length: timedelta) -> None:
    answer = await client.post("/chat/clock", params={"person": str(LEAD)}, json={"step": step})
    now = START + length
    assert stage.clock.now() == now
    assert (await answer.json())["zone"] == "Europe/London"
    assert datetime.fromisoformat((await answer.json())["iso"]) == now.astimezone(UTC)


async def test_there_may_be_no_next_thing(stage: Stage, client: Client) -> None:
    stage.until_next = None
    answer = await client.post("/chat/clock", json={"step": "next"})
    assert (answer.status, stage.clock.now()) == (409, START)
    assert "Nothing more is planned" in await said(answer)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"step": 7}', b'{"step": "day", "by": 9}', b"\xff"])
async def test_a_malformed_step_gets_a_sentence(stage: Stage, client: Client, body: bytes) -> None:
    answer = await client.post("/chat/clock", data=body, headers={"Content-Type": "application/json"})
    assert (answer.status, stage.clock.now()) == (400, START)


async def test_an_unknown_step_goes_nowhere(stage: Stage, client: Client) -> None:
    assert (await client.post("/chat/clock", json={"step": "year"})).status == 404
    assert stage.clock.now() == START


async def test_a_real_clock_is_shown_but_not_moved(stage: Stage) -> None:
    async with TestClient(TestServer(stage.app(is_simulated=False))) as client:
        page = await (await client.get("/")).text()
        headers = {"Sec-Fetch-Site": "same-origin"}
        answer = await client.post("/chat/clock", json={"step": "day"}, headers=headers)
    assert "08:00" in page
    assert "+1 day" not in page
    assert (answer.status, stage.clock.now()) == (404, START)
