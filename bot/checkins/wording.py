"""The words of the questions. They are an instrument: they stand here, once, and stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.checkins.model import Question
from bot.people.roles import Role


@dataclass(frozen=True, slots=True)
class Wording:
    """One question for one role: a short name, the stem, and a label per option."""

    name: str
    stem: str
    options: Mapping[str, str]


_REUSED = Wording(
    "Reuse by others",
    "Has a prompt, template or process you two made together been reused by others?",
    {"no": "Not yet", "once": "Yes, by one", "often": "Yes, by several", "unknown": "I don't know"},
)


_ENDS = {"1": "Not at all", "2": "", "3": "", "4": "", "5": "Completely"}


_SAFE = Wording(
    "Safe to raise concerns",
    "How safe do you feel raising concerns about workload, emotional labour or scope?",
    _ENDS,
)


_SUPPORT = {
    "time": "Protected time",
    "examples": "Examples close to the work",
    "tools": "Access to approved tools",
    "clarity": "Clearer expectations",
    "peers": "Exchange with others like me",
    "nothing": "Nothing, I am fine",
}


_CLARITY = {"clear": "No, it is clear", "some": "Some things are", "unclear": "Yes, much is unclear"}


WORDING: Mapping[Role, Mapping[str, Wording]] = {
    Role.MENTOR: {
        "changed": Wording(
            "What changed",
            "Since the last check-in, what has changed in how your executive works with AI?",
            {
                "nothing_yet": "Nothing yet",
                "tried": "Tried something new",
                "habit": "A new weekly habit",
                "workflow": "A whole workflow changed",
            },
        ),
        "unsure": Wording(
            "Unclear boundaries",
            "Is anything unclear about what is expected of you, or where your job as a mentor ends?",
            _CLARITY,
        ),
        "reused": _REUSED,
        "safe_to_raise": _SAFE,
        "support": Wording(
            "Support", "What would help your mentoring most in the next four weeks?", _SUPPORT
        ),
    },
    Role.EXECUTIVE: {
        "changed": Wording(
            "What changed",
            "Since the last check-in, what has changed in how you work with AI?",
            {
                "nothing_yet": "Nothing yet",
                "tried": "Tried something new",
                "habit": "A new weekly habit",
                "workflow": "A whole workflow changed",
            },
        ),
        "unsure": Wording(
            "Unclear boundaries",
            "Is anything unclear about what to ask your mentor for, and what not?",
            _CLARITY,
        ),
        "reused": _REUSED,
        "safe_to_raise": _SAFE,
        "support": Wording(
            "Support", "What would help you most to work with AI in the next four weeks?", _SUPPORT
        ),
    },
}


def wording(question: Question, role: Role, own_question: str) -> Wording:
    """The words of a question for a role; the lead's own question is worded by the lead."""
    if question.key == "own":
        return Wording("Your lead's question", own_question, _ENDS)
    return WORDING[role][question.key]


def heading(question: Question, role: Role | None, own_question: str) -> str:
    """The heading of a group of notes; with the role only where every role is large enough to hide in."""
    name = wording(question, role or Role.MENTOR, own_question).name
    return f"{name} ({role.value}s)" if role else name
