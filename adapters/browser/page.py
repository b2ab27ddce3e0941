"""Renders the page: the list of people, the open conversation, and the clock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from markupsafe import Markup

from adapters.browser.history import Entry
from adapters.browser.render import draw, render_message, templates
from bot.address import Address
from bot.surface import Message

STEPS: Mapping[str, tuple[str, timedelta]] = {
    "hour": ("+1 hour", timedelta(hours=1)),
    "day": ("+1 day", timedelta(days=1)),
    "week": ("+1 week", timedelta(weeks=1)),
}
NEXT = "next"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonCard:
    """A person in the list. `role` is a heading like "Mentor"; `pairs` are the partners' addresses."""

    address: Address
    name: str
    role: str
    zone: str
    pairs: tuple[Address, ...] = ()

    @property
    def initials(self) -> str:
        words = self.name.split()
        return "".join(word[0] for word in (words if len(words) < 3 else (words[0], words[-1]))).upper()

    @property
    def hue(self) -> int:
        """One of six colours, always the same for the same person."""
        return sum(str(self.address).encode()) % 6 + 1

    @property
    def href(self) -> str:
        return f"/?{urlencode({'person': str(self.address)})}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenConversation:
    """The open conversation: the person's last entries, and the number of earlier ones."""

    card: PersonCard
    partners: Sequence[PersonCard]
    entries: Sequence[Entry]
    earlier: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """Everything that the page shows at first. `mark` and `revision` are the history's at that time."""

    people: Sequence[PersonCard]
    unread: Mapping[str, int]
    conversation: OpenConversation | None
    now: datetime
    commands: Sequence[tuple[str, str]]
    steps: Mapping[str, str]
    mark: str
    revision: int
    notice: str = ""

    @property
    def groups(self) -> list[tuple[str, list[PersonCard]]]:
        """People by role, in the order in which roles first appear, and sorted by name within each."""
        roles = dict.fromkeys(card.role for card in self.people)
        by_name = sorted(self.people, key=lambda card: card.name.casefold())
        return [(role, [card for card in by_name if card.role == role]) for role in roles]

    def partners(self, card: PersonCard) -> str:
        """The names of the person's partners."""
        return ", ".join(one.name for one in self.people if one.address in card.pairs)


def render_page(view: PageView) -> str:
    page, opened = templates().get_template("page.html"), view.conversation
    entries = (
        [render_entry(entry, opened.card, first=n == 0) for n, entry in enumerate(opened.entries)]
        if opened
        else []
    )
    return page.render(
        view=view, entries=entries, now=clock_words(view.now, opened.card.zone if opened else "UTC")
    )


def render_entry(entry: Entry, card: PersonCard, *, first: bool = False) -> Markup:
    """Renders a list item; the first of a day or of the page has the day above it."""
    at = entry.at.astimezone(ZoneInfo(card.zone))
    before = entry.before.astimezone(ZoneInfo(card.zone)) if entry.before and not first else None
    body = render_message(entry.body) if isinstance(entry.body, Message) else entry.body
    day = "" if before and before.date() == at.date() else _day(at)
    return draw("entry", "entry", entry, card, at, day, body)


def clock_words(now: datetime, zone: str) -> Mapping[str, str]:
    """The time as ISO 8601, and as people in the zone read it."""
    local = now.astimezone(ZoneInfo(zone))
    return {
        "iso": now.isoformat(),
        "day": f"{local:%a} {local.day} {local:%b %Y}",
        "time": f"{local:%H:%M}",
        "zone": zone,
    }


def _day(at: datetime) -> str:
    return f"{at:%A} {at.day} {at:%B %Y}"
