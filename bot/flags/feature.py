"""Scope flags, as the rest of the product sees them."""

from __future__ import annotations

from bot.events import RoundClosing, SessionLogged, TicketDraftExpired
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
from bot.flags import (
    contact_turns,
    examples,
    home,
    listeners,
    pattern_turns,
    personal_data,
    ticks,
    turns,
)
from bot.people.roles import Role

FEATURE = Feature(
    name="flags",
    commands=(
        Command(
            word="scope-flag",
            does="For mentors: say that something is not yours to do",
            answer=turns.show,
            roles=frozenset({Role.MENTOR}),
            on_message=turns.show_quoted,
            shortcut=Shortcut(
                places=("message", "global"),
                name="Flag what is not mine",
                does="Says privately that something is not mentoring",
            ),
        ),
    ),
    buttons=(
        ButtonRoute("scope.flag", turns.press_flag, opens_form=True),
        ButtonRoute("scope.send", turns.send_to_it),
        ButtonRoute("scope.change", turns.change, opens_form=True),
        ButtonRoute("scope.drop", turns.drop_draft),
        ButtonRoute("scope.mine", contact_turns.mine),
        ButtonRoute("scope.open", contact_turns.open_one, opens_form=True),
        ButtonRoute("scope.queue", contact_turns.show),
        ButtonRoute("scope.pass_on", contact_turns.pass_on),
        ButtonRoute("scope.tell_lead", pattern_turns.tell_lead),
    ),
    forms=(
        FormRoute("scope.raise", turns.raise_flag),
        FormRoute("scope.answer", contact_turns.answer),
        FormRoute("scope.reply", contact_turns.reply),
    ),
    due=(
        DueWork(
            kind="flag.overdue",
            phase=Phase.SEND,
            find=lambda unit, now, limit: unit.flags.overdue(now, limit),
            do=ticks.overdue,
        ),
    ),
    personal_data=PersonalData(
        show=personal_data.show,
        export=personal_data.export,
        erase=personal_data.erase,
        erases=("the words and the threads of your scope flags", "drafts for IT"),
        stays=("the words of a flag that your contact has not closed", "a request that IT has"),
    ),
    home=HomeSection(in_pair=home.in_pair, below=home.below),
    listeners=(
        Listener(RoundClosing, listeners.count_for_release),
        Listener(SessionLogged, listeners.note_time_of_session),
        Listener(TicketDraftExpired, listeners.drop_flag_of_draft),
    ),
    examples=examples.examples,
)
