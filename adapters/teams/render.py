"""Messages and forms as Adaptive Cards 1.5. All text is plain: no person's words become markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import assert_never
from urllib.parse import quote, urlsplit

from adapters.teams import limits
from adapters.teams.action_data import FormData, encode_action_data
from adapters.teams.adaptive_cards import (
    CARD,
    Json,
    TeamsLimit,
    TeamsSurface,
    action,
    card,
    container,
    heading,
    is_markup,
    press,
    rich,
    run,
    size_of,
    text,
)
from adapters.teams.inputs import initial_of, render_field
from adapters.teams.tables_and_charts import can_draw, render_chart, render_table
from adapters.teams.text_fallback import chart_text, table_text
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

APP_NAME = "Upmentor"


def render_message(message: Message) -> Json:
    """A message activity without its conversation. `summary` is all that a notification shows."""
    attachment = {"contentType": CARD, "content": render_card(message)}
    return {"type": "message", "summary": message.notify, "attachments": [attachment]}


def render_card(message: Message, surface: TeamsSurface = "chat", *, titled: bool = True) -> Json:
    """A message as a card, with as many extras as fit. A dialog shows the title in its frame."""
    most = limits.CARD_BYTES if surface == "chat" else limits.DIALOG_BYTES
    cards = (_draw(message, _CardWriter(surface, extras), titled=titled) for extras in _LEVELS)
    return _first_that_fits(cards, most)


def render_form(
    form: Form,
    typed: Values | None = None,
    problems: Mapping[str, str] | None = None,
    *,
    surface: TeamsSurface = "dialog",
    card_id: str = "",
) -> Json:
    """A form as a card: in a dialog, or in the place of the card whose button was pressed, which `card_id` names.

    `typed` fills its fields again. Each of the `problems` stands at its field, or on top if it has none.
    A form without fields has no submit button in a dialog.
    """
    body = [
        *([heading(form.title, "Large")] if surface == "chat" else ()),
        *_problems_without_field(form, problems or {}),
    ]
    send = action(
        form.submit,
        encode_action_data(FormData(form.action, form.instance, card_id)),
        surface,
        style="primary",
    )
    actions = [send] if form.fields or surface == "chat" else []
    items = (_items(form, _CardWriter(surface, extras), typed or {}, problems or {}) for extras in _LEVELS)
    return _first_that_fits(
        (card([*body, *drawn], fallback_text=form.title, actions=actions) for drawn in items),
        limits.DIALOG_BYTES,
    )


def _first_that_fits(cards: Iterable[Json], most: int) -> Json:
    """The cards come with fewer and fewer extras."""
    size = 0
    for drawn in cards:
        size = size_of(drawn)
        if size <= most:
            return drawn
    raise TeamsLimit("a card", size, most)


def _problems_without_field(form: Form, problems: Mapping[str, str]) -> Iterator[Json]:
    keys = {one.key for one in form.fields}
    for key, problem in problems.items():
        if key not in keys:
            yield text(problem, color="Attention", weight="Bolder")


def _items(form: Form, writer: _CardWriter, typed: Values, problems: Mapping[str, str]) -> Iterator[Json]:
    for item in form.items:
        if isinstance(item, Field):
            yield from render_field(item, typed.get(item.key, initial_of(item)), problems.get(item.key, ""))
        else:
            yield from writer.block(item)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Extras:
    """The extras of a card: tables and charts at all; a text for each table and a table for each chart, for clients
    that cannot draw them; buttons that clients from before 2021 know.
    """

    tables_and_charts: bool
    table_texts: bool
    chart_tables: bool
    old_buttons: bool


_LEVELS = (
    _Extras(tables_and_charts=True, table_texts=True, chart_tables=True, old_buttons=True),
    _Extras(tables_and_charts=True, table_texts=False, chart_tables=True, old_buttons=True),
    _Extras(tables_and_charts=True, table_texts=False, chart_tables=False, old_buttons=True),
    _Extras(tables_and_charts=False, table_texts=False, chart_tables=False, old_buttons=True),
    _Extras(tables_and_charts=False, table_texts=False, chart_tables=False, old_buttons=False),
)


def _draw(message: Message, writer: _CardWriter, *, titled: bool) -> Json:
    title = [heading(message.title, "Large")] if message.title and titled else []
    body = [*title, *writer.blocks(message.blocks)] or [text(message.notify)]
    return card(body, fallback_text=message.notify, is_wide=writer.has_tables_and_charts)


class _CardWriter:
    """Renders one card."""

    def __init__(self, surface: TeamsSurface, extras: _Extras) -> None:
        self._surface = surface
        self._extras = extras
        self.has_tables_and_charts = False

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
        """Links other than to web pages are shown as text: a click on one may run a program."""
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
                return press(button, self._surface, opens=opens, for_old_clients=self._extras.old_buttons)
            case Link():
                return {"type": "Action.OpenUrl", "title": button.label, "url": _address(button.url)}
            case _ as never:
                assert_never(never)

    def _chart(self, block: Chart) -> Iterator[Json]:
        if not self._extras.tables_and_charts or not can_draw(block):
            return chart_text(block)
        self.has_tables_and_charts = True
        return render_chart(block, roomy=self._extras.chart_tables)

    def _table(self, block: Table) -> Iterator[Json]:
        if not self._extras.tables_and_charts:
            return iter((table_text(block),))
        self.has_tables_and_charts = True
        return render_table(block, as_text_too=self._extras.table_texts)


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
    """A FactSet reads Markdown, so facts that could be markup stand in lines of text."""
    if not any(is_markup(one.label) or is_markup(one.value) for one in block.items):
        return {"type": "FactSet", "facts": [{"title": f.label, "value": f.value} for f in block.items]}
    runs = ((run(f"{one.label}: ", weight="Bolder"), run(f"{one.value}\n")) for one in block.items)
    return rich(*(part for pair in runs for part in pair))


def _in_rows(buttons: Sequence[Button | Link]) -> Iterator[list[Button | Link]]:
    """Splits buttons into rows: Teams cuts off those that do not fit."""
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
    """Percent-encodes the address: Teams refuses a whole card for one malformed address."""
    page, mark, part = _PERCENT.sub("%25", url).partition("#")
    return quote(page, safe=_SAFE) + mark + quote(part, safe=_SAFE)


_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SAFE = "%/:=&?~+!$,;'@()*"
