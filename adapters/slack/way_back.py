"""Which way back an act has."""

from __future__ import annotations

from adapters.slack.arrival import Incoming
from adapters.slack.modal_ways import HomeTabWay, ShortcutWay, SubmissionWay, ViewWay
from adapters.slack.reach import Reach
from adapters.slack.ways import CardWay, ChatWay, CommandWay, HomeWay, Way
from bot.features import IN_OWN_CHAT
from bot.turn import Called, Pressed, Redraw, Reply, Show, Submitted


def way_back(incoming: Incoming, reach: Reach) -> Way:
    act, place = incoming.event.act, incoming.where
    match incoming.kind:
        case "command":
            return CommandWay(reach, place)
        case "shortcut" | "message_action":
            return ShortcutWay(reach, place)
        case "view_submission":
            return SubmissionWay(reach, place, tuple(act.values) if isinstance(act, Submitted) else ())
        case "app_home_opened":
            return HomeWay(reach)
        case "block_actions":
            way = HomeTabWay if place.is_home else ViewWay if place.view_id else CardWay
            own = isinstance(act, Pressed) and act.action.name in IN_OWN_CHAT
            return way(reach, place, goes_to_own_chat=own)
        case _:
            return ChatWay(reach, place, act if isinstance(act, Called) else None)


def changes_home(way: Way, reply: Reply) -> bool:
    """Whether the home tab stands behind what was just answered, and may say something else since."""
    match way:
        case HomeTabWay():
            return isinstance(reply, Redraw)
        case ViewWay():
            return way.place.began_at_home and isinstance(reply, Redraw)
        case SubmissionWay():
            return way.place.began_at_home and isinstance(reply, Show | Redraw)
        case _:
            return False
