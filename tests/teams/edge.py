"""Teams as the edge of a story: acts come as whole activities, screens are read from Adaptive Cards."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from typing import Any, assert_never

from adapters.teams.action_data import FIELD, NOTHING, ButtonData, FormData, encode_action_data
from adapters.teams.inbound import decode_body, parse_event
from adapters.teams.inbound_event import TeamsIncoming
from adapters.teams.render import render_form, render_message
from bot.address import Address
from bot.features import OPENS_FORM
from bot.people.roles import Platform
from bot.surface import Action, Form, Message
from bot.turn import Act, Called, Event, Pressed, Quoted, Said, Submitted
from tests.teams.payloads import payload
from tests.teams.reading import words_of
from tests.teams.validate import problems_of_activity, problems_of_dialog

TENANT = "6b7a4e1c-0d2f-4a55-9a53-2f1f6f0c9d10"


class TeamsEdge:
    """Activities in, validated Adaptive Cards out. Remembers the dialogs it opened, and what opened the last."""

    def __init__(self) -> None:
        self._inputs: dict[str, dict[str, Any]] = {}
        self._last: Act | None = None

    def address(self, email: str) -> Address:
        return Address(platform=Platform.TEAMS, workspace=TENANT, user=f"aad-{email.partition('@')[0]}")

    def arrives(self, event: Event) -> Event:
        sent = self._payload(event)
        sent["from"] |= {"id": f"29:{event.who.user}", "aadObjectId": event.who.user}
        decoded = decode_body(json.dumps(sent | {"id": event.key}).encode())
        assert isinstance(decoded, dict), decoded
        arrived = parse_event(decoded)
        assert isinstance(arrived, TeamsIncoming), arrived
        assert arrived.event.who == event.who
        self._last = event.act
        return arrived.event

    def reads(self, screen: Message | Form) -> str:
        if isinstance(screen, Message):
            activity = render_message(screen)
            assert problems_of_activity(activity) == []
            return _folded(activity["attachments"][0]["content"])
        if isinstance(self._last, Pressed):
            assert self._last.action.name in OPENS_FORM, "its button has to open a dialog"
        card = render_form(screen)
        assert problems_of_dialog(card) == []
        self._inputs[screen.instance] = {one["id"]: one for one in card["body"] if "id" in one}
        return f"{screen.title} {_folded(card)}"

    def _payload(self, event: Event) -> dict[str, Any]:
        match event.act:
            case Called(command, _, Quoted() as quoted):
                return _on_message(command, quoted)
            case Called(command, text):
                return _typed(f"/{command} {text}".strip())
            case Said(text):
                return _typed(text)
            case Pressed(action):
                return _pressed(action)
            case Submitted(action, instance, values):
                return self._submitted(action, instance, values)
            case _ as never:
                assert_never(never)

    def _submitted(self, action: Action, instance: str, values: Mapping[str, str]) -> dict[str, Any]:
        sent = payload("form_submitted")
        inputs = self._inputs.get(instance, {})
        filled = {FIELD + key: _filled(inputs.get(FIELD + key, {}), value) for key, value in values.items()}
        sent["value"]["data"] = {**encode_action_data(FormData(action, instance)), **filled}
        return sent


def _typed(text: str) -> dict[str, Any]:
    escaped = html.escape(text, quote=False)
    markup = [{"contentType": "text/html", "content": f"<p>{escaped}</p>"}]
    return payload("words_in_dm") | {"text": escaped, "attachments": markup}


def _on_message(command: str, quoted: Quoted) -> dict[str, Any]:
    sent = payload("shortcut_message")
    sent["value"]["commandId"] = command
    message = sent["value"]["messagePayload"]
    message["body"]["content"] = "".join(f"<p>{html.escape(line)}</p>" for line in quoted.text.split("\n"))
    message["from"]["user"] |= {"displayName": quoted.author, "id": quoted.account}
    return sent


def _pressed(action: Action) -> dict[str, Any]:
    data = encode_action_data(ButtonData(action))
    if action.name in OPENS_FORM:
        sent = payload("press_opens_dialog")
        sent["value"]["data"] = data | {"msteams": {"type": "task/fetch"}}
    else:
        sent = payload("press_button")
        sent["value"]["action"]["data"] = data
    return sent


def _filled(shown: Mapping[str, Any], value: str) -> object:
    """The value that a client sends for an input; a person can pick only what it offers."""
    match shown.get("type"):
        case "Input.ChoiceSet":
            offered = {one["value"] for one in shown["choices"]}
            assert not value or value in offered, f"{value!r} is none of the options"
            return value or (NOTHING if NOTHING in offered else "")
        case "Input.Toggle":
            return shown["valueOn"] if value == "yes" else shown["valueOff"]
        case _:
            return value


def _folded(card: object) -> str:
    return " ".join(" ".join(words_of(card)).split())
