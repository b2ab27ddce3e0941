"""Parsing of what Slack sends: commands, interactions and events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from urllib.parse import parse_qsl

import msgspec

from adapters.chat.inbound_event import IgnoredPayload, MalformedPayload, read_as
from adapters.slack.action_data import decode_action, decode_origin, decode_values
from adapters.slack.events_api import read_event_callback
from adapters.slack.inbound_event import (
    FOREIGN,
    Challenge,
    InboundEvent,
    incoming,
    workspace_of,
)
from adapters.slack.payloads import (
    BlockActions,
    EventCallback,
    GlobalShortcut,
    Interaction,
    MessageShortcut,
    SlashCommand,
    ViewPayload,
    ViewSubmission,
)
from adapters.slack.plain_text import plain_text
from adapters.slack.reply_target import DIRECT_MESSAGE, SlackReplyTarget
from bot.turn import Act, Called, Pressed, Quoted, Submitted

_MOST_FIELDS = 100
"""Form fields; a command has about fifteen."""


def parse_event(raw: bytes) -> InboundEvent:
    """Reads the body of a request: JSON of the Events API, or a form of a command or an interaction. Never raises."""
    try:
        payload = msgspec.json.decode(raw) if raw.lstrip()[:1] in (b"{", b"[") else _form(raw.decode())
    except (ValueError, RecursionError) as error:
        return MalformedPayload(f"the body cannot be read ({type(error).__name__})")
    return read_payload(payload)


def read_payload(payload: object) -> InboundEvent:
    """Reads a decoded payload, as Socket Mode hands it over. Never raises."""
    if not isinstance(payload, dict):
        return MalformedPayload("the payload is no object")
    if "command" in payload:
        return read_as(payload, SlashCommand, _command)
    kind = payload.get("type")
    if isinstance(kind, str):
        read = _READERS.get(kind)
        return read(payload) if read else IgnoredPayload(f"nothing here answers {kind[:40]!r}")
    if "ssl_check" in payload:
        return IgnoredPayload("Slack checks the certificate")
    return MalformedPayload("the payload does not say what it is")


def _form(body: str) -> object:
    """A command is the form itself; an interaction is JSON in the form's `payload`."""
    fields = dict(parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"))
    return msgspec.json.decode(fields["payload"]) if "payload" in fields else fields


def _command(sent: SlashCommand) -> InboundEvent:
    workspace = workspace_of(
        team=sent.team_id,
        enterprise=sent.enterprise_id,
        is_enterprise_install=sent.is_enterprise_install in (True, "true"),
    )
    target = SlackReplyTarget(
        channel=sent.channel_id, response_url=sent.response_url, trigger_id=sent.trigger_id
    )
    act = Called(sent.command.removeprefix("/"), plain_text(sent.text))
    return incoming(
        key=sent.trigger_id, workspace=workspace, user=sent.user_id, act=act, target=target, kind="command"
    )


def _interacted(sent: Interaction, act: Act, target: SlackReplyTarget, *, key: str = "") -> InboundEvent:
    """The trigger is the event's key: each press and each shortcut has one of its own."""
    if sent.team and not sent.enterprise and sent.user.team_id not in (None, sent.team.id):
        return FOREIGN
    workspace = workspace_of(
        team=sent.team.id if sent.team else "",
        enterprise=sent.enterprise.id if sent.enterprise else "",
        is_enterprise_install=sent.is_enterprise_install,
    )
    return incoming(
        key=key or sent.trigger_id,
        workspace=workspace,
        user=sent.user.id,
        act=act,
        target=replace(target, trigger_id=sent.trigger_id),
        kind=sent.type,
    )


def _press(sent: BlockActions) -> InboundEvent:
    pressed = sent.actions[0] if sent.actions else None
    if pressed is None or pressed.type != "button":
        return IgnoredPayload("a choice in a form is read when the form is sent")
    if pressed.value is None:
        return IgnoredPayload("a link was opened")
    action = decode_action(pressed.value)
    if action is None:
        return MalformedPayload("the button's value is none of ours")
    return _interacted(sent, Pressed(action), _pressed_at(sent))


def _pressed_at(sent: BlockActions) -> SlackReplyTarget:
    if sent.view:
        return _view_target(sent.view)
    at = sent.container
    return SlackReplyTarget(
        channel=at.channel_id or (sent.channel.id if sent.channel else ""),
        message_ts=at.message_ts,
        thread_ts=at.thread_ts,
        is_ephemeral=at.is_ephemeral,
        response_url=sent.response_url,
    )


def _view_target(view: ViewPayload) -> SlackReplyTarget:
    """The view, and the place where its content was asked for."""
    origin = decode_origin(view.private_metadata)
    target = origin.target if origin else DIRECT_MESSAGE
    return replace(
        target,
        view_id=view.id,
        view_hash=view.hash,
        is_home=view.type == "home",
        began_at_home=target.has_home_behind,
    )


def _submission(sent: ViewSubmission) -> InboundEvent:
    origin = decode_origin(sent.view.private_metadata)
    if origin is None:
        return MalformedPayload("the form does not say which form it is")
    filled = sent.view.state.values if sent.view.state else {}
    act = Submitted(origin.action, origin.instance, decode_values(filled))
    return _interacted(sent, act, _view_target(sent.view), key=f"form:{origin.instance}")


def _message_shortcut(sent: MessageShortcut) -> InboundEvent:
    """A shortcut is the command of its name, called on the message."""
    target = SlackReplyTarget(
        channel=sent.channel.id,
        message_ts=sent.message.ts,
        thread_ts=sent.message.thread_ts,
        response_url=sent.response_url,
    )
    words = plain_text(sent.message.text, sent.message.blocks)
    quoted = Quoted(words, account=sent.message.user or "")
    return _interacted(sent, Called(sent.callback_id, quoted=quoted), target)


def _global_shortcut(sent: GlobalShortcut) -> InboundEvent:
    return _interacted(sent, Called(sent.callback_id), DIRECT_MESSAGE)


_READERS: Mapping[str, Callable[[dict[str, object]], InboundEvent]] = {
    "event_callback": lambda payload: read_as(payload, EventCallback, read_event_callback),
    "block_actions": lambda payload: read_as(payload, BlockActions, _press),
    "view_submission": lambda payload: read_as(payload, ViewSubmission, _submission),
    "message_action": lambda payload: read_as(payload, MessageShortcut, _message_shortcut),
    "shortcut": lambda payload: read_as(payload, GlobalShortcut, _global_shortcut),
    "url_verification": lambda payload: Challenge(str(payload.get("challenge", ""))),
}
