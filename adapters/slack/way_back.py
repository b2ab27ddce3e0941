"""Which way back an act has."""

from __future__ import annotations

from adapters.slack.chat_client import SlackChatClient
from adapters.slack.inbound_event import SlackIncoming
from adapters.slack.modal_responders import (
    HomeTabResponder,
    ModalResponder,
    ShortcutResponder,
    SubmissionResponder,
)
from adapters.slack.responders import (
    CardResponder,
    CommandResponder,
    HomeResponder,
    SlackMessageResponder,
    SlackResponder,
)
from bot.conversation import IN_OWN_CHAT
from bot.turn import Called, Pressed, Redraw, Reply, Show, Submitted


def responder_for(incoming: SlackIncoming, reach: SlackChatClient) -> SlackResponder:
    act, place = incoming.event.act, incoming.where
    match incoming.kind:
        case "command":
            return CommandResponder(reach, place)
        case "shortcut" | "message_action":
            return ShortcutResponder(reach, place)
        case "view_submission":
            return SubmissionResponder(reach, place, tuple(act.values) if isinstance(act, Submitted) else ())
        case "app_home_opened":
            return HomeResponder(reach)
        case "block_actions":
            way = HomeTabResponder if place.is_home else ModalResponder if place.view_id else CardResponder
            own = isinstance(act, Pressed) and act.action.name in IN_OWN_CHAT
            return way(reach, place, goes_to_own_chat=own)
        case _:
            return SlackMessageResponder(reach, place, act if isinstance(act, Called) else None)


def changes_home(way: SlackResponder, reply: Reply) -> bool:
    """Whether the home tab stands behind what was just answered, and may say something else since."""
    match way:
        case HomeTabResponder():
            return isinstance(reply, Redraw)
        case ModalResponder():
            return way.place.began_at_home and isinstance(reply, Redraw)
        case SubmissionResponder():
            return way.place.began_at_home and isinstance(reply, Show | Redraw)
        case _:
            return False
