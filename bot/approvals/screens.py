"""The mentors' time in words, for line managers and for leads."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

from bot import limits
from bot.approvals.model import Budget
from bot.approvals.wording import approved_by
from bot.people.model import Person
from bot.programme.model import Cohort
from bot.screens import buttons, clipped, counted, listed, message, primary, quiet
from bot.surface import Action, Choice, Form, Message, Option, ShortText, Text

AT_ONCE: Final = 12
_NAMED: Final = 8


def digest(waiting: Sequence[Budget]) -> str:
    """Tells a card that names just these mentors and minutes from any other."""
    said = "\n".join(sorted(f"{one.mentor.id} {one.minutes}" for one in waiting))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def card(cohort: Cohort, waiting: Sequence[Budget], leads: Sequence[Person], person: Person) -> Message:
    """To a line manager. Pairs, and what mentors say here, are none of it."""
    minutes = waiting[0].minutes
    lead = listed(one.name for one in leads[:3]) if leads else "the programme lead"
    return message(
        "Please approve time for mentoring",
        Text(
            f"In the mentoring programme {cohort.name}, people of yours teach executives to work with AI. Their "
            f"charter gives each of them {counted(minutes, 'minute')} a week for it. As their line manager, please "
            "approve that time, once."
        ),
        Text(_names(waiting)),
        *_rises(waiting),
        buttons(primary("Approve the time", "charter.approve_time", cohort=cohort.id, named=digest(waiting))),
        Text(
            "You approve the time, and nothing else: not what they teach, nor anything they write here, which you do "
            "not see."
        ),
        quiet(
            "Each mentor, their executive and the programme leads see that you approved, and when. If you do not, "
            f"nothing stops: nobody's signature waits for it, and {lead} sees that it is open and may ask you. If "
            "you do not agree, please tell them. I keep your email and time zone for this; /my-data shows them."
        ),
        title="Time for mentoring",
    )


def approved(cohort: Cohort, theirs: Sequence[Budget], person: Person) -> Message:
    lines = [
        f"• {one.mentor.name}: {counted(one.approval.minutes, 'minute')} a week, {approved_by(one.approval, person)}"
        for one in theirs[:AT_ONCE]
        if one.approval
    ]
    rest = len(theirs) - AT_ONCE
    return message(
        "Thank you, the time is approved",
        Text(f"In {cohort.name}, nothing waits for you:"),
        Text("\n".join(lines)),
        *((quiet(f"And {counted(rest, 'more mentor')}."),) if rest > 0 else ()),
        title="Time for mentoring",
    )


def nothing_here() -> Message:
    return message(
        "Nothing waits for you",
        Text(
            "You have no part in a mentoring programme at present, so there is nothing to do here. Type /my-data "
            "to see what I keep about you."
        ),
    )


def no_line_manager(cohort: Cohort, names: Sequence[str]) -> Message:
    return message(
        "Somebody's time has nobody to approve it",
        Text(
            f"In {cohort.name} the roster names no line manager who may approve the time of {_few(names)}: "
            "manager_email is empty, or is their own executive's. Add it to the roster, or ask their line manager "
            "yourself and write down here who approved. Nothing else waits for it."
        ),
        buttons(primary("Record an approval", "charter.ask_record", cohort=cohort.id)),
        title="Time for mentoring",
    )


def record_form(cohort: Cohort, missing: Sequence[Budget], instance: str) -> Form:
    options = tuple(
        Option(one.mentor.id, clipped(one.mentor.name, limits.OPTION)) for one in missing[: limits.OPTIONS]
    )
    return Form(
        "Record an approval",
        Action("charter.record_time", {"cohort": str(cohort.id)}),
        instance,
        (
            Text(
                f"For mentors of {cohort.name} whose line manager is not on the roster. They see on their charter who "
                "approved, and that you wrote it down; it is in the audit trail too."
            ),
            Choice(key="mentor", label="Whose time", options=options, required=True),
            ShortText(
                key="by",
                label="Who approved it",
                hint="The line manager's email. Neither the mentor nor their executive.",
                required=True,
                limit=254,
            ),
        ),
        "Record",
    )


NO_EMAIL: Final = "Please write an email address, like name@example.com."


def may_not_approve(mentor: Person) -> str:
    return f"Neither {mentor.name} nor their executive can approve this time. Please name the line manager."


def recorded(cohort: Cohort) -> Message:
    return message("Recorded", Text(f"Recorded. The charter card in {cohort.name} says so, with your name."))


def none_missing() -> Message:
    return message(
        "Nothing to record",
        Text(
            "There is no approval for you to record: each mentor's time is approved, waits for the line manager on the "
            "roster, or is your own pair's."
        ),
    )


def _names(waiting: Sequence[Budget]) -> str:
    return "\n".join(f"• {one.mentor.name}" for one in waiting)


def _rises(waiting: Sequence[Budget]) -> tuple[Text, ...]:
    before = {one.approval.minutes for one in waiting if one.approval}
    if not before:
        return ()
    return (Text(f"Before, {counted(max(before), 'minute')} a week were approved."),)


def _few(names: Sequence[str]) -> str:
    more = len(names) - _NAMED
    return listed((*names[:_NAMED], *((f"{more} more",) if more > 0 else ())))
