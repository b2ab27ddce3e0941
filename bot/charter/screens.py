"""The charter in words: the card, what a new version changed, and who still has to sign."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.charter.model import Charter, Domain, Terms, changes
from bot.people.model import Person
from bot.screens import buttons, counted, facts, listed, message, moment, press, primary, quiet
from bot.surface import Block, Message, Section, Text


def card(charter: Charter, person: Person, signed: Mapping[str, datetime | None]) -> Message:
    """The whole charter on one card. `signed`: the pair's names, the reader first, with when each signed."""
    mine = next(iter(signed.values()), None)
    return message(
        "Your mentoring charter",
        *_terms(charter.terms),
        *(_signatures(person, signed) if signed else ()),
        *(_sign(charter, person) if signed and mine is None else ()),
        title=f"Mentoring charter, version {charter.version}",
    )


def invitation(charter: Charter, person: Person, partner: Person) -> Message:
    return message(
        "Please read and sign your mentoring charter",
        Text(
            f"You and {partner.name} are a mentoring pair. This charter says what mentors teach, what executives keep "
            "and what IT does, so that nobody ends up doing somebody else's job. Nothing else starts until both of "
            "you have signed."
        ),
        *_terms(charter.terms),
        *_sign(charter, person),
        title="Your mentoring charter",
    )


def renewed(before: Charter, after: Charter, person: Person) -> Message:
    came, went = changes(before.terms, after.terms)
    said = [
        *(f"Added: {listed(came)}." for _ in came[:1]),
        *(f"Removed: {listed(went)}." for _ in went[:1]),
        *_time_change(before.terms, after.terms),
    ]
    return message(
        "The mentoring charter has changed",
        Text(
            f"Version {after.version} of the charter replaces version {before.version}. Please read it and sign again."
        ),
        Section("What is different", (Text(" ".join(said) or "Only the wording of the rules behind it."),)),
        *_terms(after.terms),
        *_sign(after, person),
        title="The charter has changed",
    )


def both_signed(partner: Person) -> Message:
    return message(
        "Your charter is signed by both of you",
        Text(
            f"{partner.name} has signed too, so your charter is in force. Check-ins can start; you need do nothing."
        ),
    )


def no_charter() -> Message:
    return message(
        "There is no charter yet",
        Text(
            "There is no charter for you yet. It comes when your programme lead launches the cohort with you in it."
        ),
    )


def _signatures(person: Person, signed: Mapping[str, datetime | None]) -> tuple[Block]:
    said = {
        name: f"signed {moment(at, person)}" if at else "has not signed yet" for name, at in signed.items()
    }
    return (facts(*said.items()),)


def _terms(terms: Terms) -> tuple[Block, ...]:
    return (
        Section("Mentors teach", (Text(_lines(terms.teaches)),)),
        Section("Executives keep", (Text(_lines(terms.keeps)),)),
        Section("IT does", (Text(_lines(terms.it_owns)),)),
        facts(
            ("Mentor's time", f"{counted(terms.weekly_minutes, 'minute')} a week"),
            ("People to turn to", listed(terms.contacts) if terms.contacts else "Your programme lead"),
        ),
    )


def _lines(domains: tuple[Domain, ...]) -> str:
    return "\n".join(f"• {domain.name}" for domain in domains) or "Nothing in particular."


def _sign(charter: Charter, person: Person) -> tuple[Block, ...]:
    about = {"cohort": charter.cohort, "version": str(charter.version)}
    return (
        Text(f"Please sign by {moment(charter.sign_by, person)}."),
        buttons(primary("I agree and sign", "charter.sign", **about)),
        quiet("Your pair and your programme lead can see that you signed, and when."),
    )


def _time_change(before: Terms, after: Terms) -> tuple[str, ...]:
    if before.weekly_minutes == after.weekly_minutes:
        return ()
    return (
        f"The mentor's time is {counted(after.weekly_minutes, 'minute')} a week, not {before.weekly_minutes}.",
    )


def see_charter() -> Message:
    """For whoever meets the gate: nothing can be answered before the charter is signed."""
    return message(
        "Please sign your charter first",
        Text("Check-ins start once you and your pair have both signed the charter."),
        buttons(press("Show the charter", "charter.show")),
    )


# To an operator or lead who publishes a version


def not_launched(cohort: str) -> str:
    return f'"{cohort}" is not launched yet; its first charter goes out at the launch.'


def cannot_be_signed(problem: str) -> str:
    return f"The charter cannot be published: {problem}"


def nothing_changed(current: Charter) -> str:
    return f"That is version {current.version} word for word, so nobody needs to sign again."
