"""The charter in words: the card, what a new version changed, and who still has to sign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot import limits
from bot.charter.blocks import terms_blocks
from bot.charter.difference import Difference, difference
from bot.charter.model import Charter
from bot.ids import CohortId
from bot.people.model import Person
from bot.people.roles import Role
from bot.screens import buttons, counted, facts, listed, message, moment, press, primary, quiet
from bot.surface import Block, Button, Message, Section, Text

_NAMED = 8
"""Lines named of each kind of difference; the rest are counted, and stand in the charter below."""


def card(
    charter: Charter,
    person: Person,
    signed: Mapping[str, datetime | None],
    *,
    time: str = "",
    more: Sequence[Button] = (),
) -> Message:
    """The whole charter on one card. `signed`: the pair's names, the reader first, with when each signed.

    `time` says who approved the mentor's time; `more` are buttons for whoever may do more than read and sign.
    """
    mine = next(iter(signed.values()), None)
    return message(
        "Your mentoring charter",
        *terms_blocks(charter.terms, time),
        *(_signatures(person, signed) if signed else ()),
        *(_sign(charter, person) if signed and mine is None else ()),
        *((buttons(*more),) if more else ()),
        title=f"Mentoring charter, version {charter.version}",
    )


def partner_name(reader: Person, partner: Person) -> str:
    """Two people of one name are told apart."""
    return f"{partner.name} (your pair)" if partner.name == reader.name else partner.name


def lead_buttons(cohort: CohortId) -> tuple[Button]:
    return (press("Change the charter", "charter.edit", cohort=cohort),)


def other_charters(cohorts: Sequence[tuple[CohortId, str]]) -> tuple[Button, ...]:
    """To the charters of the reader's other cohorts, by id and name; as many as fit beside a lead's button."""
    shown = cohorts[: limits.BUTTONS - 1]
    return tuple(
        press(f"Charter of {name}"[: limits.BUTTON], "charter.show", cohort=id_) for id_, name in shown
    )


def invitation(charter: Charter, person: Person, partner: Person) -> Message:
    return message(
        "Please read and sign your mentoring charter",
        Text(
            f"You and {partner.name} are a mentoring pair. This charter says what mentors teach, what executives keep "
            "and what IT does, so that nobody ends up doing somebody else's job. Nothing else starts until both of "
            "you have signed."
        ),
        *terms_blocks(charter.terms),
        *_sign(charter, person),
        title="Your mentoring charter",
    )


def renewed(before: Charter, after: Charter, person: Person) -> Message:
    said = differences(difference(before.terms, after.terms), most=_NAMED)
    return message(
        "The mentoring charter has changed",
        Text(
            f"Version {after.version} of the charter replaces version {before.version}. Please read it and sign again."
        ),
        Section("What is different", (Text(" ".join(said) or "Only the wording of the rules behind it."),)),
        *terms_blocks(after.terms),
        *_sign(after, person),
        title="The charter has changed",
    )


def differences(found: Difference, *, most: int) -> list[str]:
    """A sentence for each kind of difference that those who sign can see."""
    named = (("Added", found.added), ("Removed", found.removed), ("In another part", found.moved))
    return [
        *(f"{what}: {_few(names, most)}." for what, names in named if names),
        *("The lines stand in another order." for _ in range(found.ordered)),
        *_time_change(found.minutes),
        *(f"The people to turn to are {listed(found.contacts[1])}." for _ in range(1) if found.contacts),
    ]


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
        _label(name): f"signed {moment(at, person)}" if at else "has not signed yet"
        for name, at in signed.items()
    }
    return (facts(*said.items()),)


def _label(name: str) -> str:
    """Cut in its middle, so that what tells two long names apart at their end stays."""
    return name if len(name) <= limits.FACT_LABEL else f"{name[:60]}…{name[-30:]}"


def _few(names: Sequence[str], most: int) -> str:
    more = len(names) - most
    return listed((*names[:most], *((f"{more} more",) if more > 0 else ())))


def _sign(charter: Charter, person: Person) -> tuple[Block, ...]:
    about = {"cohort": charter.cohort, "version": str(charter.version)}
    return (
        Text(f"Please sign by {moment(charter.sign_by, person)}."),
        buttons(primary("I agree and sign", "charter.sign", **about)),
        quiet("Your pair and your programme lead can see that you signed, and when."),
    )


def _time_change(minutes: tuple[int, int] | None) -> tuple[str, ...]:
    if minutes is None:
        return ()
    before, after = minutes
    return (f"The mentor's time is {counted(after, 'minute')} a week, not {before}.",)


def home_sentence(
    charter: Charter | None, partner: Person | None, *, signed_by_me: bool, signed_by_partner: bool
) -> str:
    if charter is None:
        return "The charter comes when the cohort is launched."
    if signed_by_me and signed_by_partner:
        return f"Version {charter.version} of the charter is signed by both of you."
    if signed_by_me and partner:
        return f"You have signed version {charter.version} of the charter; {partner.name} has not yet."
    return f"Version {charter.version} of the charter waits for your signature."


# To an operator or lead who publishes a version


def not_launched(cohort: str) -> str:
    return f'"{cohort}" is not launched yet; its first charter goes out at the launch.'


def cannot_be_signed(problem: str) -> str:
    return f"The charter cannot be published: {problem}"


def nothing_changed(current: Charter) -> str:
    return f"That is version {current.version} word for word, so nobody needs to sign again."


# Why somebody cannot be a person to turn to

_JUDGED = {Role.LEAD: "a lead", Role.EXECUTIVE: "an executive"}


def not_on_roster(email: str) -> str:
    return (
        f"{email} has no part in this cohort, so mentors could not reach them here. Add them to the roster, with the "
        'role "contact".'
    )


def is_one_of_them(contact: Person, role: Role) -> str:
    return f"{_outside(contact)}: they are {_JUDGED[role]} of this cohort."


def stands_above(contact: Person, person: Person, role: Role) -> str:
    return f"{_outside(contact)}: {person.name}, {_JUDGED[role]} of this cohort, reports to them."


def stands_below(contact: Person, person: Person, role: Role) -> str:
    return f"{_outside(contact)}: they report to {person.name}, {_JUDGED[role]} of this cohort."


def _outside(contact: Person) -> str:
    return (
        f"{contact.name} ({contact.email}) cannot be the second person to turn to, who stands outside the lead's and "
        "the executives' line"
    )
