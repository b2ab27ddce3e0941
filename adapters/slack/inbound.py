"""What Slack sends, read into an event, a change of an installation or a person, or a reason to do nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import parse_qsl

import msgspec

from adapters.slack.block_kit import VALUE
from adapters.slack.events_api import read_happening
from adapters.slack.inbound_event import (
    FOREIGN,
    Challenge,
    IgnoredPayload,
    InboundEvent,
    MalformedPayload,
    arrived,
    reading,
    workspace_of,
)
from adapters.slack.inputs import NOTHING
from adapters.slack.payloads import (
    BlockActions,
    Command,
    EventCallback,
    GlobalShortcut,
    InputState,
    Interaction,
    MessageShortcut,
    ViewPayload,
    ViewSubmission,
)
from adapters.slack.plain_text import plain_text
from adapters.slack.reply_target import DIRECT_MESSAGE, SlackReplyTarget, decode_origin
from bot.surface import Action
from bot.turn import Act, Called, Pressed, Quoted, Submitted

_MOST_FIELDS = 100
"""A command has about fifteen."""


def parse_event(raw: bytes) -> InboundEvent:
    """The body of a request: JSON of the Events API, or a form of a command or an interaction. Never raises."""
    try:
        payload = _json(raw) if raw.lstrip()[:1] in (b"{", b"[") else _form(raw.decode())
    except (ValueError, RecursionError) as error:
        return MalformedPayload(f"the body cannot be read ({type(error).__name__})")
    return read_payload(payload)


def read_payload(payload: object) -> InboundEvent:
    """A decoded payload, as Socket Mode hands it over. Never raises."""
    if not isinstance(payload, dict):
        return MalformedPayload("the payload is no object")
    if "command" in payload:
        return reading(payload, Command, _command)
    match payload.get("type"):
        case "event_callback":
            return reading(payload, EventCallback, read_happening)
        case "block_actions" | "view_submission" | "message_action" | "shortcut" as kind:
            return _interaction(payload, kind)
        case "url_verification":
            return Challenge(str(payload.get("challenge", "")))
        case str() as kind:
            return IgnoredPayload(f"nothing here answers {kind[:40]!r}")
        case _ if "ssl_check" in payload:
            return IgnoredPayload("Slack checks the certificate")
        case _:
            return MalformedPayload("the payload says not what it is")


def _json(raw: bytes | str) -> object:
    return msgspec.json.decode(raw)


def _form(body: str) -> object:
    """A command is the form itself; an interaction is JSON in the form's `payload`."""
    fields = dict(parse_qsl(body, keep_blank_values=True, max_num_fields=_MOST_FIELDS, errors="strict"))
    return _json(fields["payload"]) if "payload" in fields else fields


def _interaction(payload: object, kind: str) -> InboundEvent:
    match kind:
        case "block_actions":
            return reading(payload, BlockActions, _press)
        case "view_submission":
            return reading(payload, ViewSubmission, _submission)
        case "message_action":
            return reading(payload, MessageShortcut, _message_shortcut)
        case _:
            return reading(payload, GlobalShortcut, _global_shortcut)


def _command(sent: Command) -> InboundEvent:
    workspace = workspace_of(
        team=sent.team_id,
        enterprise=sent.enterprise_id,
        is_enterprise_install=sent.is_enterprise_install in (True, "true"),
    )
    where = SlackReplyTarget(
        channel=sent.channel_id, response_url=sent.response_url, trigger_id=sent.trigger_id
    )
    act = Called(sent.command.removeprefix("/"), plain_text(sent.text))
    return arrived(
        key=sent.trigger_id, workspace=workspace, user=sent.user_id, act=act, where=where, kind="command"
    )


def _interacted(sent: Interaction, act: Act, where: SlackReplyTarget, *, key: str = "") -> InboundEvent:
    """Each press and each shortcut has a trigger of its own, so that is its key."""
    if sent.team and not sent.enterprise and sent.user.team_id not in (None, sent.team.id):
        return FOREIGN
    workspace = workspace_of(
        team=sent.team.id if sent.team else "",
        enterprise=sent.enterprise.id if sent.enterprise else "",
        is_enterprise_install=sent.is_enterprise_install,
    )
    return arrived(
        key=key or sent.trigger_id,
        workspace=workspace,
        user=sent.user.id,
        act=act,
        where=replace(where, trigger_id=sent.trigger_id),
        kind=sent.type,
    )


def _press(sent: BlockActions) -> InboundEvent:
    pressed = sent.actions[0] if sent.actions else None
    if pressed is None or pressed.type != "button":
        return IgnoredPayload("a choice in a form is read when the form is sent")
    if pressed.value is None:
        return IgnoredPayload("a link was opened")
    action = _action(pressed.value)
    if action is None:
        return MalformedPayload("the button's value is none of ours")
    return _interacted(sent, Pressed(action), _pressed_at(sent))


def _action(value: str) -> Action | None:
    try:
        return msgspec.json.decode(value, type=Action)
    except (ValueError, RecursionError):
        return None


def _pressed_at(sent: BlockActions) -> SlackReplyTarget:
    if sent.view:
        return _view_place(sent.view)
    at = sent.container
    return SlackReplyTarget(
        channel=at.channel_id or (sent.channel.id if sent.channel else ""),
        message_ts=at.message_ts,
        thread_ts=at.thread_ts,
        is_ephemeral=at.is_ephemeral,
        response_url=sent.response_url,
    )


def _view_place(view: ViewPayload) -> SlackReplyTarget:
    """The view, and the place where what it shows was asked for."""
    origin = decode_origin(view.private_metadata)
    where = origin.place if origin else DIRECT_MESSAGE
    return replace(
        where,
        view_id=view.id,
        view_hash=view.hash,
        is_home=view.type == "home",
        began_at_home=where.is_home or where.began_at_home,
    )


def _submission(sent: ViewSubmission) -> InboundEvent:
    origin = decode_origin(sent.view.private_metadata)
    if origin is None:
        return MalformedPayload("the form does not say which form it is")
    filled = sent.view.state.values if sent.view.state else {}
    act = Submitted(origin.action, origin.instance, {key: _value(states) for key, states in filled.items()})
    return _interacted(sent, act, _view_place(sent.view), key=f"form:{origin.instance}")


def _value(states: Mapping[str, InputState]) -> str:
    filled = states.get(VALUE, InputState())
    picked = filled.selected_option or next(iter(filled.selected_options), None)
    value = (picked.value if picked else filled.selected_date or filled.value) or ""
    return "" if value == NOTHING else value


def _message_shortcut(sent: MessageShortcut) -> InboundEvent:
    """A shortcut is the command that it is named for, on the message."""
    where = SlackReplyTarget(
        channel=sent.channel.id,
        message_ts=sent.message.ts,
        thread_ts=sent.message.thread_ts,
        response_url=sent.response_url,
    )
    words = plain_text(sent.message.text, sent.message.blocks)
    quoted = Quoted(words, account=sent.message.user or "")
    return _interacted(sent, Called(sent.callback_id, quoted=quoted), where)


def _global_shortcut(sent: GlobalShortcut) -> InboundEvent:
    return _interacted(sent, Called(sent.callback_id), DIRECT_MESSAGE)
