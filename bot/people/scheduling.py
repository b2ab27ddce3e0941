"""Messages that keep to a person's working hours."""

from __future__ import annotations

from datetime import datetime

from bot.outbox import OutgoingMessage
from bot.people.model import Person
from bot.surface import Message
from bot.working_hours.calendar import next_working_moment


def in_working_hours(person: Person, message: Message, now: datetime, *, card: str = "") -> OutgoingMessage:
    """The message, held back until the person is at work. What only redraws a card need not wait: it rings no bell."""
    moment = next_working_moment(now, person.working_hours)
    return OutgoingMessage(person=person.id, message=message, card=card, not_before=moment)
