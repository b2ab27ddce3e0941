"""Messages, forms and the home tab as Block Kit. All text is plain; no word of a person's becomes markup."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import count
from typing import Literal, assert_never
from urllib.parse import urlsplit

from adapters.slack import limits
from adapters.slack.inputs import render_field
from adapters.slack.kit import (
    Json,
    action_value,
    actions,
    context,
    escape,
    fields,
    fit,
    header,
    markdown,
    paragraph,
    plain,
    quote,
    rich,
    section,
    span,
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
    Fact,
    Facts,
    Field,
    Form,
    Link,
    Message,
    Section,
    Table,
    Text,
    Words,
)

FORM, HOME, MODAL = "form", "home", "modal"
"""The callback_id of each kind of view."""
APP_NAME = "Upmentor"
_CANCEL, _CLOSE, _CARE = "Cancel", "Close", "⚠️ "

Surface = Literal["message", "modal", "home"]


def render_message(message: Message, *, native: bool = True) -> Json:
    """The arguments of chat.postMessage, without a channel. `text` is all that a notification shows.

    Without `native`, tables and charts are text: for a Slack that refuses those blocks.
    """
    blocks = _message_blocks(message, native=native, roomy=True)
    if weight(blocks) > limits.MESSAGE_WEIGHT:
        blocks = _message_blocks(message, native=native, roomy=False)
    fit("a message's weight", weight(blocks), limits.MESSAGE_WEIGHT)
    fit("a message's blocks", len(blocks), limits.MESSAGE_BLOCKS)
    return {"text": escape(message.notify), "blocks": blocks}


def render_home(message: Message) -> Json:
    """The view of views.publish."""
    sheet = _Sheet("home", native=True, roomy=True)
    blocks = [*_title(message), *sheet.blocks(message.blocks)] or [section(message.notify)]
    fit("a home tab's blocks", len(blocks), limits.VIEW_BLOCKS)
    return {"type": "home", "callback_id": HOME, "blocks": blocks}


def render_modal(message: Message, place: Place = NOWHERE) -> Json:
    """A message as a modal that is only closed: the answer to a form, or to a press in the home tab or in a modal.

    `place` is where it all began.
    """
    sheet = _Sheet("modal", native=False, roomy=True)
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
    sheet = _Sheet("modal", native=False, roomy=True)
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
    sheet = _Sheet("message", native=native, roomy=roomy)
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

    def __init__(self, surface: Surface, *, native: bool, roomy: bool) -> None:
        self._surface = surface
        self._roomy = roomy
        self._tables = limits.TABLES if native else 0
        self._charts = limits.CHARTS if native and surface == "message" else 0
        self._presses = count(1)

    def blocks(self, blocks: tuple[Block, ...]) -> Iterator[Json]:
        for block in blocks:
            yield from self.block(block)

    def block(self, block: Block) -> Iterator[Json]:
        match block:
            case Text():
                yield _text(block)
            case Words():
                by = (paragraph(span(f"– {block.by}", "italic")),) if block.by else ()
                yield rich(quote(span(block.text)), *by)
            case Facts():
                yield fields(_facts(block))
            case Buttons():
                yield actions([self._button(one) for one in block.items])
            case Chart():
                yield from self._chart(block)
            case Table():
                yield from self._table(block)
            case Section():
                yield from self._heading(block.title)
                yield from self.blocks(block.blocks)
            case _ as never:
                assert_never(never)

    def _heading(self, title: str) -> Iterator[Json]:
        match self._surface:
            case "message":
                yield rich(paragraph(span(title, "bold")))
            case "modal":
                yield header(title)
            case "home":
                yield {"type": "divider"}
                yield header(title)
            case _ as never:
                assert_never(never)

    def _button(self, button: Button | Link) -> Json:
        number = next(self._presses)
        match button:
            case Button():
                return _press(button, f"press-{number}")
            case Link():
                return _opener(button, f"open-{number}")
            case _ as never:
                assert_never(never)

    def _chart(self, chart: Chart) -> Iterator[Json]:
        if not self._charts or not _can_draw(chart):
            yield chart_twin(chart, roomy=self._roomy)
            return
        self._charts -= 1
        yield _visualization(chart)
        yield context(chart.alt)

    def _table(self, table: Table) -> Iterator[Json]:
        if not self._tables:
            yield table_twin(table, roomy=self._roomy)
            return
        self._tables -= 1
        if table.caption:
            yield rich(paragraph(span(table.caption, "bold")))
        rows = [
            [{"type": "raw_text", "text": cell or " "} for cell in row]
            for row in (table.columns, *table.rows)
        ]
        yield {"type": "table", "rows": rows, "column_settings": [{"is_wrapped": True}] * len(table.columns)}


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


def _facts(facts: Facts) -> list[Json]:
    """Labels stand out in markup where all of it is sure to be read as written, else nothing does."""
    marked = [f"*{escape(fact.label)}*\n{escape(fact.value)}" for fact in facts.items]
    if all(map(_reads_as_written, facts.items)) and max(map(len, marked)) <= limits.FIELD:
        return [markdown(text, limits.FIELD) for text in marked]
    return [plain(f"{fact.label}\n{fact.value}", limits.FIELD) for fact in facts.items]


_MARKS = re.compile(r"([*_~`]).*\1|:[\w+'-]+:|^\s*>", re.DOTALL | re.MULTILINE)


def _reads_as_written(fact: Fact) -> bool:
    """Nothing in it pairs up to bold, code, a quote or an emoji; a label fits between two stars."""
    label_stands = fact.label == fact.label.strip() and not re.search(r"[*\n\r]", fact.label)
    return label_stands and not _MARKS.search(fact.label) and not _MARKS.search(fact.value)


def _press(button: Button, action_id: str) -> Json:
    shown: Json = {"type": "button", "action_id": action_id, "value": action_value(button.action)}
    match button.style:
        case "plain":
            return {**shown, "text": plain(button.label, limits.BUTTON)}
        case "primary":
            return {**shown, "text": plain(button.label, limits.BUTTON), "style": "primary"}
        case "danger":
            label = {"text": plain(_CARE + button.label, limits.BUTTON), "accessibility_label": button.label}
            return {**shown, **label, "style": "danger"}
        case _ as never:
            assert_never(never)


def _opener(link: Link, action_id: str) -> Json:
    if urlsplit(link.url).scheme not in ("http", "https"):
        raise ValueError("a button of Slack opens web pages only")
    return {
        "type": "button",
        "action_id": action_id,
        "text": plain(link.label, limits.BUTTON),
        "url": link.url,
    }


def _can_draw(chart: Chart) -> bool:
    """Slack tells series and categories apart by their names."""
    names = [series.name for series in chart.series]
    return len(set(names)) == len(names) and len(set(chart.categories)) == len(chart.categories)


def _visualization(chart: Chart) -> Json:
    series = [
        {
            "name": one.name,
            "data": [{"label": c, "value": v} for c, v in zip(chart.categories, one.values, strict=True)],
        }
        for one in chart.series
    ]
    axes = {"categories": list(chart.categories), **({"y_label": chart.unit} if chart.unit else {})}
    drawn = {"type": chart.kind, "series": series, "axis_config": axes}
    return {"type": "data_visualization", "title": chart.title, "chart": drawn}


def _alert(problem: str) -> Json:
    if len(problem) > limits.ALERT:
        return section(problem)
    return {"type": "alert", "level": "error", "text": plain(problem, limits.ALERT)}
