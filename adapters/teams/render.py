"""Messages and forms as Adaptive Cards 1.5. All text is plain; no word of a person's becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import quote, urlsplit

from adapters.teams import limits
from adapters.teams.figures import can_draw, chart, chart_text, table, table_text
from adapters.teams.inputs import initial_of, render_field
from adapters.teams.kit import (
    CARD,
    Json,
    Surface,
    TeamsLimit,
    action,
    card,
    carried,
    container,
    heading,
    is_markup,
    origin_of,
    press,
    rich,
    run,
    size_of,
    text,
)
from bot.features import OPENS_FORM
from bot.surface import (
    Block,
    Button,
    Buttons,
    Chart,
    Facts,
    Field,
    Form,
    Link,
    Message,
    Section,
    Table,
    Text,
    Values,
    Words,
)

__all__ = ["TeamsLimit", "render_card", "render_form", "render_message"]

APP_NAME = "Upmentor"


def render_message(message: Message) -> Json:
    """A message activity without its conversation. `summary` is all that a notification shows."""
    attachment = {"contentType": CARD, "content": render_card(message)}
    return {"type": "message", "summary": message.notify, "attachments": [attachment]}


def render_card(message: Message, surface: Surface = "chat", *, titled: bool = True) -> Json:
    """A message as a card, with as much comfort as there is room for: a dialog has its title in its frame."""
    most = limits.CARD_BYTES if surface == "chat" else limits.DIALOG_BYTES
    cards = (_draw(message, _Sheet(surface, room), titled=titled) for room in _ROOMS)
    return _first_that_fits(cards, most)


def render_form(
    form: Form,
    typed: Values | None = None,
    problems: Mapping[str, str] | None = None,
    *,
    surface: Surface = "dialog",
    card_id: str = "",
) -> Json:
    """A form as a card: in a dialog, or in the place of the card whose button was pressed, which `card_id` names.

    `typed` stands in its fields again, and each of the `problems` at its field; one at no field stands on top.
    A form with nothing to fill in has nothing to send, so its dialog is only closed.
    """
    body = [
        *([heading(form.title, "Large")] if surface == "chat" else ()),
        *_homeless(form, problems or {}),
    ]
    send = action(form.submit, carried(origin_of(form, card_id)), surface, style="primary")
    actions = [send] if form.fields or surface == "chat" else []
    items = (_items(form, _Sheet(surface, room), typed or {}, problems or {}) for room in _ROOMS)
    return _first_that_fits(
        (card([*body, *drawn], said=form.title, actions=actions) for drawn in items), limits.DIALOG_BYTES
    )


def _first_that_fits(cards: Iterable[Json], most: int) -> Json:
    """They come with less and less comfort."""
    size = 0
    for drawn in cards:
        size = size_of(drawn)
        if size <= most:
            return drawn
    raise TeamsLimit("a card", size, most)


def _homeless(form: Form, problems: Mapping[str, str]) -> Iterator[Json]:
    keys = {one.key for one in form.fields}
    for key, problem in problems.items():
        if key not in keys:
            yield text(problem, color="Attention", weight="Bolder")


def _items(form: Form, sheet: _Sheet, typed: Values, problems: Mapping[str, str]) -> Iterator[Json]:
    for item in form.items:
        if isinstance(item, Field):
            yield from render_field(item, typed.get(item.key, initial_of(item)), problems.get(item.key, ""))
        else:
            yield from sheet.block(item)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """How much comfort there is room for.

    Tables and charts at all; a text beside each table, and a table beside each chart, for clients that know it not;
    a twin for each button, for clients from before 2021.
    """

    figures: bool
    table_texts: bool
    chart_tables: bool
    old_buttons: bool


_ROOMS = (
    _Room(figures=True, table_texts=True, chart_tables=True, old_buttons=True),
    _Room(figures=True, table_texts=False, chart_tables=True, old_buttons=True),
    _Room(figures=True, table_texts=False, chart_tables=False, old_buttons=True),
    _Room(figures=False, table_texts=False, chart_tables=False, old_buttons=True),
    _Room(figures=False, table_texts=False, chart_tables=False, old_buttons=False),
)


def _draw(message: Message, sheet: _Sheet, *, titled: bool) -> Json:
    title = [heading(message.title, "Large")] if message.title and titled else []
    body = [*title, *sheet.blocks(message.blocks)] or [text(message.notify)]
    return card(body, said=message.notify, is_wide=sheet.has_figures)


class _Sheet:
    """One card being drawn."""

    def __init__(self, surface: Surface, room: _Room) -> None:
        self._surface = surface
        self._room = room
        self.has_figures = False

    def blocks(self, blocks: Iterable[Block]) -> Iterator[Json]:
        for block in blocks:
            yield from self.block(block)

    def block(self, block: Block) -> Iterator[Json]:
        match block:
            case Text():
                yield _text(block)
            case Words():
                yield _words(block)
            case Facts():
                yield _facts(block)
            case Buttons():
                yield from self._buttons(block)
            case Chart():
                yield from self._chart(block)
            case Table():
                yield from self._table(block)
            case Section():
                yield heading(block.title, "Medium", spacing="Large")
                yield from self.blocks(block.blocks)
            case _ as never:
                assert_never(never)

    def _buttons(self, block: Buttons) -> Iterator[Json]:
        """An address that is no web page may run something, so it is only shown."""
        shown = [one for one in block.items if isinstance(one, Button) or _is_page(one.url)]
        for number, row in enumerate(_in_rows(shown)):
            below = {"spacing": "Small"} if number else {}
            yield {"type": "ActionSet", **below, "actions": [self._button(one) for one in row]}
        for one in block.items:
            if isinstance(one, Link) and not _is_page(one.url):
                yield rich(run(f"{one.label}: {one.url}"))

    def _button(self, button: Button | Link) -> Json:
        match button:
            case Button():
                opens = button.action.name in OPENS_FORM
                return press(button, self._surface, opens=opens, twin=self._room.old_buttons)
            case Link():
                return {"type": "Action.OpenUrl", "title": button.label, "url": _address(button.url)}
            case _ as never:
                assert_never(never)

    def _chart(self, block: Chart) -> Iterator[Json]:
        if not self._room.figures or not can_draw(block):
            return chart_text(block)
        self.has_figures = True
        return chart(block, roomy=self._room.chart_tables)

    def _table(self, block: Table) -> Iterator[Json]:
        if not self._room.figures:
            return iter((table_text(block),))
        self.has_figures = True
        return table(block, twin=self._room.table_texts)


def _text(block: Text) -> Json:
    match block.tone:
        case "normal":
            return text(block.text)
        case "quiet":
            return text(block.text, isSubtle=True, size="Small")
        case "strong":
            return text(block.text, weight="Bolder")
        case _ as never:
            assert_never(never)


def _words(words: Words) -> Json:
    by = [rich(run(f"– {words.by}", italic=True, isSubtle=True))] if words.by else []
    return container(rich(run(words.text)), *by, style="emphasis")


def _facts(block: Facts) -> Json:
    """A FactSet reads Markdown, so what could be markup stands in lines."""
    if not any(is_markup(one.label) or is_markup(one.value) for one in block.items):
        return {"type": "FactSet", "facts": [{"title": f.label, "value": f.value} for f in block.items]}
    runs = ((run(f"{one.label}: ", weight="Bolder"), run(f"{one.value}\n")) for one in block.items)
    return rich(*(part for pair in runs for part in pair))


def _in_rows(buttons: Sequence[Button | Link]) -> Iterator[list[Button | Link]]:
    """Teams cuts off what does not fit beside the others."""
    row: list[Button | Link] = []
    room = limits.ROW
    for button in buttons:
        width = len(button.label) + limits.BUTTON_FRAME
        if row and width > room:
            yield row
            row, room = [], limits.ROW
        row.append(button)
        room -= width
    if row:
        yield row


def _is_page(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _address(url: str) -> str:
    """As the standard has it: Teams refuses a whole card for one address that it cannot read."""
    page, mark, part = _PERCENT.sub("%25", url).partition("#")
    return quote(page, safe=_SAFE) + mark + quote(part, safe=_SAFE)


_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "%/:=&?~+!$,;'@()*"
