"""A person at a Slack client: what they type, press and send goes to the app as Slack would send it, signed."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.slack.payloads import body_of, payload
from tests.slack.server.server import SlackServer
from tests.slack.server.workspace import BOT, BOT_USER, Posted

SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
CHANNEL = "C07TEAMAI1"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """What the app answered in the request itself, and how long it took."""

    status: int
    body: Any
    seconds: float


def signed(body: bytes, at: float, *, secret: str = SIGNING_SECRET) -> dict[str, str]:
    """Slack's two headers."""
    moment = str(int(at))
    digest = hmac.new(secret.encode(), f"v0:{moment}:".encode() + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": moment, "X-Slack-Signature": f"v0={digest}"}


async def send(url: str, body: bytes, headers: Mapping[str, str]) -> Acknowledged:
    kind = "application/json" if body[:1] == b"{" else "application/x-www-form-urlencoded"
    began = time.monotonic()
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=body, headers={"Content-Type": kind, **headers}) as response,
    ):
        text = await response.text()
        read = json.loads(text) if response.content_type == "application/json" else text
        return Acknowledged(response.status, read, time.monotonic() - began)


@dataclass
class Client:
    """`seen` is what this person alone was shown in the request's own answer."""

    slack: SlackServer
    app_url: str
    user: str
    seen: list[dict[str, Any]] = field(default_factory=list)
    view: dict[str, Any] | None = None
    last: tuple[bytes, dict[str, str]] = (b"", {})

    @property
    def conversation(self) -> list[Posted]:
        return self.slack.space.conversation(self.user)

    @property
    def direct(self) -> str:
        return self.slack.space.direct(self.user)

    async def types(self, command: str, text: str = "", *, channel: str = "") -> Acknowledged:
        """A slash command."""
        sent = payload("command") | {
            "command": command,
            "text": text,
            "user_id": self.user,
            "channel_id": channel or self.direct,
            "trigger_id": self.slack.space.trigger(),
            "response_url": self.slack.response_url(channel or self.direct, self.user),
        }
        done = await self._send(sent)
        if isinstance(done.body, dict):
            self.seen.append(done.body)
            self.slack.space.post(channel or self.direct, done.body, seen_by=self.user)
        return done

    async def says(self, text: str, *, thread: str = "") -> Acknowledged:
        where = {"channel": self.direct, **({"thread_ts": thread} if thread else {})}
        return await self._send(self._event("words_in_dm", text=text, **where))

    async def mentions(self, text: str, *, channel: str = CHANNEL) -> Acknowledged:
        return await self._send(
            self._event("mention_in_channel", text=f"<@{BOT_USER}> {text}", channel=channel)
        )

    async def opens_home(self) -> Acknowledged:
        return await self._send(self._event("home_opened", channel=self.direct))

    async def uses_shortcut(self, callback: str) -> Acknowledged:
        sent = self._interaction("shortcut_global") | {"callback_id": callback}
        return await self._send(sent)

    async def presses(self, label: str, card: Posted | None = None) -> Acknowledged:
        """The newest button that begins with the label, in the person's chat or among what only they see."""
        posted, element = self._button(label, card)
        sent = self._interaction("press_button") | {
            "container": {
                "type": "message",
                "message_ts": posted.ts,
                "channel_id": posted.channel,
                "is_ephemeral": bool(posted.seen_by),
            },
            "channel": {"id": posted.channel, "name": "directmessage"},
            "message": {"ts": posted.ts, "text": posted.text, "blocks": posted.blocks, "bot_id": BOT},
            "response_url": self.slack.response_url(posted.channel, self.user, posted),
            "actions": [element],
        }
        return await self._send(sent)

    async def presses_in_home(self, label: str) -> Acknowledged:
        home = self.slack.space.homes[self.user]
        return await self._send(self._press_in_view("press_in_home", home, label))

    async def presses_in_modal(self, label: str) -> Acknowledged:
        modal = self.modal
        assert modal is not None, "no modal is open"
        return await self._send(self._press_in_view("press_in_modal", modal, label))

    async def submits(self, **values: str) -> Acknowledged:
        """The open modal, over what stands in it; `__` in a name is the dot of a key."""
        modal = self.modal
        assert modal is not None, "no modal is open"
        filled = {key.replace("__", "."): value for key, value in values.items()}
        state = {
            block["block_id"]: {"value": _filled(block["element"], filled.get(block["block_id"]))}
            for block in modal["blocks"]
            if block["type"] == "input"
        }
        assert filled.keys() <= state.keys(), f"{filled.keys() - state.keys()} are no fields of {list(state)}"
        sent = self._interaction("form_submitted")
        sent["view"] = {**modal, "state": {"values": state}}
        done = await self._send(sent)
        if isinstance(done.body, dict) and done.body.get("response_action") == "update":
            self.slack.space.put_view(done.body["view"], modal["id"])
        return done

    async def repeats(self) -> Acknowledged:
        """The last request comes once more, as Slack does when it got no answer."""
        body, headers = self.last
        again = {
            **signed(body, self.slack.now()),
            "X-Slack-Retry-Num": "1",
            "X-Slack-Retry-Reason": "http_timeout",
        }
        return await send(self.app_url, body, {**headers, **again})

    @property
    def modal(self) -> dict[str, Any] | None:
        """The modal that was opened or changed last."""
        modals = [view for view in self.slack.space.views.values() if view["type"] == "modal"]
        return modals[-1] if modals else None

    def _event(self, scenario: str, **event: str) -> dict[str, Any]:
        sent = payload(scenario) | {"event_id": f"Ev{secrets.token_hex(5).upper()}"}
        sent["event"] |= {"user": self.user, **event}
        if "blocks" in sent["event"]:
            del sent["event"]["blocks"]
        return sent

    def _interaction(self, scenario: str) -> dict[str, Any]:
        sent = payload(scenario) | {"trigger_id": self.slack.space.trigger()}
        sent["user"] |= {"id": self.user}
        return sent

    def _press_in_view(self, scenario: str, view: dict[str, Any], label: str) -> dict[str, Any]:
        element = next(_labelled(view["blocks"], label), None)
        assert element, f"no button {label!r} in {json.dumps(view['blocks'])}"
        container = {"type": "view", "view_id": view["id"]}
        return self._interaction(scenario) | {"container": container, "view": view, "actions": [element]}

    def _button(self, label: str, card: Posted | None) -> tuple[Posted, dict[str, Any]]:
        cards = [card] if card else [*self.slack.space.messages.values()][::-1]
        for posted in cards:
            is_mine = posted.channel == self.direct or posted.seen_by == self.user
            if is_mine and (element := next(_labelled(posted.blocks, label), None)):
                return posted, element
        raise AssertionError(f"{self.user} sees no button {label!r}")

    async def _send(self, sent: dict[str, Any]) -> Acknowledged:
        body = body_of(sent)
        self.last = (body, {})
        return await send(self.app_url, body, signed(body, self.slack.now()))


def _labelled(blocks: list[dict[str, Any]], label: str) -> Iterator[dict[str, Any]]:
    """Buttons that begin with the label, as they come in a payload."""
    for block in blocks:
        for element in block.get("elements", []) if block["type"] == "actions" else ():
            shown = element.get("accessibility_label") or element["text"]["text"]
            if shown.startswith(label):
                yield {**element, "block_id": block.get("block_id", "b1"), "action_ts": "1780315700.123456"}


def _filled(element: dict[str, Any], value: str | None) -> dict[str, Any]:
    """An input's state: what was filled in, or else what stood there."""
    kind = element["type"]
    match kind:
        case "static_select" | "radio_buttons":
            standing = element.get("initial_option")
            options = {option["value"]: option for option in element["options"]}
            return {"type": kind, "selected_option": options[value] if value else standing}
        case "checkboxes":
            options = {option["value"]: option for option in element["options"]}
            standing = element.get("initial_options", [])
            return {"type": kind, "selected_options": [options[value]] if value else standing}
        case "datepicker":
            return {"type": kind, "selected_date": value or element.get("initial_date")}
        case _:
            return {"type": kind, "value": value if value is not None else element.get("initial_value")}


async def echo(slack: SlackServer, app_url: str, posted: Posted) -> None:
    """Slack tells the app of a message that the app itself wrote."""
    sent = payload("own_message") | {"event_id": f"Ev{secrets.token_hex(5).upper()}"}
    sent["event"] |= {"channel": posted.channel, "ts": posted.ts, "blocks": posted.blocks, "bot_id": BOT}
    body = body_of(sent)
    await send(app_url, body, signed(body, slack.now()))
