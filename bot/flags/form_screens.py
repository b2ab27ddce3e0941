"""The form in which a mentor flags what is not theirs, and the words around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot import limits
from bot.flags.kinds import KINDS
from bot.flags.model import Disclosure, FlagKind
from bot.flags.pairings import Contact
from bot.people.model import Person
from bot.screens import listed, quiet
from bot.surface import Action, Choice, Form, LongText, Option, Text, Toggle
from bot.triage.suggest import Suggestion

_MOST_CONTACTS: Final = 4
_CUT: Final = " It was too long for here, so its end is cut."

PICK_WHO = "Please pick who hears of this, or that it is only counted."
PICK_ANOTHER = "They are no contact for this pair. Please pick somebody else, or that it is only counted."
SAY_WHAT = "Please say in a few words what happened, so that somebody can act on it."
SAY_WHAT_TO_IT = "Please say in a few words what is needed, so that IT can act on it."
NAMES_SOMEBODY = "This names you or your pair, and IT should know neither. Please take the name out."


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The initial values of the form."""

    text: str = ""
    quoted: str = ""
    quoted_author: str = ""
    was_in_chat: bool = False
    """True if it was typed after a command, which may stand in a chat."""


def flag_form(
    pairs: Sequence[tuple[str, str]],
    contacts: Sequence[Contact],
    typed: Typed,
    suggestion: Suggestion[FlagKind] | None,
    action: Action,
    instance: str,
) -> Form:
    """`pairs`: (pairing, partner's name) of each the mentor may mean."""
    return Form(
        "Flag what is not mine",
        action,
        instance,
        (
            *_history(typed),
            *_suggested(suggestion),
            *_which(pairs),
            Choice(
                "kind",
                "What is it about?",
                required=True,
                options=tuple(Option(kind, label) for kind, label in KINDS.items()),
                initial=suggestion.pick if suggestion and suggestion.found else "",
            ),
            _detail(typed),
            *_quoted(typed),
            _hears(contacts),
            *_pass_on(contacts),
            quiet(
                "Your executive sees nothing of this: no message, no number, no change anywhere. "
                "IT support goes to IT without any name, once you have seen the exact text."
            ),
            *_off_bot(contacts),
        ),
        "Go on",
    )


def _fitting(text: str) -> tuple[str, str]:
    """As much as the form holds, and what to say if that is not all."""
    if len(text) <= limits.LONG_TEXT:
        return text, ""
    return f"{text[: limits.LONG_TEXT - 1]}…", _CUT


def _history(typed: Typed) -> tuple[Text, ...]:
    said = "What you typed after the command may stay in that chat's history. What you write here does not."
    return (quiet(said),) if typed.was_in_chat and typed.text else ()


def _suggested(suggestion: Suggestion[FlagKind] | None) -> tuple[Text, ...]:
    if suggestion is None or not suggestion.found:
        return ()
    because = listed(f"“{word}”" for word in suggestion.words[:5])
    line = f" (the charter's line “{suggestion.line}”)" if suggestion.line else ""
    sure = "This looks like" if suggestion.is_sure else "This may be"
    return (Text(f"{sure} {_lower(KINDS[suggestion.pick])}, because of {because}{line}. You decide."),)


def _which(pairs: Sequence[tuple[str, str]]) -> tuple[Choice, ...]:
    if len(pairs) < 2:
        return ()
    options = tuple(Option(pairing, f"With {name}"[: limits.OPTION]) for pairing, name in pairs)
    return (Choice("pairing", "In which pair?", required=True, options=options),)


def _detail(typed: Typed) -> LongText:
    initial, was_cut = _fitting(typed.text)
    hint = "If it is for IT, they read this to the letter: leave names out. You see it first."
    return LongText(
        "detail", "What happened, or what was asked of you?", hint=hint + was_cut, initial=initial
    )


def _quoted(typed: Typed) -> tuple[LongText, ...]:
    if not typed.quoted:
        return ()
    initial, was_cut = _fitting(typed.quoted)
    by = f", by {typed.quoted_author}" if typed.quoted_author else ""
    hint = "It goes to your contact with your words, never to IT. Change or empty it as you like."
    label = f"The message this is about{by}"[: limits.FIELD_LABEL]
    return (LongText("quoted", label, hint=hint + was_cut, initial=initial),)


def _hears(contacts: Sequence[Contact]) -> Choice:
    options = [
        Option(f"{telling}:{one.person.id}", f"{short_name(one.person)}{_outside(one)}, {how}")
        for one in contacts[:_MOST_CONTACTS]
        for telling, how in ((Disclosure.UNNAMED, "without my name"), (Disclosure.NAMED, "with my name"))
    ]
    return Choice(
        "hears",
        "Who should hear of it?",
        hint=(
            "Without a name, a small group can still guess. IT support needs no pick here: IT hears of it, and "
            "nobody else."
        ),
        options=(*options, Option(Disclosure.COUNT, "Nobody: only count it, and keep no words")),
    )


def _pass_on(contacts: Sequence[Contact]) -> tuple[Toggle, ...]:
    if len(contacts) < 2:
        return ()
    return (Toggle("may_pass_on", "If they do not act in time, let the other contact hear of it"),)


def _off_bot(contacts: Sequence[Contact]) -> tuple[Text, ...]:
    outside = next((one.person for one in contacts if one.is_outside), None)
    if outside is None:
        return (
            quiet("If something felt wrong, you may also turn to HR or whoever your company names for it."),
        )
    return (
        quiet(
            f"If something felt wrong and you would rather not write here: {outside.name} is outside your lead's and "
            f"your executive's line, and reads {outside.email}. You may also turn to HR or whoever your company names."
        ),
    )


def _outside(contact: Contact) -> str:
    return " (outside the line)" if contact.is_outside else ""


def short_name(person: Person | None) -> str:
    return (person.name if person else "")[:24].strip()


def _lower(label: str) -> str:
    return label if label.startswith("IT ") else label[0].lower() + label[1:]
