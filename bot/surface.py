"""The surface: messages and forms, made of a few blocks and fields.

Every platform's renderer shows each of these natively. Text is plain everywhere: a renderer escapes it and
no markup of a platform passes through. Limits are refused here, when a value is built, never cut when sent.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final, Literal, TypeAlias, TypeVar

import msgspec

from bot import limits


class SurfaceLimit(ValueError):
    """A value is larger than the narrowest platform can show."""

    def __init__(self, what: str, size: int, limit: int) -> None:
        super().__init__(f"{what} has a size of {size}; at most {limit} fits every platform")


class Action(msgspec.Struct, frozen=True, rename={"params": "about"}):
    """The meaning of a press or a submission: `noun.verb`, and its parameters (ids and short words)."""

    name: str
    params: dict[str, str] = {}

    def __post_init__(self) -> None:
        _fits("an action's name", self.name, limits.ACTION)
        _within("an action's values", len(msgspec.json.encode(self.params)), limits.ACTION_PARAMS)


class Button(msgspec.Struct, frozen=True, tag="button"):
    """A press that sends `action`. `danger` asks for care; a renderer never says it by colour alone."""

    label: str
    action: Action
    style: Literal["plain", "primary", "danger"] = "plain"

    def __post_init__(self) -> None:
        _filled("a button's label", self.label, limits.BUTTON)


class Link(msgspec.Struct, frozen=True, tag="link"):
    """A button that opens an address."""

    label: str
    url: str

    def __post_init__(self) -> None:
        _filled("a link's label", self.label, limits.BUTTON)
        _filled("a link's address", self.url, limits.URL)


class Text(msgspec.Struct, frozen=True, tag="text"):
    """The bot's own words. `quiet` is small print, `strong` stands out."""

    text: str
    tone: Literal["normal", "quiet", "strong"] = "normal"

    def __post_init__(self) -> None:
        _filled("a text", self.text, limits.TEXT)


class Words(msgspec.Struct, frozen=True, tag="words"):
    """A person's own words, shown as typed: never as markup, never as a mention."""

    text: str
    by: str = ""

    def __post_init__(self) -> None:
        _filled("a person's words", self.text, limits.TEXT)
        _fits("an author", self.by, limits.FACT_LABEL)


class Fact(msgspec.Struct, frozen=True):
    label: str
    value: str

    def __post_init__(self) -> None:
        _filled("a fact's label", self.label, limits.FACT_LABEL)
        _filled("a fact's value", self.value, limits.FACT_VALUE)


class Facts(msgspec.Struct, frozen=True, tag="facts"):
    """Short labelled values, side by side where there is room."""

    items: tuple[Fact, ...]

    def __post_init__(self) -> None:
        _counted("facts", self.items, limits.FACTS)


class Buttons(msgspec.Struct, frozen=True, tag="buttons"):
    items: tuple[Button | Link, ...]

    def __post_init__(self) -> None:
        _counted("buttons", self.items, limits.BUTTONS)


class Series(msgspec.Struct, frozen=True):
    name: str
    values: tuple[float, ...]

    def __post_init__(self) -> None:
        _filled("a series' name", self.name, limits.CHART_LABEL)
        if not all(map(math.isfinite, self.values)):
            raise ValueError("a chart shows finite numbers only")


class Chart(msgspec.Struct, frozen=True, tag="chart"):
    """A chart with its text twin: `alt` says in a sentence what the picture shows."""

    title: str
    kind: Literal["bar", "line"]
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    alt: str
    unit: str = ""

    def __post_init__(self) -> None:
        _filled("a chart's title", self.title, limits.CHART_TITLE)
        _filled("a chart's text twin", self.alt, limits.TEXT)
        _fits("a chart's unit", self.unit, limits.CHART_LABEL)
        _counted("categories", self.categories, limits.CHART_CATEGORIES)
        _counted("series", self.series, limits.CHART_SERIES)
        for category in self.categories:
            _filled("a category", category, limits.CHART_LABEL)
        if any(len(one.values) != len(self.categories) for one in self.series):
            raise ValueError("each series of a chart has one value for each category")


class Table(msgspec.Struct, frozen=True, tag="table"):
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""

    def __post_init__(self) -> None:
        _counted("columns", self.columns, limits.TABLE_COLUMNS)
        _within("a table's rows", len(self.rows), limits.TABLE_ROWS)
        _fits("a caption", self.caption, limits.TITLE)
        for row in (self.columns, *self.rows):
            if len(row) != len(self.columns):
                raise ValueError("each row of a table has one cell for each column")
            for cell in row:
                _fits("a table's cell", cell, limits.TABLE_CELL)


Plain: TypeAlias = Text | Words | Facts | Buttons | Chart | Table


class Section(msgspec.Struct, frozen=True, tag="section"):
    """Blocks under a heading."""

    title: str
    blocks: tuple[Plain, ...]

    def __post_init__(self) -> None:
        _filled("a section's title", self.title, limits.TITLE)
        _counted("a section's blocks", self.blocks, limits.BLOCKS)


Block: TypeAlias = Plain | Section


class Message(msgspec.Struct, frozen=True):
    """One message, or one card. `notify` is all that a notification or a lock screen shows of it."""

    notify: str
    blocks: tuple[Block, ...]
    title: str = ""

    def __post_init__(self) -> None:
        _filled("a notification", self.notify, limits.NOTIFY)
        _fits("a title", self.title, limits.TITLE)
        blocks, written = sum(map(_blocks, self.blocks)), msgspec.json.encode(self)
        _within("a message's blocks", blocks, limits.BLOCKS)
        weight = blocks * limits.BLOCK_WEIGHT
        if most_characters(written) > min(limits.MESSAGE_CHARACTERS, limits.MESSAGE_WEIGHT - weight):
            text = _characters(self)
            _within("a message's text", text, limits.MESSAGE_CHARACTERS)
            _within("a message's weight", text + weight, limits.MESSAGE_WEIGHT)
        if most_card_bytes(written) > limits.CARD:
            _within("a message's card", _card_bytes(self), limits.CARD)


class _Field(msgspec.Struct, frozen=True):
    """`hint` says what is wanted and who can see it; `initial` is what stands there already."""

    key: str
    label: str
    hint: str = ""
    required: bool = False

    def __post_init__(self) -> None:
        _filled("a field's key", self.key, limits.ACTION)
        _filled("a field's label", self.label, limits.FIELD_LABEL)
        _fits("a field's hint", self.hint, limits.FIELD_HINT)


class ShortText(_Field, frozen=True, tag="short_text"):
    initial: str = ""
    limit: int = limits.SHORT_TEXT


class LongText(_Field, frozen=True, tag="long_text"):
    initial: str = ""
    limit: int = limits.LONG_TEXT


class Option(msgspec.Struct, frozen=True):
    value: str
    label: str

    def __post_init__(self) -> None:
        _filled("an option's value", self.value, limits.OPTION_VALUE)
        _filled("an option", self.label, limits.OPTION)


class Choice(_Field, frozen=True, tag="choice"):
    options: tuple[Option, ...] = ()
    initial: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        _counted("options", self.options, limits.OPTIONS)
        if self.initial and self.initial not in {o.value for o in self.options}:
            raise ValueError(f"the initial value of {self.key} is none of its options")


class Scale(_Field, frozen=True, tag="scale"):
    """A whole number from `low` to `high`, with words at both ends. `declined` adds a way not to say."""

    low: int = 1
    high: int = 5
    low_label: str = ""
    high_label: str = ""
    declined: Option | None = None
    initial: str = ""

    def __post_init__(self) -> None:
        super().__post_init__()
        _within("a scale's steps", self.high - self.low + 1, limits.SCALE_STEPS)

    @property
    def options(self) -> tuple[Option, ...]:
        """The steps as options, for a renderer without a scale of its own."""
        ends = {self.low: self.low_label, self.high: self.high_label}
        steps = (
            Option(str(n), f"{n} – {ends[n]}" if ends.get(n) else str(n))
            for n in range(self.low, self.high + 1)
        )
        return (*steps, *((self.declined,) if self.declined else ()))


class Number(_Field, frozen=True, tag="number"):
    low: float | None = None
    high: float | None = None
    initial: str = ""


class Date(_Field, frozen=True, tag="date"):
    """A calendar day, `YYYY-MM-DD`."""

    initial: str = ""


class Toggle(_Field, frozen=True, tag="toggle"):
    """On or off; its value is "yes" or ""."""

    initial: bool = False


Field: TypeAlias = ShortText | LongText | Choice | Scale | Number | Date | Toggle
Item: TypeAlias = Text | Words | Facts | Section | Field


class Form(msgspec.Struct, frozen=True):
    """A form, filled in privately. `instance` makes a repeated submission a repeat."""

    title: str
    action: Action
    instance: str
    items: tuple[Item, ...]
    submit: str = "Send"

    def __post_init__(self) -> None:
        _filled("a form's title", self.title, limits.FORM_TITLE)
        _filled("a form's submit", self.submit, limits.SUBMIT)
        _filled("a form's instance", self.instance, limits.INSTANCE)
        _counted("a form's items", self.items, limits.FORM_ITEMS)
        _within("a form's items", sum(map(_blocks, self.items)), limits.FORM_ITEMS)
        if most_card_bytes(msgspec.json.encode(self)) > limits.FORM_CARD:
            _within("a form's card", _card_bytes(self), limits.FORM_CARD)
        keys = [field.key for field in self.fields]
        if len(keys) != len(set(keys)):
            raise ValueError("each field of a form has its own key")

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(item for item in self.items if isinstance(item, _Field))


Values: TypeAlias = Mapping[str, str]

T = TypeVar("T", bound=msgspec.Struct)

_IS_BEYOND: Final = ContextVar("a value may be larger than today's limits", default=False)
_NUMBER, _APART = 12, 3
"""The most that a number, and the gap between two items, take of a text."""


def encode_message(message: Message) -> bytes:
    """The message as JSON, for the outbox."""
    return msgspec.json.encode(message)


def decode_message(raw: bytes) -> Message:
    """Reads what `encode_message` wrote; raises msgspec.DecodeError on anything else.

    A message keeps the size that it was built with: lower limits hold for new messages only.
    """
    with _beyond_limits():
        return msgspec.json.decode(raw, type=Message)


def derive(value: T, **changes: object) -> T:
    """The value with other fields, for a renderer: as large as it was built, whatever today's limits are."""
    with _beyond_limits():
        return msgspec.structs.replace(value, **changes)


def chart_table(chart: Chart) -> Table:
    """The chart's numbers as a table, for those who read rather than look."""
    unit = f" {chart.unit}" if chart.unit else ""
    rows = (
        (category, *(f"{series.values[i]:g}{unit}" for series in chart.series))
        for i, category in enumerate(chart.categories)
    )
    columns = ("", *(series.name for series in chart.series))
    with _beyond_limits():
        return Table(columns=columns, rows=tuple(rows), caption=chart.title)


def card_bytes(*texts: str) -> int:
    """The weight of a block with these texts on a card, for sharing many out among several messages."""
    return limits.CARD_BLOCK + sum(map(_card_bytes, texts))


@contextmanager
def _beyond_limits() -> Iterator[None]:
    """For what was within the limits when it was built: they may be lower today."""
    before = _IS_BEYOND.set(True)
    try:
        yield
    finally:
        _IS_BEYOND.reset(before)


def _fits(what: str, text: str, limit: int) -> None:
    _within(what, len(text), limit)


def _filled(what: str, text: str, limit: int) -> None:
    if not text.strip():
        raise ValueError(f"{what} is empty")
    _within(what, len(text), limit)


def _counted(what: str, items: Sequence[object], limit: int) -> None:
    if not items:
        raise ValueError(f"there are no {what}")
    _within(what, len(items), limit)


def _within(what: str, size: int, limit: int) -> None:
    if size > limit and not _IS_BEYOND.get():
        raise SurfaceLimit(what, size, limit)


def most_characters(written: bytes) -> int:
    """At least `_characters` of the value written as this JSON: most messages are far below their limits.

    JSON has two quotes and a comma or a bracket with each text, and one value more than commas at most.
    """
    return len(written) + _NUMBER * (written.count(b",") + 1)


def most_card_bytes(written: bytes) -> int:
    """At least `_card_bytes` of the value written as this JSON, in which each block, field and option is an object."""
    values = _NUMBER * (written.count(b",") + 1) + limits.CARD_TEXT * written.count(b'"')
    return len(written) + values + _MOST_MARKUP * written.count(b"{")


def _blocks(block: Block | Field) -> int:
    return 1 + len(block.blocks) if isinstance(block, Section) else 1


def _characters(value: object) -> int:
    """Characters of every text and number in a value, and a few that keep items apart: what it weighs on the wire."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, float):
        return _NUMBER
    if isinstance(value, msgspec.Struct):
        return sum(_characters(getattr(value, name)) for name in value.__struct_fields__)
    if isinstance(value, tuple):
        return sum(_APART + _characters(one) for one in value)
    return 0


def _card_bytes(value: object) -> int:
    """Bytes of a value as the plainest card, written as JSON: scripts beyond ours take several for a character."""
    match value:
        case str():
            return len(msgspec.json.encode(value)) + limits.CARD_TEXT
        case float():
            return _NUMBER + limits.CARD_TEXT
        case tuple():
            return sum(map(_card_bytes, value))
        case Action():
            return len(msgspec.json.encode(value))
        case msgspec.Struct():
            parts = (getattr(value, name) for name in value.__struct_fields__)
            return _CARD_MARKUP.get(type(value), limits.CARD_BLOCK) + sum(map(_card_bytes, parts))
        case _:
            return 0


_CARD_MARKUP: Mapping[type, int] = {
    Button: limits.CARD_BUTTON,
    Link: limits.CARD_BUTTON,
    Fact: limits.CARD_FACT,
    Series: 0,
    Option: limits.CARD_OPTION,
    **dict.fromkeys((ShortText, LongText, Choice, Scale, Number, Date, Toggle), limits.CARD_FIELD),
}
_MOST_MARKUP = max(limits.CARD_BLOCK, *_CARD_MARKUP.values())
