"""Any message and any form that the surface allows, for the tests of every renderer."""

from __future__ import annotations

import string
from collections.abc import Callable
from functools import cache
from itertools import cycle, islice
from typing import Any, TypeVar

import msgspec
from hypothesis import reject
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from bot import limits
from bot.surface import (
    Action,
    Block,
    Button,
    Buttons,
    Chart,
    Choice,
    Date,
    Fact,
    Facts,
    Field,
    Form,
    Item,
    Link,
    LongText,
    Message,
    Number,
    Option,
    Plain,
    Scale,
    Section,
    Series,
    ShortText,
    SurfaceLimit,
    Table,
    Text,
    Toggle,
    Words,
)

T = TypeVar("T")
_LETTERS = st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from("\n&<>*_~`:@#!|\"'[]() 😀כ漢")
_RUNS = (
    "x",
    "&",
    '"',
    "<@U1>",
    "<!channel> ",
    "*b* ",
    "_",
    "`",
    ":tada: ",
    "\\",
    "é",
    "क",
    "漢",
    "😀",
    "> q\n",
)


@cache
def texts(limit: int, *, least: int = 1) -> SearchStrategy[str]:
    """From a letter up to just as long as it may be, with everything a platform takes for markup."""
    short = st.text(_LETTERS, min_size=least, max_size=min(limit, 12))
    full = st.builds(lambda run, size: (run * size)[:size], st.sampled_from(_RUNS), st.integers(least, limit))
    longest = st.sampled_from(_RUNS).map(lambda run: (run * limit)[:limit])
    return (short | full | longest).filter(lambda text: not least or bool(text.strip()))


_NAMES = st.text(string.ascii_lowercase, min_size=1, max_size=10)


@st.composite
def actions(draw: DrawFn) -> Action:
    name = draw(st.builds("{}.{}".format, _NAMES, _NAMES) | texts(limits.ACTION))
    about = draw(st.dictionaries(_NAMES, texts(60, least=0), max_size=4))
    return _allowed(lambda: Action(name, about))


@cache
def buttons() -> SearchStrategy[Buttons]:
    styles = st.sampled_from(["plain", "primary", "danger"])
    button: SearchStrategy[Button | Link] = st.builds(Button, texts(limits.BUTTON), actions(), styles)
    address = st.text(string.ascii_letters + "/?=&%", max_size=limits.URL - 30)
    link = st.builds(Link, texts(limits.BUTTON), address.map("https://example.com/{}".format))
    return st.builds(Buttons, _tuples(button | link, limits.BUTTONS))


_LABELS = st.text(_LETTERS, min_size=1, max_size=limits.CHART_LABEL).filter(lambda text: bool(text.strip()))
_NUMBERS = st.lists(st.floats(-1e9, 1e9) | st.integers(0, 100).map(float), min_size=1, max_size=4)


@st.composite
def charts(draw: DrawFn) -> Chart:
    labels, numbers = draw(st.lists(_LABELS, min_size=1, max_size=3)), cycle(draw(_NUMBERS))
    categories = _labelled(labels, draw(st.integers(1, limits.CHART_CATEGORIES)), unique=draw(st.booleans()))
    names = _labelled(labels, draw(st.integers(1, limits.CHART_SERIES)), unique=draw(st.booleans()))
    return Chart(
        title=draw(texts(limits.CHART_TITLE)),
        kind=draw(st.sampled_from(["bar", "line"])),
        categories=categories,
        series=tuple(Series(name, tuple(islice(numbers, len(categories)))) for name in names),
        alt=draw(texts(limits.TEXT)),
        unit=draw(texts(limits.CHART_LABEL, least=0)),
    )


def _labelled(labels: list[str], number: int, *, unique: bool) -> tuple[str, ...]:
    """So many labels; names of their own if `unique`."""
    ends = (str(n) if unique else "" for n in range(number))
    return tuple(
        label[: limits.CHART_LABEL - len(end)] + end for label, end in zip(cycle(labels), ends, strict=False)
    )


@st.composite
def tables(draw: DrawFn) -> Table:
    columns = draw(st.integers(1, limits.TABLE_COLUMNS))
    rows = draw(st.integers(0, limits.TABLE_ROWS))
    cells = draw(st.lists(texts(limits.TABLE_CELL, least=0), min_size=1, max_size=7))
    row = tuple(cells[n % len(cells)] for n in range(columns))
    return Table(columns=row, rows=(row[::-1],) * rows, caption=draw(texts(limits.TITLE, least=0)))


@cache
def plains() -> SearchStrategy[Plain]:
    tones = st.sampled_from(["normal", "quiet", "strong"])
    fact = st.builds(Fact, texts(limits.FACT_LABEL), texts(limits.FACT_VALUE))
    return st.one_of(
        st.builds(Text, texts(limits.TEXT), tones),
        st.builds(Words, texts(limits.TEXT), texts(limits.FACT_LABEL, least=0)),
        st.builds(Facts, _tuples(fact, limits.FACTS)),
        buttons(),
        charts(),
        tables(),
    )


@st.composite
def messages(draw: DrawFn) -> Message:
    blocks = draw(_tuples(_blocks(), 12, least=0))
    title, notify = draw(texts(limits.TITLE, least=0)), draw(texts(limits.NOTIFY))
    return _allowed(lambda: Message(notify=notify, blocks=blocks, title=title))


def as_many_as_fit(block: Block) -> Message:
    """A message full of the same block."""
    fits = Message("Hello", (block,))
    for number in range(2, limits.BLOCKS + 1):
        try:
            fits = Message("Hello", (block,) * number, "A title")
        except SurfaceLimit:
            break
    return fits


@st.composite
def forms(draw: DrawFn) -> Form:
    keys = draw(st.lists(_NAMES | texts(60), min_size=1, max_size=12, unique=True))
    fields = [draw(_fields(key)) for key in keys]
    others = draw(st.lists(_blocks().filter(lambda block: isinstance(block, Item)), max_size=4))
    items: Any = draw(st.permutations([*fields, *others]))
    title, instance = draw(texts(limits.FORM_TITLE)), draw(texts(limits.INSTANCE))
    submit = draw(texts(limits.SUBMIT))
    action = draw(actions())
    return _allowed(lambda: Form(title, action, instance, tuple(items), submit))


@cache
def _blocks() -> SearchStrategy[Block]:
    section = st.builds(Section, texts(limits.TITLE), _tuples(plains(), 6))
    return plains() | section


@st.composite
def _fields(draw: DrawFn, key: str) -> Field:
    shared: dict[str, Any] = {
        "key": key,
        "label": draw(texts(limits.FIELD_LABEL)),
        "hint": draw(texts(limits.FIELD_HINT, least=0)),
        "required": draw(st.booleans()),
    }
    make: Callable[[DrawFn, dict[str, Any]], Field] = draw(st.sampled_from(_FIELDS))
    return make(draw, shared)


def _typed(draw: DrawFn, shared: dict[str, Any]) -> Field:
    limit = draw(st.integers(1, limits.LONG_TEXT))
    sized: dict[str, Any] = {"limit": limit, "initial": draw(texts(limit, least=0))}
    return LongText(**shared, **sized) if draw(st.booleans()) else ShortText(**shared, **sized)


def _choice(draw: DrawFn, shared: dict[str, Any]) -> Field:
    options = draw(st.lists(_options(), min_size=1, max_size=limits.OPTIONS, unique_by=lambda o: o.value))
    initial = draw(st.sampled_from(["", *(o.value for o in options)]))
    return Choice(**shared, options=tuple(options), initial=initial)


def _scale(draw: DrawFn, shared: dict[str, Any]) -> Field:
    low, steps = draw(st.integers(-3, 3)), draw(st.integers(2, limits.SCALE_STEPS))
    return Scale(
        **shared,
        low=low,
        high=low + steps - 1,
        low_label=draw(texts(40, least=0)),
        high_label=draw(texts(40, least=0)),
        declined=draw(st.none() | _options().filter(lambda o: not o.value.lstrip("-").isdigit())),
        initial=draw(st.sampled_from(["", str(low)])),
    )


def _number(draw: DrawFn, shared: dict[str, Any]) -> Field:
    low, high = sorted(draw(_BOUNDS))
    return Number(**shared, low=draw(st.none() | st.just(low)), high=draw(st.none() | st.just(high)))


def _date(draw: DrawFn, shared: dict[str, Any]) -> Field:
    return Date(**shared, initial=draw(st.just("") | st.dates().map(str)))


def _toggle(draw: DrawFn, shared: dict[str, Any]) -> Field:
    return Toggle(**shared, initial=draw(st.booleans()))


_BOUNDS = st.tuples(st.floats(-1e12, 1e12), st.floats(-1e12, 1e12))
_FIELDS: tuple[Callable[[DrawFn, dict[str, Any]], Field], ...] = (
    _typed,
    _typed,
    _choice,
    _scale,
    _number,
    _date,
    _toggle,
)


@cache
def _options() -> SearchStrategy[Option]:
    return st.builds(Option, texts(limits.OPTION_VALUE), texts(limits.OPTION))


def _tuples(item: SearchStrategy[T], most: int, *, least: int = 1) -> SearchStrategy[tuple[T, ...]]:
    return st.lists(item, min_size=least, max_size=most).map(tuple)


def _allowed(build: Callable[[], T]) -> T:
    """What the surface refuses is no example."""
    try:
        return build()
    except SurfaceLimit:
        reject()


def strings_of(value: object) -> list[str]:
    """Every text in a surface value, for asserting that a renderer shows it."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, msgspec.Struct):
        return [text for name in value.__struct_fields__ for text in strings_of(getattr(value, name))]
    if isinstance(value, tuple):
        return [text for one in value for text in strings_of(one)]
    return []
