"""Messages, forms and the home tab as Block Kit. All text is plain; no word of a person's becomes markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from typing import Literal, assert_never
from urllib.parse import urlsplit

from adapters.slack import limits
from adapters.slack.facts import labelled
from adapters.slack.figures import can_draw, count_tables, data_table, plain_table, visualization
from adapters.slack.inputs import render_field
from adapters.slack.kit import (
    Json,
    actions,
    context,
    escape,
    fields,
    fit,
    header,
    paragraph,
    paragraphs,
    plain,
    press,
    quote,
    rich,
    section,
    span,
    weighs_at_most,
    weight,
)
from adapters.slack.place import NOWHERE, Place, encode_origin
from adapters.slack.twins import chart_twin, table_twin
from bot.surface import (
    Action,
    Block,
    Button,
    Buttons,
    Chart,
    Facts,
    Field,
    Form,
    Link,
    Message,
    Plain,
    Section,
    Table,
    Text,
    Words,
)

FORM, HOME, MODAL = "form", "home", "modal"
"""The callback_id of each kind of view."""
APP_NAME = "Upmentor"
_CANCEL, _CLOSE = "Cancel", "Close"

Surface = Literal["message", "modal", "home"]


def render_message(message: Message, *, native: bool = True) -> Json:
    """The arguments of chat.postMessage, without a channel. `text` is all that a notification shows.

    Without `native`, tables and charts are text: for a Slack that refuses those blocks.
    """
    blocks = _message_blocks(message, native=native, roomy=True)
    if len(blocks) > limits.MESSAGE_BLOCKS or not weighs_at_most(limits.MESSAGE_WEIGHT, blocks):
        blocks = _message_blocks(message, native=native, roomy=False)
        fit("a message's weight", weight(blocks), limits.MESSAGE_WEIGHT)
        fit("a message's blocks", len(blocks), limits.MESSAGE_BLOCKS)
    return {"text": escape(message.notify), "blocks": blocks}


def render_home(message: Message) -> Json:
    """The view of views.publish."""
    sheet = _Sheet("home", message.blocks, native=True)
    blocks = [*_title(message), *sheet.blocks(message.blocks)] or [section(message.notify)]
    fit("a home tab's blocks", len(blocks), limits.VIEW_BLOCKS)
    return {"type": "home", "callback_id": HOME, "blocks": blocks}


def render_modal(message: Message, place: Place = NOWHERE) -> Json:
    """A message as a modal that is only closed: the answer to a form, or to a press in the home tab or in a modal.

    `place` is where it all began.
    """
    sheet = _Sheet("modal", message.blocks, native=False)
    blocks = [*_title(message), *sheet.blocks(message.blocks)] or [section(message.notify)]
    fit("a modal's blocks", len(blocks), limits.VIEW_BLOCKS)
    return {
        "type": "modal",
        "callback_id": MODAL,
        "title": plain(APP_NAME, limits.VIEW_LABEL),
        "close": plain(_CLOSE, limits.VIEW_LABEL),
        "private_metadata": encode_origin(Action(MODAL), MODAL, place),
        "blocks": blocks,
    }


def render_form(form: Form, place: Place = NOWHERE, problems: Mapping[str, str] | None = None) -> Json:
    """The view of views.open: a modal. It carries what a submission does not: the action, the instance, the place.

    A form with nothing to fill in has nothing to send, so it is only closed. `problems` stand on top.
    """
    sheet = _Sheet("modal", (), native=False)
    blocks = [*map(_alert, (problems or {}).values()), *_items(form, sheet)]
    fit("a form's blocks", len(blocks), limits.VIEW_BLOCKS)
    ways = {"submit": form.submit, "close": _CANCEL} if form.fields else {"close": form.submit}
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": plain(form.title, limits.VIEW_LABEL),
        **{way: plain(label, limits.VIEW_LABEL) for way, label in ways.items()},
        "private_metadata": encode_origin(form.action, form.instance, place),
        "blocks": blocks,
    }


def render_problems(form: Form, problems: Mapping[str, str], place: Place = NOWHERE) -> Json:
    """The answer to a submission that cannot be taken: what was typed stays, each sentence stands at its field.

    Slack shows sentences at fields only, so one about no field stands at the first; without any, on top.
    """
    if not form.fields:
        return {"response_action": "update", "view": render_form(form, place, problems)}
    keys = {one.key for one in form.fields}
    said: dict[str, list[str]] = {}
    for key, sentence in problems.items():
        said.setdefault(key if key in keys else form.fields[0].key, []).append(sentence)
    return {"response_action": "errors", "errors": {key: " ".join(all_) for key, all_ in said.items()}}


def _message_blocks(message: Message, *, native: bool, roomy: bool) -> list[Json]:
    sheet = _Sheet("message", message.blocks, native=native, roomy=roomy)
    return [*_title(message), *sheet.blocks(message.blocks)] or [section(message.notify)]


def _title(message: Message) -> Iterator[Json]:
    if message.title:
        yield header(message.title)


def _items(form: Form, sheet: _Sheet) -> Iterator[Json]:
    for item in form.items:
        if isinstance(item, Field):
            yield render_field(item)
        else:
            yield from sheet.block(item)


class _Sheet:
    """One message or view being drawn: what a block alone cannot know."""

    def __init__(
        self, surface: Surface, blocks: Iterable[Block], *, native: bool, roomy: bool = True
    ) -> None:
        self._surface = surface
        self._native = native
        self._roomy = roomy
        self._tables = count_tables(blocks)
        self._charts = limits.CHARTS if native and surface == "message" else 0
        self._presses = count(1)
        self._heading = ""
        self._ends_in_buttons = False

    def blocks(self, blocks: Iterable[Block]) -> Iterator[Json]:
        for block in blocks:
            yield from self.block(block)
            self._ends_in_buttons = isinstance(
                block.blocks[-1] if isinstance(block, Section) else block, Buttons
            )

    def block(self, block: Block) -> Iterator[Json]:
        match block:
            case Text():
                yield _text(block)
            case Words():
                yield rich(*_words(block))
            case Facts():
                yield fields(labelled(block))
            case Buttons():
                yield from self._buttons(block)
            case Chart():
                yield from self._chart(block)
            case Table():
                yield from self._table(block)
            case Section():
                yield from self._section(block)
            case _ as never:
                assert_never(never)

    def _section(self, block: Section) -> Iterator[Json]:
        self._heading = block.title
        match self._surface:
            case "message":
                if self._ends_in_buttons and self._roomy:
                    yield {"type": "divider"}
                begun, rest = _begun(block)
                yield begun
                yield from self.blocks(rest)
            case "modal":
                yield header(block.title)
                yield from self.blocks(block.blocks)
            case "home":
                yield {"type": "divider"}
                yield header(block.title)
                yield from self.blocks(block.blocks)
            case _ as never:
                assert_never(never)
        self._heading = ""

    def _buttons(self, block: Buttons) -> Iterator[Json]:
        """An address that is no web page may run something, so it is only shown."""
        shown = [one for one in block.items if isinstance(one, Button) or _is_page(one.url)]
        if shown:
            yield actions([self._button(one) for one in shown])
        for one in block.items:
            if isinstance(one, Link) and not _is_page(one.url):
                yield rich(paragraph(span(f"{one.label}: {one.url}")))

    def _button(self, button: Button | Link) -> Json:
        number = next(self._presses)
        match button:
            case Button():
                return press(button, f"press-{number}")
            case Link():
                label = plain(button.label, limits.BUTTON)
                return {"type": "button", "action_id": f"open-{number}", "text": label, "url": button.url}
            case _ as never:
                assert_never(never)

    def _chart(self, chart: Chart) -> Iterator[Json]:
        if not self._charts or not can_draw(chart):
            yield chart_twin(chart, roomy=self._roomy)
            return
        self._charts -= 1
        yield visualization(chart)
        yield context(chart.alt)

    def _table(self, table: Table) -> Iterator[Json]:
        """Slack takes one plain table; several in a message are data tables, else they are text."""
        if self._native and self._surface != "modal" and self._tables == limits.TABLES:
            if table.caption:
                yield rich(paragraph(span(table.caption, "bold")))
            yield plain_table(table)
        elif self._native and self._surface == "message" and table.rows:
            yield data_table(table, self._heading)
        else:
            yield table_twin(table, roomy=self._roomy)


def _begun(block: Section) -> tuple[Json, tuple[Plain, ...]]:
    """A section's title and, close below it, what it begins with if that is words; and the rest."""
    match block.blocks:
        case (Text(text=text, tone="normal"), *rest):
            return rich(*paragraphs([(block.title, "bold"), (text, "")])), tuple(rest)
        case (Words() as words, *rest):
            return rich(paragraph(span(block.title, "bold")), *_words(words)), tuple(rest)
        case rest:
            return rich(paragraph(span(block.title, "bold"))), rest


def _words(words: Words) -> tuple[Json, ...]:
    by = (paragraph(span(f"– {words.by}", "italic")),) if words.by else ()
    return (quote(span(words.text)), *by)


def _text(text: Text) -> Json:
    match text.tone:
        case "normal":
            return section(text.text)
        case "quiet":
            return context(text.text)
        case "strong":
            return rich(paragraph(span(text.text, "bold")))
        case _ as never:
            assert_never(never)


def _is_page(url: str) -> bool:
    return urlsplit(url).scheme in ("http", "https")


def _alert(problem: str) -> Json:
    if len(problem) > limits.ALERT:
        return section(problem)
    return {"type": "alert", "level": "error", "text": plain(problem, limits.ALERT)}
