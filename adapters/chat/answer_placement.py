"""The decision where an answer goes: in the place of what was pressed, into the own chat, or behind a press."""

from __future__ import annotations

from typing import Final, assert_never

from bot import screens
from bot.conversation import IN_OWN_CHAT
from bot.surface import Message
from bot.turn import Act, Called, OpenForm, Pressed, Redraw, RejectForm, Reply, Show

_LONGEST_TEXT: Final = 400
"""Characters of a command's text that a button carries. A longer text is typed again, into the form."""


def belongs_in_own_chat(act: Act, *, is_there: bool) -> bool:
    """The button asks for words to be typed, so its answer goes where people type: their own chat with the bot.

    `is_there` says that the button stands under a message of that chat.
    """
    return isinstance(act, Pressed) and act.action.name in IN_OWN_CHAT and not is_there


def message_for_words(reply: Reply, act: Act) -> Message:
    """The reply to words. No platform opens a form for words, so a form waits behind a button."""
    match reply:
        case Show(message) | Redraw(message):
            return message
        case OpenForm() | RejectForm():
            return _form_behind_a_press(act)
        case _ as never:
            assert_never(never)


def _form_behind_a_press(act: Act) -> Message:
    command, text = (act.command, act.text) if isinstance(act, Called) else ("home", "")
    return screens.press_to_open(command, text if len(text) <= _LONGEST_TEXT else "")
