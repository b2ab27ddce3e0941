"""Tickets in words. What stays in a chat, or rings a bell, names a reference and a status and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.people.model import Person
from bot.screens import buttons, counted, day, facts, message, press, primary, quiet
from bot.surface import Block, Button, Link, Message, Text, Words
from bot.tickets.model import DRAFTS_KEPT, Ticket, TicketState, TicketWords

_MOST_LISTED: Final = 12
"""Of a queue on one screen: each takes a line of words and its buttons."""

_STATUS: Mapping[TicketState, str] = {
    TicketState.DRAFT: "Not sent yet.",
    TicketState.QUEUED: "On its way to IT.",
    TicketState.OPEN: "IT has it.",
    TicketState.WAITING: "IT is waiting for something before it can go on.",
    TicketState.DONE: "IT says it is done.",
    TicketState.FAILED: "It could not be handed to IT.",
}
_NEWS: Mapping[TicketState, str] = {
    TicketState.OPEN: "IT has your request",
    TicketState.WAITING: "IT is waiting on your request",
    TicketState.DONE: "IT says your request is done",
    TicketState.FAILED: "Your request has not reached IT",
}
_MORE: Mapping[TicketState, str] = {
    TicketState.OPEN: "I will tell you when something changes. You need do nothing.",
    TicketState.WAITING: "If you speak to IT about it, the reference is all they need to find it.",
    TicketState.DONE: "If it is not, one press opens it again.",
    TicketState.FAILED: (
        "Nothing of it is lost. Whoever runs Upmentor has been told why in their log. "
        "You can send it once more, or ask them."
    ),
}


def status(ticket: Ticket) -> str:
    """One sentence."""
    return _STATUS[ticket.state]


def draft(ticket: Ticket, words: TicketWords, person: Person, *choices: Button) -> Message:
    """The exact text, and who sees what, above what the person can do."""
    return message(
        "Please look at what would go to IT",
        Text("This is exactly what IT would read, to the letter. Nothing is sent until you say so."),
        Words(words.summary),
        Words(words.text),
        _who_sees(words),
        buttons(*choices),
        quiet(
            f"If you do nothing, this draft is dropped after {day((ticket.created_at + DRAFTS_KEPT).date(), person)}."
        ),
        title=f"For IT: {ticket.reference}",
    )


def sent(ticket: Ticket) -> Message:
    """Stands where the draft stood: no word of it is left there."""
    return message(
        f"{ticket.reference} is on its way to IT",
        Text(f"{ticket.reference} is on its way to IT. A card in our chat shows how it stands."),
    )


def dropped(reference: str) -> Message:
    return message("The draft is dropped", Text(f"The draft {reference} is dropped, and nothing went to IT."))


def draft_expired(reference: str) -> Message:
    return message(
        "A draft for IT was dropped",
        Text(
            f"The draft {reference} for IT was not sent within a week, so I dropped it. Nothing went to IT. "
            "If you still need it, just begin again."
        ),
    )


def card(ticket: Ticket, *, shows_link: bool) -> Message:
    """The card in the owner's chat, redrawn in place."""
    return message(
        f"Your request {ticket.reference}",
        facts(("Reference", ticket.reference), ("Status", status(ticket))),
        *_actions(ticket, shows_link=shows_link),
        title="A request to IT",
    )


def news(ticket: Ticket, *, shows_link: bool) -> Message:
    """A change, told once."""
    return message(
        f"{_NEWS[ticket.state]}: {ticket.reference}",
        Text(f"{ticket.reference}: {status(ticket)} {_MORE[ticket.state]}"),
        *_actions(ticket, shows_link=shows_link),
    )


def not_reopened(ticket: Ticket) -> Message:
    return message(
        f"{ticket.reference} could not be opened again",
        Text(
            f"IT's desk does not open {ticket.reference} again, so it stays done there. If it is still a problem, "
            "please send a fresh request."
        ),
    )


def _actions(ticket: Ticket, *, shows_link: bool) -> tuple[Block, ...]:
    label = {TicketState.DONE: "It is not done: reopen", TicketState.FAILED: "Send it again"}.get(
        ticket.state
    )
    again = (press(label, "tickets.reopen", ticket=ticket.id),) if label else ()
    link = (Link("Open it at IT's desk", ticket.url),) if shows_link and ticket.url else ()
    return (buttons(*again, *link),) if again or link else ()


def _who_sees(words: TicketWords) -> Text:
    if words.requester:
        return quiet(f"IT sees these words, the reference, and {words.requester} as who asks.")
    return quiet(
        "IT sees these words and the reference, and that Upmentor sent them. It sees no name: "
        "not yours, and not your pair's."
    )


# To IT people, at their own desk


def opened_again(number: int) -> str:
    """A note on the ticket. `number` tells a second reopening from the first."""
    return f"Opened again by who asked ({number})."


# To IT people, where the list is Upmentor's own


def at_desk(ticket: Ticket, words: TicketWords, reader: Person, taker: Person | None) -> Message:
    """The card that each IT person has of a ticket."""
    return message(
        f"A request for IT: {ticket.reference}",
        Words(words.summary),
        Words(words.text),
        facts(*_desk_facts(ticket, words, reader, taker)),
        buttons(*_desk_buttons(ticket, reader)),
        title=f"{ticket.reference} for IT",
    )


def queue(waiting: Sequence[tuple[Ticket, TicketWords, Person | None]], reader: Person) -> Message:
    if not waiting:
        return message(
            "Nothing waits for IT", Text("Nothing waits for IT. What comes in is sent to you here.")
        )
    shown = waiting[:_MOST_LISTED]
    rest = len(waiting) - len(shown)
    lines = [block for row in shown for block in _line(*row, reader)]
    more = (quiet(f"{counted(rest, 'more request')} will show as these are done."),) if rest else ()
    return message(
        f"{counted(len(waiting), 'request')} for IT",
        *lines,
        *more,
        title="What waits for IT, oldest first",
    )


def it_only() -> Message:
    return message(
        "That is for IT",
        Text(
            "That list is for the IT people of a programme. If you sent a request to IT, the card in this chat shows "
            "how it stands."
        ),
    )


def kept_elsewhere() -> Message:
    """The list is not the desk, or another desk has the ticket."""
    return message(
        "That is at IT's own desk",
        Text(
            "That request is kept at IT's own desk, so it is changed there and I follow. Nothing was changed."
        ),
    )


def _line(ticket: Ticket, words: TicketWords, taker: Person | None, reader: Person) -> tuple[Block, ...]:
    return (
        Words(words.summary, by=ticket.reference),
        quiet(" · ".join(value for _, value in _desk_facts(ticket, words, reader, taker))),
        buttons(press("Show", "tickets.show", ticket=ticket.id), *_desk_buttons(ticket, reader)),
    )


def _desk_facts(
    ticket: Ticket, words: TicketWords, reader: Person, taker: Person | None
) -> tuple[tuple[str, str], ...]:
    taken = f"taken by {taker.name}" if taker else "nobody has taken it"
    return (
        ("Status", _DESK_STATUS[ticket.state]),
        ("Who has it", taken),
        ("Who asks", words.requester or "Upmentor, for somebody in the programme"),
        ("Since", day(ticket.created_at.date(), reader)),
    )


_DESK_STATUS: Mapping[TicketState, str] = {
    TicketState.DRAFT: "not sent",
    TicketState.QUEUED: "coming back",
    TicketState.OPEN: "open",
    TicketState.WAITING: "waiting",
    TicketState.DONE: "done",
    TicketState.FAILED: "not here",
}


def _desk_buttons(ticket: Ticket, reader: Person) -> tuple[Button, ...]:
    take = () if ticket.taken_by == reader.id else (press("Take", "tickets.take", ticket=ticket.id),)
    wait = press("Wait", "tickets.wait", ticket=ticket.id)
    done = primary("Done", "tickets.done", ticket=ticket.id)
    again = press("Reopen" if ticket.state is TicketState.DONE else "Go on", "tickets.open", ticket=ticket.id)
    match ticket.state:
        case TicketState.DONE:
            return (again,)
        case TicketState.WAITING:
            return (*take, again, done)
        case _:
            return (*take, wait, done)
