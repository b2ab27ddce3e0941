"""Asks of executives."""

from __future__ import annotations

from collections.abc import Iterator

from bot.asks import screens as asks
from bot.cast import COHORT, EXECUTIVE, MENTOR, NOON, TERMS
from bot.feature import Example
from bot.triage.suggest import suggest_lane

_PARTNERS = (("pairing", MENTOR.name), ("second", "Ana Sousa"))
_LINES = (("ask", "Show me how to write a prompt for our monthly report."), ("two", "איך כותבים הנחיה טובה?"))
_REQUESTS = (
    ("in scope", "Show me how to write a prompt for our monthly report."),
    ("for IT", "My password expired and I am locked out of my account."),
    ("to decide", "Should we approve next year's budget?"),
    ("several at once", "Reset my password and show me how to write a prompt."),
    ("a guess", "Something about Copilot"),
    ("no idea", "Hm 🙂"),
)


def examples() -> Iterator[Example]:
    executive = "an executive"
    yield Example("asks.form", executive, asks.form(_PARTNERS[:1], "", "form-8"))
    yield Example(
        "asks.form (two pairs, too long)", executive, asks.form(_PARTNERS, "Long. " * 400, "form-9")
    )
    for name, text in _REQUESTS:
        suggestion = suggest_lane(text, TERMS)
        shown = asks.proposal("ask", text, suggestion, MENTOR.name, warns=name == "no idea")
        yield Example(f"asks.proposal ({name})", executive, shown)
    yield Example("asks.names_mentor", executive, asks.names_mentor("ask", MENTOR.name))
    yield Example("asks.on_agenda", executive, asks.on_agenda(MENTOR, EXECUTIVE, NOON))
    yield Example("asks.handed_back", executive, asks.handed_back(["Strategy", "Risk", "Decisions"]))
    yield Example("asks.at_desk", executive, asks.at_desk("IT has it."))
    yield Example("asks.dropped", executive, asks.dropped())
    yield Example("asks.over", executive, asks.over())
    yield Example("asks.sign_first", executive, asks.sign_first(COHORT.id))
    waiting = asks.Agenda(EXECUTIVE.name, _LINES)
    yield Example("asks.for_executives", "a mentor", asks.for_executives([waiting]))
    yield Example("asks.for_executives (in no pair)", "a lead", asks.for_executives([]))
    yield Example("asks.agenda", "a mentor", asks.agenda([waiting, asks.Agenda("Ana Sousa", ())]))
    yield Example("asks.agenda (long)", "a mentor", asks.agenda([asks.Agenda(EXECUTIVE.name, _LINES * 7)]))
    yield Example("asks.digest", "a mentor", asks.digest(EXECUTIVE.name, [line for _, line in _LINES]))
    yield Example("asks.digest (long)", "a mentor", asks.digest(EXECUTIVE.name, ["One more " * 16] * 14))
