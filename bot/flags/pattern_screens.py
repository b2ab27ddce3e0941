"""Patterns in words: to the mentor, and to the leads where the mentor says so."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.flags.kinds import KINDS
from bot.flags.model import FlagKind
from bot.flags.screens import SAY_NO
from bot.screens import buttons, counted, flag_button, message, press
from bot.surface import Action, Block, Button, Message, Section, Text

_WHAT_HELPS: Final[Mapping[FlagKind, str]] = {
    FlagKind.IT_SUPPORT: "It helps to ask your executive to start with /ask, which sends IT's part to IT.",
    FlagKind.DECISION: "It helps to open the charter together and look at what executives keep.",
    FlagKind.ERRAND: "It helps to open the charter together and look at what mentors teach.",
    FlagKind.WORKLOAD: "It helps to show the time your line manager approved, which stands in the charter.",
    FlagKind.DISCOMFORT: "You need not go on alone with this: your contact outside the line is there for it.",
}


def pattern(kind: FlagKind, times: int, about: Mapping[str, str]) -> tuple[Block, ...]:
    """Shown to the mentor, with what they can do; the lead hears of it only if the mentor says so."""
    return (
        Section(
            "This keeps happening",
            (
                Text(
                    f"This is flag number {times} of this kind in 30 days. {_WHAT_HELPS[kind]} "
                    "If you like, your programme lead hears that a mentor has this, without your name. "
                    "In a small group they may guess. Nobody is told unless you press."
                ),
                buttons(Button("Tell the lead, unnamed", Action("scope.tell_lead", dict(about)))),
            ),
        ),
    )


def over_budget(minutes: int, about: Mapping[str, str]) -> Message:
    return message(
        "About your mentoring time",
        Text(
            f"By your session log, two weeks running took more than the {counted(minutes, 'minute')} a week that your "
            "charter says and your line manager counts on. Nobody else is told. You can say no with a clear "
            "conscience: “" + SAY_NO[FlagKind.WORKLOAD] + "”"
        ),
        buttons(
            press("Flag it", "scope.flag"),
            press("Show the charter", "charter.show", cohort=about["cohort"]),
            Button("Tell the lead, unnamed", Action("scope.tell_lead", dict(about))),
        ),
        title="More than was agreed, two weeks running",
    )


def told_lead() -> Message:
    return message(
        "Your lead will hear of it, without your name",
        Text("Your programme lead will hear that a mentor has this, without your name or your pair's."),
    )


def no_lead_to_tell() -> Message:
    return message(
        "Nobody was told",
        Text(
            "Your programme has no lead outside your pair, so nobody was told. If you want somebody to hear of it, "
            "flag it to your contact."
        ),
        buttons(flag_button()),
    )


def for_lead(kind: FlagKind | None, cohort: str) -> Message:
    """To the leads, since a mentor asked for it."""
    what = (
        f"several flags of one kind within a month: {KINDS[kind].lower()}"
        if kind
        else "more time than agreed"
    )
    return message(
        "A mentor asked me to pass something on",
        Text(
            f"A mentor of {cohort} asked me to tell you, without their name, that they had {what}. "
            "Please do not try to find out who: something said to all pairs helps this one too."
        ),
        buttons(press("See the cohort", "programme.show")),
        title="Passed on by a mentor",
    )
