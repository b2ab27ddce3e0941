"""Teams' activities, scenario by scenario, and what no activity may do: make us fall over."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.conversation_references import ConversationReference
from adapters.chat.inbound_event import IgnoredPayload, MalformedPayload
from adapters.teams.inbound import decode_body, parse_event
from adapters.teams.inbound_event import InboundEvent, Installed, Removed, TeamsIncoming
from adapters.teams.plain_text import plain_text
from adapters.teams.reply_target import TeamsReplyTarget
from bot.address import Address
from bot.ids import EventKey
from bot.people.roles import Platform
from bot.surface import Action
from bot.turn import Act, Called, Event, Pressed, Quoted, Said, Submitted
from tests.teams.payloads import payload, scenarios

TENANT = "6b7a4e1c-0d2f-4a55-9a53-2f1f6f0c9d10"
WHO = Address(platform=Platform.TEAMS, workspace=TENANT, user="3c1d2e4f-5a6b-4c7d-8e9f-0a1b2c3d4e5f")
USER, BOT = "29:1XJKJMvc5GBtc2JwZq0oj8tHZmzrQgFmB39ATiQWA85g", "28:9a8b7c6d-1111-4222-8333-444455556666"
DIRECT = "a:1pL6i0oY3C0K8oAj8Wb0u1gRS5nQw9o3vVbJcXy7"
CHANNEL = "19:5f3c9d1b2a7e4f60@thread.tacv2;messageid=1780315000222"
GROUP = "19:7a6b5c4d3e2f1a0b@unq.gbl.spaces"
KINDS = {DIRECT: "personal", CHANNEL: "channel", GROUP: "groupChat"}
URL = f"https://smba.trafficmanager.net/emea/{TENANT}/"
SAID, INVOKED, CARD = "1780311690123", "f:3e5c1b7a-90d1-4f7e-8a52-6b1c2d3e4f50", "1780311600456"
REFERENCE = ConversationReference(
    who=WHO, conversation=DIRECT, service_url=URL, bot=BOT, user=USER, zone="Asia/Calcutta", locale="en-GB"
)


def place(conversation: str = DIRECT, **more: Any) -> TeamsReplyTarget:
    spot = {"conversation": conversation, "kind": KINDS[conversation], "service_url": URL, "tenant": TENANT}
    return TeamsReplyTarget(**{**spot, "bot": BOT, "user": USER, **more})


def came(act: Act, conversation: str = DIRECT, *, key: str = "", **where: Any) -> TeamsIncoming:
    activity = INVOKED if "invoke" in where else SAID
    kind = "" if where.get("invoke", "").startswith("compose") else KINDS[conversation]
    spot = place(conversation, **{"activity": activity, "kind": kind, **where})
    event = Event(key=EventKey(f"teams:{key or f'{conversation}:{spot.activity}'}"), who=WHO, act=act)
    return TeamsIncoming(event, spot, REFERENCE if spot.is_direct else None)


def submitted(name: str, instance: str, values: dict[str, str], **where: Any) -> TeamsIncoming:
    about = {"id": "42"} if name == "noun.verb" else {}
    act = Submitted(Action(name, about), instance, values)
    return came(act, key=f"form:{WHO.user}:{instance}", **where)


FORM = Action("checkins.form", {"check_in": "check-in"})
PAUSE = Pressed(Action("people.pause", {"weeks": "2"}))
QUIET = {"quiet_from": "12:00", "quiet_to": "13:00"}
ELSEWHERE = IgnoredPayload("not in a person's own chat with the bot, and it is not mentioned")
QUOTED = "Could the help desk see who asked?\n\nR&D wants <it> too"
JONAS = "7f7f7f7f-0000-4000-8000-000000000001"
EXPECTED: dict[str, InboundEvent] = {
    "command": came(Called("check-in")),
    "command_without_slash": came(Called("check-in")),
    "command_with_words": came(Called("ask", "What's next? R&D <soon> with Jonas Weber"), CHANNEL),
    "command_unknown": came(Called("upmentor", "please")),
    "targeted_command": came(Called("pause"), GROUP, is_targeted=True),
    "words_in_dm": came(Said("He drafts his Monday update himself now.")),
    "words_with_markup": came(Said("R&D asked Jonas: is 3 < 5? **Really** 🙂")),
    "words_in_reply": came(Said("2"), reply_to=CARD),
    "file_in_dm": came(Said("my prompt")),
    "file_without_words": IgnoredPayload("a message without words"),
    "words_in_channel": ELSEWHERE,
    "dm_edited": IgnoredPayload("nothing here answers 'messageUpdate'"),
    "dm_deleted": IgnoredPayload("nothing here answers 'messageDelete'"),
    "mention_in_channel": came(Called("cohort-report", "please"), CHANNEL),
    "mention_without_words": came(Called("help"), GROUP),
    "mention_in_passing": came(Called("help"), CHANNEL),
    "press_button": came(PAUSE, invoke="adaptiveCard/action", reply_to=CARD),
    "press_fallback": came(PAUSE, reply_to=CARD),
    "press_forged": MalformedPayload("the button's data is none of ours", "adaptiveCard/action"),
    "press_opens_dialog": came(Pressed(FORM), invoke="task/fetch", reply_to=CARD),
    "press_in_modal": came(Pressed(Action("asks.send", {"draft": "7"})), invoke="task/submit"),
    "form_submitted": submitted("people.set_quiet", "form-3", QUIET, invoke="task/submit", reply_to=CARD),
    "form_submitted_in_card": submitted(
        "people.set_quiet", "form-3", QUIET, invoke="adaptiveCard/action", reply_to=CARD
    ),
    "form_submitted_in_channel": submitted(
        "people.set_quiet",
        "form-3",
        {**QUIET, "quiet_to": ""},
        conversation=CHANNEL,
        invoke="composeExtension/submitAction",
    ),
    "every_field_submitted": submitted(
        "noun.verb",
        "form-all",
        {
            "name": "",
            "note": "R&D <at>all</at> *stars*\nsecond line",
            "pick": "",
            "mark": "4",
            "hours": "2.5",
            "day": "2026-06-12",
            "sure": "yes",
            "other": "",
        },
        invoke="task/submit",
    ),
    "shortcut_global": came(Called("check-in"), invoke="composeExtension/fetchTask"),
    "shortcut_message": came(
        Called("ask", "", Quoted(QUOTED, "Jonas Weber", JONAS)),
        CHANNEL,
        invoke="composeExtension/fetchTask",
    ),
    "installed": Installed(REFERENCE),
    "upgraded": Installed(REFERENCE),
    "uninstalled": Removed(WHO),
    "installed_in_channel": IgnoredPayload("installed or removed for others than one person"),
    "chat_opened": Installed(REFERENCE),
    "somebody_joined": IgnoredPayload("a change of a conversation with others"),
    "reaction": IgnoredPayload("nothing here answers 'messageReaction'"),
    "invoke_unknown": IgnoredPayload("nothing here answers the invoke 'signin/verifyState'"),
}


@pytest.mark.parametrize("scenario", EXPECTED)
def test_scenarios(scenario: str) -> None:
    activity = decode_body(json.dumps(payload(scenario)).encode())
    assert not isinstance(activity, MalformedPayload)
    assert parse_event(activity) == EXPECTED[scenario]


def test_each_payload_has_its_expectation() -> None:
    assert set(scenarios()) == set(EXPECTED)


def said(text: str) -> Act:
    arrived = parse_event({**payload("words_in_dm"), "text": text})
    assert isinstance(arrived, TeamsIncoming), arrived
    return arrived.event.act


@pytest.mark.parametrize(
    "text",
    [
        "check-in",
        "/check-in",
        "/ check-in",
        "CHECK IN",
        " Check_In ",
        "check\xa0in",
        "check - in",
        "/Check in",
    ],
)
def test_a_command_is_known_however_it_is_typed(text: str) -> None:
    assert said(text) == Called("check-in")


@pytest.mark.parametrize(
    "text, act",
    [
        ("/ask for  a better\nquestion", Called("ask", "for  a better\nquestion")),
        ("/my data please", Called("my-data", "please")),
        ("/nothing of ours", Called("nothing", "of ours")),
        ("/", Called("", "")),
        ("ask me tomorrow", Said("ask me tomorrow")),
        ("check in with her", Said("check in with her")),
        ("check-in2", Said("check-in2")),
        ("3", Said("3")),
    ],
)
def test_words_and_commands_are_told_apart(text: str, act: Act) -> None:
    assert said(text) == act


def test_entities_stay_where_the_words_are_not_known_to_be_escaped() -> None:
    sent = {**payload("words_in_dm"), "text": "write &amp; for &", "attachments": []}
    arrived = parse_event(sent)
    assert isinstance(arrived, TeamsIncoming)
    assert arrived.event.act == Said("write &amp; for &")


def test_a_quoted_message_is_no_word_of_the_persons() -> None:
    assert said('<quoted messageId="1780311600456"/> 4') == Said("4")


def test_who_has_no_account_is_known_by_their_id() -> None:
    sent = payload("command")
    del sent["from"]["aadObjectId"], sent["conversation"]["tenantId"]
    arrived = parse_event(sent)
    assert isinstance(arrived, TeamsIncoming)
    assert arrived.event.who == replace(WHO, user=USER)


def test_a_dialog_in_a_shared_place_names_no_card() -> None:
    sent = payload("form_submitted")
    sent["conversation"] |= {"conversationType": "channel", "id": CHANNEL}
    arrived = parse_event(sent)
    assert isinstance(arrived, TeamsIncoming)
    assert arrived.target.reply_to == ""


def test_a_form_sent_twice_is_one_event_and_another_persons_is_another() -> None:
    again, other = payload("form_submitted"), payload("form_submitted")
    again["id"] = "f:again"
    other["from"]["aadObjectId"] = "somebody-else"
    keys = [
        arrived.event.key
        for arrived in map(parse_event, (payload("form_submitted"), again, other))
        if isinstance(arrived, TeamsIncoming)
    ]
    assert keys[0] == keys[1] != keys[2]


def test_a_bot_says_nothing() -> None:
    sent = payload("words_in_dm")
    sent["from"] |= {"id": BOT}
    assert parse_event(sent) == IgnoredPayload("a bot's message")


def test_a_card_that_draws_itself_anew_is_no_press() -> None:
    sent = payload("press_button")
    sent["value"]["trigger"] = "automatic"
    assert parse_event(sent) == IgnoredPayload("a card that asks whether it is fresh")


def test_a_press_without_a_number_is_told_by_its_moment() -> None:
    keys = []
    for moment in ("2026-06-01T11:08:10Z", "2026-06-01T11:08:11Z", "2026-06-01T11:08:11Z"):
        sent = payload("press_button") | {"id": None, "timestamp": moment}
        arrived = parse_event(sent)
        assert isinstance(arrived, TeamsIncoming)
        keys.append(arrived.event.key)
    assert keys[0] != keys[1] == keys[2]


def test_a_long_key_is_shortened_and_stays_its_own() -> None:
    keys = set()
    for end in "ab":
        sent = payload("command")
        sent["conversation"]["id"] = "a:" + "x" * 400 + end
        arrived = parse_event(sent)
        assert isinstance(arrived, TeamsIncoming)
        assert len(arrived.event.key) < 100
        keys.add(arrived.event.key)
    assert len(keys) == 2


@pytest.mark.parametrize("at", ["from", "recipient", "conversation"])
def test_ids_that_are_too_long_are_none_of_teams(at: str) -> None:
    sent = payload("command")
    sent[at]["id"] = "x" * 2_000
    sent["from"].pop("aadObjectId")
    assert isinstance(parse_event(sent), MalformedPayload)


def test_a_zone_that_windows_names_is_one_of_ours() -> None:
    arrived = parse_event({**payload("command"), "localTimezone": "W. Europe Standard Time"})
    assert isinstance(arrived, TeamsIncoming)
    assert arrived.reference
    assert arrived.reference.zone == "Europe/Berlin"


@pytest.mark.parametrize(
    "markup, words",
    [
        ("<p>One</p><p>&nbsp;</p><p>Two<br>Three</p>", "One\n\nTwo\nThree"),
        ("<ul><li>a</li><li>b &lt; c</li></ul>", "a\nb < c"),
        ('<p>Nice <img alt="🙂" src="x"></p>', "Nice 🙂"),
        ("<blockquote>kept</blockquote>said", "kept\nsaid"),
        ("<![if x]><!DOCTYPE y>z<!-- no -->", "<![if x]><!DOCTYPE y>z"),
        (None, ""),
        (7, ""),
    ],
)
def test_markup_as_plain_words(markup: object, words: str) -> None:
    assert plain_text(markup) == words


@pytest.mark.parametrize(
    "raw",
    [b"", b" ", b"null", b"[]", b"{", b'"text"', b"17", b"\xff\xfe", b'{"type": "\xff"}', b"[" * 100_000],
)
def test_no_activity(raw: bytes) -> None:
    assert isinstance(decode_body(raw), MalformedPayload)


@pytest.mark.parametrize(
    "changed",
    [
        {"type": None},
        {"type": 7},
        {"conversation": None},
        {"conversation": {"id": ""}},
        {"from": {}},
        {"serviceUrl": ""},
        {"recipient": []},
        {"entities": [7]},
        {"attachments": "x"},
    ],
)
def test_an_activity_of_another_shape(changed: dict[str, Any]) -> None:
    assert isinstance(parse_event({**payload("command"), **changed}), MalformedPayload)


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "x",
        {},
        {"upmentor": None},
        {"upmentor": {"is": "press"}},
        {"upmentor": {"is": "press", "do": None}},
        {"upmentor": {"is": "press", "do": {"about": {}}}},
        {"upmentor": {"is": "press", "do": {"name": "a.b", "about": {"x": 1}}}},
        {"upmentor": {"is": "press", "do": {"name": "a" * 300}}},
        {"upmentor": {"is": "form", "do": {"name": "a.b"}}},
        {"upmentor": {"is": "form", "do": {"name": "a.b"}, "instance": ""}},
        {"upmentor": {"is": "form", "do": {"name": "a.b"}, "instance": "x" * 300}},
        {"upmentor": {"is": "form", "do": {"name": "a.b"}, "instance": 7}},
    ],
)
@pytest.mark.parametrize("scenario", ["press_button", "press_in_modal", "form_submitted_in_channel"])
def test_what_is_carried_may_be_anything(scenario: str, data: object) -> None:
    sent = payload(scenario)
    sent["value"] = {"action": {"data": data}, "data": data}
    assert isinstance(parse_event(sent), MalformedPayload)


_BAD: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just([]) | st.just({"type": 1})
)


@given(st.data())
def test_no_change_of_an_activity_makes_it_fall_over(data: st.DataObject) -> None:
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
    parse_event(sent)


@given(st.text(max_size=40) | st.text("/ -_\ncheckin<>&;!at[", max_size=60))
def test_no_words_make_it_fall_over(text: str) -> None:
    sent = {**payload("words_in_dm"), "text": text}
    sent["attachments"][0]["content"] = text
    assert isinstance(parse_event(sent), TeamsIncoming | IgnoredPayload)
    plain_text(text)


@given(st.binary(max_size=60))
def test_no_body_makes_it_fall_over(raw: bytes) -> None:
    decoded = decode_body(raw)
    assert isinstance(decoded, MalformedPayload) or isinstance(parse_event(decoded), MalformedPayload)
