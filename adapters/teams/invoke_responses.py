"""The bodies of responses to invokes: a card in the place of the pressed one, a dialog, or a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from adapters.teams.action_data import ButtonData, FormData, encode_action_data, encode_values
from adapters.teams.adaptive_cards import (
    CARD,
    Json,
    TeamsSurface,
    action,
    card,
    container,
    dialog,
    rich,
    run,
    text,
)
from adapters.teams.inbound_event import TeamsIncoming
from adapters.teams.render import APP_NAME, render_card, render_form
from adapters.teams.reply_target import CARD_ACTION, TeamsReplyTarget
from bot import screens
from bot.surface import Form, Message, Values
from bot.turn import OpenForm, Pressed, Redraw, RejectForm, Reply, Show, Submitted

SENTENCE = "application/vnd.microsoft.activity.message"
_AGAIN = "Try again"
_A_LINE, _A_FIELD, _A_FRAME = 26, 86, 150
"""Pixels of a dialog's height."""


def invoke_response(reply: Reply, incoming: TeamsIncoming) -> Json:
    """The response that shows the reply, as far as a response can."""
    if incoming.target.is_card:
        return _on_card(reply, incoming)
    return _in_dialog(reply, incoming)


def fits_in_response(reply: Reply, target: TeamsReplyTarget) -> bool:
    """Returns whether the response shows the whole reply. A press leaves room for a sentence only."""
    return not (target.is_card and isinstance(reply, Show))


def invoke_unreadable(invoke: str) -> Json:
    """The response to a button or a form that we cannot read, such as one of an earlier release."""
    shown = render_card(screens.stale(), "chat" if invoke == CARD_ACTION else "dialog", titled=False)
    return _card(shown) if invoke == CARD_ACTION else _continue(APP_NAME, shown, _A_FRAME)


def invoke_working(incoming: TeamsIncoming) -> Json:
    """The response while the turn takes longer than Teams waits. What was typed stays, to be sent once more."""
    act = incoming.event.act
    if isinstance(act, Submitted):
        return _kept(incoming, screens.STILL_SAVING)
    return invoke_response(Redraw(screens.working()), incoming)


def invoke_failed(incoming: TeamsIncoming, message: Message) -> Json:
    """A card with a sentence, and a button that repeats the act with everything that was typed."""
    return _kept(incoming, message.notify, message)


def _on_card(reply: Reply, incoming: TeamsIncoming) -> Json:
    match reply:
        case Show(message):
            return {"statusCode": 200, "type": SENTENCE, "value": message.notify}
        case Redraw(message):
            return _card(render_card(message))
        case OpenForm(form):
            return _card(_form(form, incoming, "chat"))
        case RejectForm(form, problems):
            return _card(_form(form, incoming, "chat", problems))
        case _ as never:
            assert_never(never)


def _in_dialog(reply: Reply, incoming: TeamsIncoming) -> Json:
    match reply:
        case Show(message) | Redraw(message):
            shown = render_card(message, "dialog", titled=False)
            return _continue(message.title or APP_NAME, shown, _A_FRAME + _A_LINE * _lines(shown))
        case OpenForm(form):
            return _continue(form.title, _form(form, incoming, "dialog"), _height(form))
        case RejectForm(form, problems):
            return _continue(form.title, _form(form, incoming, "dialog", problems), _height(form))
        case _ as never:
            assert_never(never)


def _form(form: Form, incoming: TeamsIncoming, surface: TeamsSurface, problems: Values | None = None) -> Json:
    act = incoming.event.act
    typed = act.values if isinstance(act, Submitted) and problems is not None else {}
    return render_form(form, typed, problems, surface=surface, card_id=incoming.target.reply_to)


def _kept(incoming: TeamsIncoming, sentence: str, message: Message | None = None) -> Json:
    """The sentence, the words that were typed, and the same act on a button."""
    surface: TeamsSurface = "chat" if incoming.target.is_card else "dialog"
    body = render_card(message, surface)["body"] if message else [text(sentence)]
    again = action(_AGAIN, _same(incoming), surface, style="primary")
    has_data = isinstance(incoming.event.act, Pressed | Submitted)
    shown = card([*body, *_typed(incoming)], fallback_text=sentence, actions=[again] if has_data else None)
    if surface == "chat":
        return _card(shown)
    return _continue(APP_NAME, shown, _A_FRAME + _A_LINE * _lines(shown))


def _same(incoming: TeamsIncoming) -> Json:
    match incoming.event.act:
        case Submitted(do, instance, values):
            form = FormData(do, instance, incoming.target.reply_to)
            return {**encode_action_data(form), **encode_values(values)}
        case Pressed(do):
            return encode_action_data(ButtonData(do))
        case _:
            return {}


def _typed(incoming: TeamsIncoming) -> Iterator[Json]:
    act = incoming.event.act
    if isinstance(act, Submitted):
        for value in filter(str.strip, act.values.values()):
            yield container(rich(run(value)), style="emphasis")


def _card(shown: Json) -> Json:
    return {"statusCode": 200, "type": CARD, "value": shown}


def _continue(title: str, shown: Json, height: int) -> Json:
    return {"task": {"type": "continue", "value": dialog(title, shown, height)}}


def _height(form: Form) -> int:
    return _A_FRAME + sum(_A_FIELD for _ in form.fields) + _A_LINE * (len(form.items) - len(form.fields)) * 2


def _lines(shown: Json) -> int:
    """An estimate of the card's lines."""
    return len(repr(shown["body"])) // 160 + len(shown["body"])
