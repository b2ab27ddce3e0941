"""The attack table: what is not Slack's, not ours or not theirs is refused, and nothing is written."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from adapters.slack.action_data import encode_action, encode_origin
from adapters.slack.reply_target import DIRECT_MESSAGE
from adapters.sql.tables import check_in, cohort, draft, person
from bot.surface import Action
from tests.slack.payloads import body_of, payload, scenarios
from tests.slack.server.client import SIGNING_SECRET, Acknowledged, send, signed
from tests.slack.server.workspace import APP_TOKEN, BOT_TOKEN
from tests.slack.town import Town

MINUTES = 60


def command(town: Town, **more: str) -> bytes:
    fresh = {"user_id": "U07PRIYA01", "trigger_id": town.slack.space.trigger()}
    return body_of(payload("command") | fresh | more)


async def post(town: Town, body: bytes, headers: dict[str, str] | None = None) -> Acknowledged:
    given = signed(body, town.slack.now()) if headers is None else headers
    return await send(f"{town.url}/slack/events", body, given)


@pytest.fixture
def untouched(town: Town) -> Iterator[None]:
    """Nothing was written, and Slack was told nothing."""
    events, calls = town.events(), len(town.slack.calls)
    yield
    assert town.events() == events
    assert len(town.slack.calls) == calls


@pytest.mark.usefixtures("untouched")
class TestNotSlacks:
    async def test_a_wrong_secret(self, town: Town) -> None:
        body = command(town)
        headers = signed(body, town.slack.now(), secret="another")
        assert (await post(town, body, headers)).status == 401

    @pytest.mark.parametrize("apart", [-6 * MINUTES, 6 * MINUTES], ids=["old", "future"])
    async def test_a_timestamp_more_than_five_minutes_apart(self, town: Town, apart: int) -> None:
        body = command(town)
        assert (await post(town, body, signed(body, town.slack.now() + apart))).status == 401

    async def test_an_altered_body(self, town: Town) -> None:
        body = command(town)
        headers = signed(body, town.slack.now())
        assert (await post(town, body.replace(b"U07PRIYA01", b"U07JONAS01"), headers)).status == 401

    @pytest.mark.parametrize("missing", ["X-Slack-Signature", "X-Slack-Request-Timestamp"])
    async def test_a_missing_header(self, town: Town, missing: str) -> None:
        body = command(town)
        headers = signed(body, town.slack.now())
        del headers[missing]
        assert (await post(town, body, headers)).status == 401

    @pytest.mark.parametrize("written", ["soon", "-1", "1" * 40, "1.5", "٣"])
    async def test_a_timestamp_that_is_no_number(self, town: Town, written: str) -> None:
        body = command(town)
        headers = signed(body, town.slack.now()) | {"X-Slack-Request-Timestamp": written}
        assert (await post(town, body, headers)).status == 401

    async def test_an_unsigned_certificate_check(self, town: Town) -> None:
        assert (await post(town, urlencode({"ssl_check": "1", "token": "x"}).encode(), {})).status == 401


async def test_a_replayed_request_is_the_same_event(town: Town) -> None:
    """Within five minutes it passes for Slack's; it is a repeat and changes nothing."""
    await town["priya"].presses("I agree and sign")
    events, said = town.events(), len(town.core.outbox_queue.deliveries(failed=False))
    body, _ = town["priya"].last
    assert (await post(town, body)).status == 200
    assert (town.events(), len(town.core.outbox_queue.deliveries(failed=False))) == (events, said)


async def test_a_replayed_form_tells_nobody_twice(town: Town) -> None:
    amina = town["amina"]
    await amina.types("/cohort")
    await amina.presses("Say what you did")
    await amina.submits(said="Meetings ran late.", did="They end on time.")
    events, promised = town.events(), len(town.core.outbox_queue.deliveries())
    done = await amina.repeats()
    assert done.body["response_action"] == "update"
    assert (town.events(), len(town.core.outbox_queue.deliveries())) == (events, promised)


async def test_a_replayed_request_is_refused_after_five_minutes(town: Town) -> None:
    body = command(town)
    headers = signed(body, town.slack.now() - 5 * MINUTES - 1)
    assert (await post(town, body, headers)).status == 401


@pytest.mark.usefixtures("untouched")
class TestNotOurs:
    async def test_a_workspace_where_the_app_is_not_installed(self, town: Town) -> None:
        assert (await post(town, command(town, team_id="T07ELSEWHR"))).status == 403

    async def test_a_whole_organisation_where_it_is_not_installed(self, town: Town) -> None:
        body = command(town, enterprise_id="E07ELSEWHR", is_enterprise_install="true")
        assert (await post(town, body)).status == 403

    async def test_another_workspaces_user_in_a_shared_channel(self, town: Town) -> None:
        for scenario in ("press_from_another_workspace", "mention_from_another_workspace"):
            done = await post(town, body_of(payload(scenario)))
            assert (done.status, done.body) == (200, "")


FORGED = {
    "nothing known": '{"name":"people.become_lead","about":{}}',
    "somebody else's check-in": '{"name":"checkins.form","about":{"check_in":"not-mine"}}',
    "a cohort one does not lead": '{"name":"reports.show","about":{"cohort":"any"}}',
    "notes of others": '{"name":"programme.read_notes","about":{"cohort":"any"}}',
}


def pressed(town: Town, value: str) -> bytes:
    """By Priya, in her own chat."""
    sent = payload("press_button")
    sent["actions"] = [sent["actions"][0] | {"value": value}]
    sent["trigger_id"] = town.slack.space.trigger()
    sent["response_url"] = town.slack.response_url(town["priya"].direct, "U07PRIYA01")
    return body_of(sent)


@pytest.mark.parametrize("value", FORGED.values(), ids=FORGED.keys())
async def test_a_forged_action_gets_a_refusal_of_the_core(town: Town, value: str) -> None:
    assert (await post(town, pressed(town, value))).status == 200
    shown = list(town.slack.space.messages.values())[-1]
    assert shown.seen_by == "U07PRIYA01"
    assert any(said in json.dumps(shown.blocks) for said in ("from earlier", "Only programme leads"))
    assert town.slack.calls_of("views.open") == []


@pytest.fixture
async def asked(town: Town) -> dict[str, str]:
    """Both have an open check-in: its id by the person's account."""
    for name in ("priya", "jonas"):
        await town[name].presses("I agree and sign")
    await town.passes(days=7)
    await town.passes(hours=1)
    with town.core.engine.connect() as connection:
        ids = connection.execute(select(person.c.account, check_in.c.id).join_from(check_in, person))
        return {one.account: one.id for one in ids}


FORGED_PRESSES = {
    "checkins.form": {},
    "checkins.chat": {},
    "checkins.choose": {"question": "changed", "option": "habit"},
    "checkins.no_note": {"question": "changed"},
    "checkins.tell": {"question": "changed", "audience": "lead_named"},
}


@pytest.mark.parametrize("name", FORGED_PRESSES)
async def test_somebody_elses_check_in_is_not_reached_by_its_id(
    town: Town, asked: dict[str, str], name: str
) -> None:
    value = encode_action(Action(name, {"check_in": asked["U07JONAS01"], **FORGED_PRESSES[name]}))
    kept = drafts(town)
    await post(town, pressed(town, value))
    assert town["priya"].modal is None
    assert "belongs to somebody else" in json.dumps(list(town.slack.space.messages.values())[-1].blocks)
    assert drafts(town) == kept


FORGED_FORMS = {
    "checkins.save": {"changed": "habit"},
    "programme.say_did": {"did": "I made this up."},
    "tickets.answer": {"text": "x"},
}


@pytest.mark.parametrize("name", FORGED_FORMS)
async def test_a_forged_form_gets_a_refusal_of_the_core(town: Town, asked: dict[str, str], name: str) -> None:
    with town.core.engine.connect() as connection:
        led = connection.execute(select(cohort.c.id)).scalar_one()
    before = (drafts(town), len(town.core.outbox_queue.deliveries()))
    sent = payload("form_submitted")
    action = Action(name, {"check_in": asked["U07JONAS01"], "cohort": led})
    states = {
        key: {"value": {"type": "plain_text_input", "value": v}} for key, v in FORGED_FORMS[name].items()
    }
    sent["view"] |= {
        "private_metadata": encode_origin(action, "forged", DIRECT_MESSAGE),
        "state": {"values": states},
    }
    done = await post(town, body_of(sent))
    assert done.status == 200
    refusals = ("belongs to somebody else", "Only programme leads", "from earlier")
    assert any(said in json.dumps(done.body["view"]) for said in refusals)
    assert (drafts(town), len(town.core.outbox_queue.deliveries())) == before


def drafts(town: Town) -> list[object]:
    """Everybody's, sealed as they are."""
    with town.core.engine.connect() as connection:
        return list(connection.execute(select(draft).order_by(draft.c.check_in)))


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    "value", ["", "null", "[]", "x" * 2_000, '{"name":5}', '{"about":{}}', '{"name":"a","about":{"b":1}}']
)
async def test_an_action_that_is_none_is_turned_down(town: Town, value: str) -> None:
    sent = payload("press_button")
    sent["actions"] = [sent["actions"][0] | {"value": value}]
    assert (await post(town, body_of(sent))).status == 400


DEEP = b'{"a":' * 5_000 + b"1" + b"}" * 5_000
MALFORMED = {
    "no JSON": b"{not json",
    "null": b"null",
    "a list": b"[1, 2]",
    "a number": b"5",
    "nesting": DEEP,
    "nesting in a form": urlencode({"payload": DEEP.decode()}).encode(),
    "nothing": b"",
    "a payload of null": b"payload=null",
    "a payload of nothing": b"payload=",
    "a command without a user": b"command=%2Fhome&team_id=T07MENTOR1&trigger_id=1.2.3",
    "an event without one": b'{"type":"event_callback","team_id":"T07MENTOR1","event_id":"Ev1","event":null}',
    "a lone surrogate": b'{"type":"event_callback","event_id":"\\ud800"}',
}


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
async def test_what_is_signed_and_malformed_is_turned_down_in_one_line(town: Town, body: bytes) -> None:
    with capture_logs() as lines:
        done = await post(town, body)
    assert (done.status, done.body) == (400, "")
    assert [line["event"] for line in lines] == ["slack request rejected"]


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize(
    "body", [b'{"type": "\xff\xfe"}', b"command=%2Fhome&text=\xff"], ids=["JSON", "form"]
)
async def test_bytes_that_are_no_text_are_not_slacks(town: Town, body: bytes) -> None:
    assert (await post(town, body)).status == 401


async def test_no_damage_to_a_payload_makes_a_500(town: Town) -> None:
    """Values of each payload, some at a time, are something else."""
    damage = random.Random(1)
    for scenario in scenarios():
        for path in damage.choices(list(_paths(payload(scenario))), k=4):
            for odd in damage.sample([None, 5, "", [], {"id": None}, ["x"], True], 3):
                sent = payload(scenario)
                _put(sent, path, odd)
                if isinstance(sent.get("type", "command"), str):
                    assert (await post(town, body_of(sent))).status < 500, (scenario, path, odd)


def _paths(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield (*here, key)
        yield from _paths(child, (*here, key))


def _put(value: Any, path: tuple[Any, ...], odd: object) -> None:
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = odd


async def test_no_secret_and_no_words_are_in_a_log(town: Town) -> None:
    with capture_logs() as lines:
        town.slack.space.revoked.add(BOT_TOKEN)
        await town["priya"].says("something about zebras")
        await town["priya"].types("/check-in", "zebras again")
        await town["priya"].mentions("zebras")
        await town.passes(days=7)
        await post(town, b"{zebras", signed(b"{zebras", town.slack.now()))
    said = json.dumps(lines, default=repr)
    assert "token_revoked" in said
    assert not any(secret in said for secret in (BOT_TOKEN, APP_TOKEN, SIGNING_SECRET, "zebra"))
