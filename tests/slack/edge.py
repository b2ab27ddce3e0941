"""Slack as the edge of a story: acts come as whole payloads, screens are read from Block Kit."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any, assert_never

from adapters.slack.action_data import NOTHING, encode_action, encode_origin
from adapters.slack.inbound import parse_event
from adapters.slack.inbound_event import SlackIncoming
from adapters.slack.render import render_form, render_message
from adapters.slack.reply_target import DIRECT_MESSAGE
from bot.address import Address
from bot.people.roles import Platform
from bot.surface import Action, Form, Message
from bot.turn import Called, Event, Pressed, Quoted, Said, Submitted
from tests.slack.payloads import body_of, payload
from tests.slack.reading import words_of
from tests.slack.validate import problems_of_message, problems_of_view

TEAM = "T07MENTOR1"


class SlackEdge:
    """Form-encoded and JSON requests in, validated Block Kit out. Remembers the modals it opened."""

    def __init__(self) -> None:
        self._views: dict[str, dict[str, Any]] = {}

    def address(self, email: str) -> Address:
        name = email.partition("@")[0].upper()
        return Address(platform=Platform.SLACK, workspace=TEAM, user=f"U07{name}")

    def arrives(self, event: Event) -> Event:
        arrived = parse_event(body_of(self._payload(event)))
        assert isinstance(arrived, SlackIncoming), arrived
        assert arrived.event.who == event.who
        return arrived.event

    def reads(self, screen: Message | Form) -> str:
        if isinstance(screen, Form):
            view = self._views[screen.instance] = render_form(screen)
            assert problems_of_view(view) == []
            return _folded(view)
        message = render_message(screen)
        assert problems_of_message(message) == []
        return _folded(message["blocks"])

    def _payload(self, event: Event) -> dict[str, Any]:
        match event.act:
            case Called(command, _, Quoted(text, author)):
                return _on_message(_by(event, payload("shortcut_message")), command, text, author)
            case Called(command, text):
                sent = payload("command") | {"command": f"/{command}", "text": html.escape(text, quote=False)}
                return sent | {"user_id": event.who.user, "trigger_id": event.key}
            case Said(text):
                return _said(event, text)
            case Pressed(action):
                sent = _by(event, payload("press_button"))
                sent["actions"][0]["value"] = encode_action(action)
                return sent
            case Submitted(action, instance, values):
                return self._submitted(event, action, instance, values)
            case _ as never:
                assert_never(never)

    def _submitted(
        self, event: Event, action: Action, instance: str, values: Mapping[str, str]
    ) -> dict[str, Any]:
        sent = _by(event, payload("form_submitted"))
        view = self._views.get(instance, {"blocks": []})
        inputs = {one["block_id"]: one["element"] for one in view["blocks"] if one["type"] == "input"}
        filled = {key: {"value": _state(inputs.get(key, {}), value)} for key, value in values.items()}
        origin = encode_origin(action, instance, DIRECT_MESSAGE)
        sent["view"] |= {"state": {"values": filled}, "private_metadata": origin, "blocks": view["blocks"]}
        return sent


def _said(event: Event, text: str) -> dict[str, Any]:
    sent = payload("words_in_dm")
    sent["event_id"] = event.key
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    typed = {"text": html.escape(text, quote=False), "blocks": [{"type": "rich_text", "elements": [words]}]}
    sent["event"] |= {"user": event.who.user, **typed}
    return sent


def _on_message(sent: dict[str, Any], command: str, text: str, author: str) -> dict[str, Any]:
    """Slack names the author by account."""
    sent["message"] |= {
        "user": f"U07{author.upper()}",
        "text": html.escape(text, quote=False),
        "blocks": None,
    }
    return sent | {"callback_id": command}


def _by(event: Event, sent: dict[str, Any]) -> dict[str, Any]:
    sent["user"]["id"] = event.who.user
    return sent | {"trigger_id": event.key}


def _state(element: Mapping[str, Any], value: str) -> dict[str, Any]:
    """The state that Slack sends for an input with this value; a person can pick only what it offers."""
    kind = element.get("type", "plain_text_input")
    if "options" not in element:
        return {"type": kind, "selected_date" if kind == "datepicker" else "value": value or None}
    picked = next((one for one in element["options"] if one["value"] == (value or NOTHING)), None)
    assert picked or not value, f"{value!r} is none of the options"
    if kind == "checkboxes":
        return {"type": kind, "selected_options": [picked] if picked else []}
    return {"type": kind, "selected_option": picked}


def _folded(rendered: object) -> str:
    return " ".join(" ".join(words_of(rendered)).split())
