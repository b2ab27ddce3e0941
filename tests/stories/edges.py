"""Edges a story runs on: an act goes through a platform's own payload, a screen through its renderer."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from typing import Protocol, assert_never

import msgspec

from adapters.browser.inbound import MalformedEvent, parse_event
from adapters.browser.render import render_screen
from bot.address import Address
from bot.people.roles import Platform
from bot.surface import Form, Message
from bot.turn import Called, Event, Pressed, Said, Submitted
from tests.slack.edge import SlackEdge
from tests.teams.edge import TeamsEdge


class Edge(Protocol):
    def address(self, email: str) -> Address:
        """The account of the person with this email."""

    def arrives(self, event: Event) -> Event:
        """The event as it comes out of the platform's payload for it."""

    def reads(self, screen: Message | Form) -> str:
        """What a person reads on the platform, white space folded."""


class BrowserEdge:
    """The chat page: JSON in, HTML out."""

    def address(self, email: str) -> Address:
        return Address(platform=Platform.BROWSER, workspace="", user=email)

    def arrives(self, event: Event) -> Event:
        parsed = parse_event(json.dumps(_payload(event)).encode())
        assert not isinstance(parsed, MalformedEvent), parsed
        return parsed

    def reads(self, screen: Message | Form) -> str:
        reader = _Reader()
        reader.feed(str(render_screen(screen)))
        return " ".join(" ".join(reader.words).split())


EDGES: dict[str, type[Edge]] = {"browser": BrowserEdge, "slack": SlackEdge, "teams": TeamsEdge}


def _payload(event: Event) -> dict[str, object]:
    who = {"key": event.key, "who": str(event.who)}
    match event.act:
        case Called(command, text, quoted):
            said = {"quoted": quoted.text, "quoted_author": quoted.author} if quoted else {}
            return {"act": "typed", **who, "text": f"/{command} {text}".strip(), **said}
        case Said(text):
            return {"act": "typed", **who, "text": text}
        case Pressed(action):
            return {"act": "pressed", **who, "action": msgspec.to_builtins(action)}
        case Submitted(action, instance, values):
            submitted = {"action": msgspec.to_builtins(action), "instance": instance, "values": dict(values)}
            return {"act": "submitted", **who, **submitted}
        case _ as never:
            assert_never(never)


class _Reader(HTMLParser):
    """The text of a page, with what stands in its fields."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "input":
            self.words.append(dict(attrs).get("value") or "")

    def handle_data(self, data: str) -> None:
        self.words.append(data)
