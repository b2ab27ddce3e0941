"""Payloads of the page, valid and malformed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from adapters.browser.inbound import MalformedEvent, parse_address, parse_event
from bot.address import Address
from bot.ids import EventKey
from bot.people.roles import Platform
from bot.surface import Action
from bot.turn import (
    Act,
    Called,
    Event,
    Pressed,
    Said,
    Submitted,
)
from tests.browser.stage import ADA

ACTION = {"name": "checkin.form", "about": {"checkin": "c1"}}


def payload(**what: Any) -> bytes:
    return json.dumps({"key": "k1", "who": str(ADA), **what}).encode()


@pytest.mark.parametrize(
    "text, act",
    [
        ("Hello", Said("Hello")),
        ("  two\nlines ", Said("  two\nlines ")),
        ("/check-in", Called("check-in")),
        (" /Check-In  now please\nthanks ", Called("check-in", "now please\nthanks")),
        ("/ask Where is the prompt library?", Called("ask", "Where is the prompt library?")),
        ("/", Said("/")),
        ("/ check-in", Said("/ check-in")),
        ("/etc/passwd", Said("/etc/passwd")),
        ("10/12", Said("10/12")),
        ("مرحبا 🦊", Said("مرحبا 🦊")),
    ],
)
def test_what_is_typed_is_a_command_or_words(text: str, act: Act) -> None:
    assert parse_event(payload(act="typed", text=text)) == Event(key=EventKey("k1"), who=ADA, act=act)


def test_presses_and_submissions_carry_their_action() -> None:
    action = Action("checkin.form", {"checkin": "c1"})
    pressed = parse_event(payload(act="pressed", action=ACTION))
    sent = parse_event(payload(act="submitted", action=ACTION, instance="f1", values={"a": "<b>"}))
    assert isinstance(pressed, Event)
    assert isinstance(sent, Event)
    assert pressed.act == Pressed(action)
    assert sent.act == Submitted(action, "f1", {"a": "<b>"})


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"\xff\xfe",
        b'"\\ud83e"',
        payload(),
        payload(act="shouted", text="x"),
        payload(act="typed"),
        payload(act="typed", text=1),
        payload(act="typed", text=""),
        payload(act="typed", text=" \n\t "),
        payload(act="typed", text="x", extra=1),
        payload(act="typed", text="x", key=""),
        payload(act="typed", text="x", key="k" * 101),
        payload(act="typed", text="x", who=""),
        payload(act="typed", text="x", who="ada"),
        payload(act="typed", text="x", who="browser:demo:"),
        payload(act="typed", text="x", who="pigeon:demo:ada"),
        payload(act="pressed"),
        payload(act="pressed", action="checkin.form"),
        payload(act="pressed", action={"name": "x" * 256}),
        payload(act="pressed", action={"name": "x", "about": {"a": 1}}),
        payload(act="pressed", action={"name": "x", "about": {"a": "x" * 1001}}),
        payload(act="submitted", action=ACTION, instance="f1"),
        payload(act="submitted", action=ACTION, instance=None, values={}),
        payload(act="submitted", action=ACTION, instance="f1", values=["a"]),
        payload(act="submitted", action=ACTION, instance="f1", values={"a": None}),
    ],
)
def test_what_is_malformed_gets_a_sentence(raw: bytes) -> None:
    parsed = parse_event(raw)
    assert isinstance(parsed, MalformedEvent)
    assert parsed.message.endswith((".", "!"))


@given(some.binary() | some.text().map(lambda text: payload(act="typed", text=text)))
def test_nothing_that_comes_in_raises(raw: bytes) -> None:
    assert isinstance(parse_event(raw), Event | MalformedEvent)


@pytest.mark.parametrize(
    "address",
    [
        Address(platform=Platform.BROWSER, workspace="demo", user="ada"),
        Address(platform=Platform.BROWSER, workspace="", user="ada"),
        Address(platform=Platform.SLACK, workspace="T0123", user="U0123"),
        Address(platform=Platform.TEAMS, workspace="f2c1-tenant", user="29:1abc:def"),
    ],
)
def test_addresses_are_read_as_they_are_written(address: Address) -> None:
    assert parse_address(str(address)) == address
