"""What cannot be shown everywhere is refused when it is built."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given

from bot import limits, surface
from bot.gallery import examples
from bot.surface import (
    Action,
    Button,
    Buttons,
    Chart,
    Choice,
    Facts,
    Form,
    Link,
    LongText,
    Message,
    Option,
    Scale,
    Section,
    Series,
    SurfaceLimit,
    Table,
    Text,
    Words,
    chart_table,
    decode_message,
    encode_message,
    most_card_bytes,
    most_characters,
)
from tests.strategies import forms, messages
from tests.surface.lowered import lower_every_limit

ACTION = Action("noun.verb")
BUTTON = Button("Press", ACTION)


def bars(**changes: object) -> Chart:
    drawn = Chart("Title", "bar", ("a", "b"), (Series("one", (1.0, 2.0)),), "one: 1 and 2")
    return msgspec.structs.replace(drawn, **changes)


@pytest.mark.parametrize(
    "build",
    [
        lambda: Text("x" * (limits.TEXT + 1)),
        lambda: Words("x" * (limits.TEXT + 1)),
        lambda: Button("x" * (limits.BUTTON + 1), ACTION),
        lambda: Link("Open", "https://example.com/" + "x" * limits.URL),
        lambda: Action("x" * (limits.ACTION + 1)),
        lambda: Action("a.b", {"long": "x" * limits.ACTION_PARAMS}),
        lambda: Action("a.b", {"quotes": '"' * (limits.ACTION_PARAMS // 2)}),
        lambda: Buttons((BUTTON,) * (limits.BUTTONS + 1)),
        lambda: Message("x" * (limits.NOTIFY + 1), ()),
        lambda: Message("Hi", (Text("x"),) * (limits.BLOCKS + 1)),
        lambda: Message("Hi", (Section("s", (Text("x"),) * limits.BLOCKS),)),
        lambda: Message("Hi", (Text("x" * limits.TEXT),) * 4),
        lambda: Message("Hi", (Text("x" * 200),) * limits.BLOCKS),
        lambda: Message("Hi", (Table(("",) * limits.TABLE_COLUMNS, (("",) * 10,) * limits.TABLE_ROWS),) * 9),
        lambda: Form("Title", ACTION, "x" * (limits.INSTANCE + 1), (Text("x"),)),
        lambda: Form("Title", ACTION, "1", (Section("s", (Text("x"),) * limits.BLOCKS),) * 2),
        lambda: Form("Title", ACTION, "1", (Words("क" * limits.TEXT),) * 20),
        lambda: Form("x" * (limits.FORM_TITLE + 1), ACTION, "1", (Text("x"),)),
        lambda: Form("Title", ACTION, "1", (Text("x"),) * (limits.FORM_ITEMS + 1)),
        lambda: Choice("k", "Pick", options=tuple(Option(str(n), "x") for n in range(limits.OPTIONS + 1))),
        lambda: Scale("k", "Pick", low=0, high=limits.SCALE_STEPS),
        lambda: Table(("a",) * (limits.TABLE_COLUMNS + 1), ()),
        lambda: Table(("a",), (("x",),) * (limits.TABLE_ROWS + 1)),
        lambda: Table(("a",), (("x" * (limits.TABLE_CELL + 1),),)),
        lambda: bars(unit="x" * (limits.CHART_LABEL + 1)),
        lambda: bars(title="x" * (limits.CHART_TITLE + 1)),
        lambda: bars(categories=("x" * (limits.CHART_LABEL + 1), "b")),
    ],
)
def test_too_large_is_refused_with_the_size_and_the_limit(build: Callable[[], object]) -> None:
    with pytest.raises(SurfaceLimit, match=r"has a size of [\d,]+; at most"):
        build()


@pytest.mark.parametrize(
    "build",
    [
        lambda: Text(" "),
        lambda: Words(""),
        lambda: Button("", ACTION),
        lambda: Message("", (Text("x"),)),
        lambda: Facts(()),
        lambda: Buttons(()),
        lambda: Section("s", ()),
        lambda: Form("Title", ACTION, "1", ()),
        lambda: Form("Title", ACTION, "1", (LongText("k", "One"), LongText("k", "Two"))),
        lambda: Choice("k", "Pick", options=(Option("a", "A"),), initial="b"),
        lambda: Table(("a", "b"), (("x",),)),
        lambda: bars(series=(Series("one", (1.0,)),)),
        lambda: Series("one", (float("nan"),)),
    ],
)
def test_empty_and_contradictory_values_are_refused(build: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        build()


@given(messages())
def test_a_message_is_never_larger_than_its_json_says(message: Message) -> None:
    written = msgspec.json.encode(message)
    assert surface._characters(message) <= most_characters(written)
    assert surface._card_bytes(message) <= most_card_bytes(written)


@given(forms())
def test_a_form_is_never_larger_than_its_json_says(form: Form) -> None:
    assert surface._card_bytes(form) <= most_card_bytes(msgspec.json.encode(form))


def test_most_screens_need_no_second_count() -> None:
    """The JSON alone shows that they fit; only then is it worth writing."""
    shown = [example.shown for example in examples()]
    small = [m for m in shown if isinstance(m, Message) and most_card_bytes(encode_message(m)) <= limits.CARD]
    assert len(small) > len([m for m in shown if isinstance(m, Message)]) * 0.8


def test_every_screen_survives_the_outbox() -> None:
    for example in examples():
        if isinstance(example.shown, Message):
            assert decode_message(encode_message(example.shown)) == example.shown


def test_what_is_no_message_is_refused() -> None:
    for raw in (b"null", b"[]", b"{}", b'{"notify":"x","blocks":[{"type":"raw","text":"x"}]}', b"\xff"):
        with pytest.raises((msgspec.DecodeError, UnicodeDecodeError)):
            decode_message(raw)


def test_a_stored_message_outlives_lower_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    stored = [(e.shown, encode_message(e.shown)) for e in examples() if isinstance(e.shown, Message)]
    lower_every_limit(monkeypatch.setattr)
    assert all(decode_message(raw) == shown for shown, raw in stored)
    with pytest.raises(SurfaceLimit):
        Text("xx")


def test_a_stored_message_that_does_not_decode_leaves_the_limits_in_force() -> None:
    with pytest.raises(msgspec.DecodeError):
        decode_message(b"{}")
    with pytest.raises(SurfaceLimit):
        Text("x" * (limits.TEXT + 1))


def test_a_chart_has_its_numbers_as_a_table() -> None:
    assert chart_table(bars(unit="people")) == Table(
        ("", "one"), (("a", "1 people"), ("b", "2 people")), "Title"
    )


def test_a_scale_offers_its_steps_with_words_at_the_ends() -> None:
    scale = Scale("k", "How?", low_label="not", high_label="very", declined=Option("declined", "Rather not"))
    assert [o.label for o in scale.options] == ["1 – not", "2", "3", "4", "5 – very", "Rather not"]
