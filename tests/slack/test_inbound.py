"""Slack's payloads, scenario by scenario, and what no payload may do: make us fall over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.inbound_event import IgnoredPayload, MalformedPayload
from adapters.slack.inbound import parse_event, read_payload
from adapters.slack.inbound_event import (
    FOREIGN,
    Challenge,
    Echoed,
    InboundEvent,
    PersonChanged,
    SlackIncoming,
    TokensRevoked,
    Uninstalled,
)
from adapters.slack.reply_target import SlackReplyTarget
from bot.address import Address
from bot.people.roles import Platform
from bot.surface import Action
from bot.turn import (
    Act,
    Called,
    Event,
    Pressed,
    Quoted,
    Said,
    Submitted,
)
from tests.slack.payloads import body_of, payload, scenarios

TEAM, ENTERPRISE, USER = "T07MENTOR1", "E07BIGCORP", "U07PRIYA01"
DIRECT, CHANNEL = "D07PRIYADM", "C07TEAMAI1"
TRIGGER = "7461203958417.7203958417461.a1b2c3d4e5f60718293a4b5c6d7e8f90"
EVENT = "Ev07A1B2C3D4"


def hook(kind: str) -> str:
    return f"https://hooks.slack.com/{kind}/{TEAM}/7461203958417/Zq8sLk2mXw9vB4nR"


CARD: dict[str, Any] = {"channel": DIRECT, "message_ts": "1780311600.000200", "response_url": hook("actions")}


def person(workspace: str = TEAM) -> Address:
    return Address(platform=Platform.SLACK, workspace=workspace, user=USER)


def came(kind: str, key: str, act: Act, workspace: str = TEAM, **where: Any) -> SlackIncoming:
    event = Event(key=_key(key), who=person(workspace), act=act)
    return SlackIncoming(event, SlackReplyTarget(**where), kind)


def _key(key: str) -> Any:
    return f"slack:{key}"


def commanded(command: str, text: str = "", channel: str = DIRECT, workspace: str = TEAM) -> SlackIncoming:
    where = {"channel": channel, "response_url": hook("commands"), "trigger_id": TRIGGER}
    return came("command", TRIGGER, Called(command, text), workspace, **where)


def pressed(name: str, workspace: str = TEAM, **where: Any) -> SlackIncoming:
    abouts = {"checkins.form": {"check_in": "check-in"}, "people.pause": {"weeks": "2"}}
    act = Pressed(Action(name, abouts.get(name, {})))
    return came("block_actions", TRIGGER, act, workspace, trigger_id=TRIGGER, **where)


def said(text: str, workspace: str = TEAM, **where: Any) -> SlackIncoming:
    return came("message", EVENT, Said(text), workspace, channel=DIRECT, **where)


def submitted(
    form: Action, instance: str, view: str, values: Mapping[str, str], **where: Any
) -> SlackIncoming:
    spot = {"trigger_id": TRIGGER, "view_id": view, "view_hash": "1780315690.a1b2c3d4", **where}
    return came("view_submission", f"form:{instance}", Submitted(form, instance, values), **spot)


def changed(**more: Any) -> PersonChanged:
    known = {"name": "Priya Raman", "email": "priya@example.com", "zone": "Asia/Kolkata", "locale": "en-GB"}
    return PersonChanged(**{"who": person(), **known, "is_gone": False, "is_guest": False, **more})


MARKUP = (
    "R&D asked @U07JONAS01 in #team-ai: is 3 < 5? See the page (https://example.com/a?b=1&c=2), "
    "https://example.com, jo@example.com. @here 🙂 👍🏼 :party-mentor:"
)
QUIET = Action("people.set_quiet")
EXPECTED: dict[str, InboundEvent] = {
    "command": commanded("check-in"),
    "command_with_words": commanded("ask", "What's next? R&D <soon> with @jonas", CHANNEL),
    "command_unknown": commanded("upmentor", "please"),
    "enterprise_command": commanded("charter", workspace=ENTERPRISE),
    "enterprise_workspace_command": commanded("charter"),
    "words_in_dm": said("He drafts his Monday update himself now."),
    "words_with_markup": said(MARKUP),
    "words_in_thread": said("2", thread_ts="1780311600.000200"),
    "enterprise_words_in_dm": said("3", ENTERPRISE),
    "file_in_dm": said("my prompt"),
    "file_without_words": IgnoredPayload("a message without words"),
    "words_in_channel": IgnoredPayload("not in a person's own chat with the bot"),
    "dm_edited": IgnoredPayload("a message of the kind 'message_changed'"),
    "dm_deleted": IgnoredPayload("a message of the kind 'message_deleted'"),
    "own_message": Echoed(TEAM, DIRECT, "1780311600.000200", "delivery:uYh3nq9T0aKxWm2b"),
    "home_opened": came("app_home_opened", EVENT, Called("home"), channel=DIRECT, is_home=True),
    "messages_tab_opened": IgnoredPayload("another tab than the home tab"),
    "mention_in_channel": came("app_mention", EVENT, Called("cohort-report", "please"), channel=CHANNEL),
    "mention_without_words": came(
        "app_mention", EVENT, Called("help"), channel=CHANNEL, thread_ts="1780315000.222229"
    ),
    "mention_in_passing": came("app_mention", EVENT, Called("help"), channel=CHANNEL),
    "mention_from_another_workspace": FOREIGN,
    "press_button": pressed("checkins.form", **CARD),
    "press_ephemeral": pressed(
        "people.pause",
        **{**CARD, "channel": CHANNEL, "message_ts": "1780315650.000500", "is_ephemeral": True},
    ),
    "press_in_home": pressed(
        "people.show_pause", view_id="V07HOME0001", view_hash="1780315690.a1b2c3d4", is_home=True
    ),
    "press_in_modal": pressed(
        "people.ask_quiet", view_id="V07MODAL001", view_hash="1780315690.a1b2c3d4", **CARD
    ),
    "press_link": IgnoredPayload("a link was opened"),
    "press_forged": MalformedPayload("the button's value is none of ours"),
    "press_from_another_workspace": FOREIGN,
    "enterprise_press": pressed("checkins.form", ENTERPRISE, **CARD),
    "form_submitted": submitted(
        QUIET, "form-3", "V07FORM0001", {"quiet_from": "12:00", "quiet_to": "13:00"}, **CARD
    ),
    "form_submitted_with_problem": submitted(
        QUIET, "form-3", "V07FORM0001", {"quiet_from": "12:00", "quiet_to": ""}, **CARD
    ),
    "every_field_submitted": submitted(
        Action("noun.verb", {"id": "42"}),
        "form-all",
        "V07EVERY001",
        {
            "name": "",
            "note": "R&D <!channel> *stars*\nsecond line",
            "pick": "",
            "mark": "4",
            "hours": "2.5",
            "on": "2026-06-12",
            "agree": "yes",
            "more": "",
        },
    ),
    "form_without_origin": MalformedPayload("the form does not say which form it is"),
    "form_closed": IgnoredPayload("nothing here answers 'view_closed'"),
    "options_wanted": IgnoredPayload("nothing here answers 'block_suggestion'"),
    "shortcut_global": came("shortcut", TRIGGER, Called("scope_flag"), trigger_id=TRIGGER),
    "shortcut_message": came(
        "message_action",
        TRIGGER,
        Called("scope_flag", quoted=Quoted("Could you reset my VPN & printer? 🙏", account="U07JONAS01")),
        channel=CHANNEL,
        message_ts="1780314000.000700",
        thread_ts="1780313000.000600",
        response_url=hook("app"),
        trigger_id=TRIGGER,
    ),
    "uninstalled": Uninstalled(TEAM),
    "tokens_revoked": TokensRevoked(TEAM, of_bot=True),
    "user_tokens_revoked": TokensRevoked(TEAM, of_bot=False),
    "user_renamed": changed(name="Priya Raman-Weber", zone="Europe/Berlin"),
    "user_deactivated": changed(zone="", locale="", is_gone=True),
    "user_is_guest": changed(is_guest=True),
    "bot_changed": IgnoredPayload("a bot's profile"),
    "reaction": IgnoredPayload("nothing here answers the event 'reaction_added'"),
    "address_check": Challenge("are-you-there-8f3a"),
    "events_held_back": IgnoredPayload("nothing here answers 'app_rate_limited'"),
}


@pytest.mark.parametrize("scenario", EXPECTED)
def test_scenarios(scenario: str) -> None:
    assert parse_event(body_of(payload(scenario))) == EXPECTED[scenario]


@pytest.mark.parametrize("scenario", EXPECTED)
def test_socket_mode_hands_over_the_same(scenario: str) -> None:
    assert read_payload(payload(scenario)) == EXPECTED[scenario]


def test_each_payload_has_its_expectation() -> None:
    assert set(scenarios()) - {"check_in_submitted"} == set(EXPECTED)


def test_a_whole_check_in() -> None:
    arrived = parse_event(body_of(payload("check_in_submitted")))
    assert isinstance(arrived, SlackIncoming)
    assert isinstance(arrived.event.act, Submitted)
    assert arrived.event.act.action.name == "checkins.save"
    assert "He drafts his Monday update with the assistant himself." in arrived.event.act.values.values()


def test_each_press_is_another_and_a_redelivered_event_the_same() -> None:
    first, again = payload("press_button"), payload("press_button")
    again["trigger_id"] = "another"
    keys = [came.event.key for came in map(read_payload, (first, again)) if isinstance(came, SlackIncoming)]
    assert keys == [f"slack:{TRIGGER}", "slack:another"]


def _nested(depth: int, opening: str, closing: str) -> bytes:
    return (opening * depth + "1" + closing * depth).encode()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" ",
        b"null",
        b"[]",
        b"{}",
        b"{",
        b'"text"',
        b"17",
        b"\xff\xfe",
        b'{"type": "\xff"}',
        b'{"type": null}',
        b'{"type": 7}',
        b"payload=",
        b"payload=null",
        b"payload=%5B%5D",
        b"payload=%FF",
        b"payload=%7B%22type%22%3A%22block_actions%22%7D",
        b"command",
        b"command=/check-in",
        b"command=/check-in&user_id=U1&trigger_id=&team_id=T1",
        b"command=/check-in&user_id=&trigger_id=1&team_id=T1",
        b"command=/check-in&user_id=U1&trigger_id=1",
        b"&".join(b"field%d=1" % n for n in range(200)),
        b'{"type":"event_callback","event_id":"1","team_id":"T1","event":[]}',
        b'{"type":"event_callback","event_id":"1","team_id":"T1","event":{"type":"message"}}',
        b'{"type":"event_callback","event_id":"1","team_id":null,"event":{"type":"app_uninstalled"}}',
        b'{"type":"event_callback","event_id":1,"team_id":"T1","event":{"type":"message"}}',
        _nested(100_000, "[", "]"),
        _nested(100_000, '{"type":', "}"),
        urlencode({"payload": _nested(100_000, "[", "]")}).encode(),
    ],
)
def test_signed_but_malformed(raw: bytes) -> None:
    assert isinstance(parse_event(raw), MalformedPayload)


def test_a_check_of_the_certificate_is_no_command() -> None:
    assert parse_event(b"token=x&ssl_check=1") == IgnoredPayload("Slack checks the certificate")


@pytest.mark.parametrize(
    "scenario", ["press_button", "press_in_modal", "form_submitted", "words_with_markup"]
)
def test_what_is_carried_may_be_anything(scenario: str) -> None:
    """Values, metadata and blocks of a well-formed payload are not to be trusted either."""
    for broken in (
        "",
        "null",
        "[]",
        "{",
        "\x00",
        "[" * 100_000,
        '{"name":1}',
        '{"action":{"name":"x"}}',
        "\ud800",
    ):
        sent = payload(scenario)
        if "actions" in sent:
            sent["actions"][0]["value"] = broken
        if "view" in sent:
            sent["view"]["private_metadata"] = broken
        if "event" in sent:
            sent["event"]["blocks"] = json.loads(_nested(500, "[", "]")) if broken == "{" else broken
        assert isinstance(read_payload(sent), SlackIncoming | MalformedPayload)


_BAD: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just([]) | st.just({"type": 1})
)


@given(st.data())
def test_no_change_of_a_payload_makes_it_fall_over(data: st.DataObject) -> None:
    sent = payload(data.draw(st.sampled_from(scenarios())))
    spot: Any = sent
    while True:
        keys = list(spot) if isinstance(spot, dict) else list(range(len(spot)))
        key = data.draw(st.sampled_from(keys))
        inner = spot[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            break
        spot = inner
    spot[key] = data.draw(_BAD)
    read_payload(sent)
    if isinstance(sent.get("type"), str) or "command" in sent:
        parse_event(body_of(sent))


@given(st.binary(max_size=60))
def test_no_body_makes_it_fall_over(raw: bytes) -> None:
    assert isinstance(parse_event(raw), MalformedPayload | IgnoredPayload)
