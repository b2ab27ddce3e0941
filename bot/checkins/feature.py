"""Check-ins, as the rest of the product sees them."""

from __future__ import annotations

from bot.checkins import examples, home, listeners, notes_turns, personal_data, ticks, turns
from bot.checkins.closing import close_round
from bot.events import CharterSigned, PersonReturned
from bot.feature import (
    ButtonRoute,
    Command,
    DueWork,
    Feature,
    FormRoute,
    HomeSection,
    Listener,
    PersonalData,
    Phase,
    Shortcut,
)
from bot.people.model import CHECKED_IN

FEATURE = Feature(
    name="checkins",
    commands=(
        Command(
            word="check-in",
            does="Answer your check-in, or change your answers",
            answer=turns.show,
            roles=frozenset(CHECKED_IN),
            shortcut=Shortcut(
                places=("global",), name="Answer my check-in", does="Opens your check-in, wherever you are"
            ),
        ),
    ),
    buttons=(
        ButtonRoute("checkins.form", turns.form, opens_form=True),
        ButtonRoute("checkins.chat", turns.chat, in_own_chat=True),
        ButtonRoute("checkins.choose", turns.choose),
        ButtonRoute("checkins.no_note", turns.no_note),
        ButtonRoute("checkins.tell", turns.tell),
        ButtonRoute("programme.read_notes", notes_turns.read_notes, opens_form=True),
    ),
    forms=(FormRoute("checkins.save", turns.save),),
    due=(
        DueWork(
            kind="round.close",
            phase=Phase.CLOSE,
            find=lambda unit, now, limit: unit.checkins.due_to_close(now, limit),
            do=close_round,
        ),
        DueWork(kind="round.open", phase=Phase.OPEN, find=ticks.due_rounds, do=ticks.open_due_round),
        DueWork(
            kind="check_in.send",
            phase=Phase.SEND,
            find=lambda unit, now, limit: unit.checkins.due_to_send(now, limit),
            do=ticks.send,
        ),
        DueWork(
            kind="check_in.remind",
            phase=Phase.SEND,
            find=lambda unit, now, limit: unit.checkins.due_to_remind(now, limit),
            do=ticks.remind,
        ),
    ),
    personal_data=PersonalData(
        show=personal_data.show,
        export=personal_data.export,
        erase=personal_data.erase,
        erases=("the draft of an open check-in", "every note that only you can read"),
    ),
    home=HomeSection(above=home.above),
    listeners=(
        Listener(CharterSigned, listeners.plan_after_signing),
        Listener(PersonReturned, listeners.plan_after_return),
    ),
    examples=examples.examples,
    words=turns.said,
)
