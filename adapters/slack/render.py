"""Messages, forms and the home tab as Block Kit. All text is plain: no person's words become markup."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Literal, assert_never
from urllib.parse import urlsplit

from adapters.slack import limits
from adapters.slack.action_data import encode_origin
from adapters.slack.block_kit import (
    Json,
    actions,
    alert,
    context,
    escape,
    fields,
    fit,
    header,
    paragraph,
    paragraphs,
    plain,
    press,
    private_metadata,
    quote,
    rich,
    section,
    span,
    weighs_at_most,
    weight,
)
from adapters.slack.inputs import render_field
from adapters.slack.reply_target import DIRECT_MESSAGE, SlackReplyTarget
from adapters.slack.tables_and_charts import (
    can_draw,
    render_chart,
    render_data_table,
    render_table,
)
from adapters.slack.text_fallback import chart_text, table_text
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

SlackSurface = Literal["message", "modal", "home"]


def render_message(message: Message, *, native: bool = True) -> Json:
    """The arguments of chat.postMessage, without a channel. `text` is all that a notification shows.

    Without `native`, tables and charts are text: for a Slack that refuses those blocks.
    """
    blocks = _draw(message, "message", native=native, roomy=True)
    if len(blocks) > limits.MESSAGE_BLOCKS or not weighs_at_most(limits.MESSAGE_WEIGHT, blocks):
        blocks = _draw(message, "message", native=native, roomy=False)
        fit("a message's weight", weight(blocks), limits.MESSAGE_WEIGHT)
        fit("a message's blocks", len(blocks), limits.MESSAGE_BLOCKS)
    return {"text": escape(message.notify), "blocks": blocks}


def render_home(message: Message) -> Json:
    """The view of views.publish."""
    blocks = _draw(message, "home", native=True)
    fit("a home tab's blocks", len(blocks), limits.VIEW_BLOCKS)
    return {"type": "home", "callback_id": HOME, "blocks": blocks}


def render_modal(message: Message, target: SlackReplyTarget = DIRECT_MESSAGE) -> Json:
    """A message as a modal with a close button only: the answer to a form, or to a press in the home tab or a modal.

    `target` is where the exchange began.
    """
    blocks = _draw(message, "modal", native=False)
    fit("a modal's blocks", len(blocks), limits.VIEW_BLOCKS)
    return {
        "type": "modal",
        "callback_id": MODAL,
        "title": plain(APP_NAME, limits.VIEW_LABEL),
        "close": plain(_CLOSE, limits.VIEW_LABEL),
        "private_metadata": private_metadata(encode_origin(Action(MODAL), MODAL, target)),
        "blocks": blocks,
    }


def render_form(
    form: Form, target: SlackReplyTarget = DIRECT_MESSAGE, problems: Mapping[str, str] | None = None
) -> Json:
    """The view of views.open: a modal. It carries what a submission lacks: the action, the instance and the target.

    A form without fields has no submit button. `problems` stand on top.
    """
    writer = _BlockKitWriter("modal", (), native=False)
    blocks = [*map(alert, (problems or {}).values()), *_items(form, writer)]
    fit("a form's blocks", len(blocks), limits.VIEW_BLOCKS)
    ways = {"submit": form.submit, "close": _CANCEL} if form.fields else {"close": form.submit}
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": plain(form.title, limits.VIEW_LABEL),
        **{way: plain(label, limits.VIEW_LABEL) for way, label in ways.items()},
        "private_metadata": private_metadata(encode_origin(form.action, form.instance, target)),
        "blocks": blocks,
    }


def render_problems(
    form: Form, problems: Mapping[str, str], target: SlackReplyTarget = DIRECT_MESSAGE
) -> Json:
    """The response to a rejected submission: what was typed stays, and each problem stands at its field.

    Slack shows problems at fields only, so one without a field stands at the first. In a form without fields, problems
    stand on top.
    """
    if not form.fields:
        return {"response_action": "update", "view": render_form(form, target, problems)}
    keys = {one.key for one in form.fields}
    sentences: dict[str, list[str]] = {}
    for key, sentence in problems.items():
        sentences.setdefault(key if key in keys else form.fields[0].key, []).append(sentence)
    return {"response_action": "errors", "errors": {key: " ".join(all_) for key, all_ in sentences.items()}}


def _draw(message: Message, surface: SlackSurface, *, native: bool, roomy: bool = True) -> list[Json]:
    title = [header(message.title)] if message.title else []
    writer = _BlockKitWriter(surface, message.blocks, native=native, roomy=roomy)
    return [*title, *writer.blocks(message.blocks)] or [section(message.notify)]


def _items(form: Form, writer: _BlockKitWriter) -> Iterator[Json]:
    for item in form.items:
        if isinstance(item, Field):
            yield render_field(item)
        else:
            yield from writer.block(item)


class _BlockKitWriter:
    """Renders one message or view, and keeps what a block alone cannot know."""

    def __init__(
        self, surface: SlackSurface, blocks: Sequence[Block], *, native: bool, roomy: bool = True
    ) -> None:
        self._surface = surface
        self._native = native
        self._roomy = roomy
        self._blocks = blocks
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
                yield fields(block)
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
        """Links other than to web pages are shown as text: a click on one may run a program."""
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
            yield chart_text(chart, roomy=self._roomy)
            return
        self._charts -= 1
        yield render_chart(chart)
        yield context(chart.alt)

    def _table(self, table: Table) -> Iterator[Json]:
        """Slack takes one plain table a message. Several are data tables there, and text elsewhere."""
        if self._native and self._surface != "modal" and _count_tables(self._blocks) == limits.TABLES:
            if table.caption:
                yield rich(paragraph(span(table.caption, "bold")))
            yield render_table(table)
        elif self._native and self._surface == "message" and table.rows:
            yield render_data_table(table, self._heading)
        else:
            yield table_text(table, roomy=self._roomy)


def _begun(block: Section) -> tuple[Json, tuple[Plain, ...]]:
    """The section's title, with its first block close below if that is text, and the other blocks."""
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


def _count_tables(blocks: Iterable[Block]) -> int:
    return sum(
        _count_tables(block.blocks) if isinstance(block, Section) else isinstance(block, Table)
        for block in blocks
    )
