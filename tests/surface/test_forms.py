"""What comes back from a form is whole and checked, or told field by field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.forms import FilledForm, Rejected, clean_text, read_form
from bot.surface import Action, Choice, Date, Form, LongText, Number, Option, Scale, ShortText, Toggle

FORM = Form(
    "Everything",
    Action("a.b"),
    "1",
    (
        ShortText("name", "Name", required=True),
        LongText("story", "Story", limit=10),
        Choice("pick", "Pick", options=(Option("a", "A"), Option("b", "B"))),
        Scale("scale", "Scale", declined=Option("declined", "Rather not")),
        Number("number", "Number", low=0, high=10),
        Date("day", "Day"),
        Toggle("on", "On"),
    ),
)
GOOD = {
    "name": "Mia",
    "story": "short",
    "pick": "a",
    "scale": "3",
    "number": "2,5",
    "day": "2026-02-28",
    "on": "yes",
}


def test_a_good_form_is_taken_whole() -> None:
    assert read_form(FORM, GOOD | {"intruder": "x"}) == FilledForm(GOOD)


def test_what_may_be_empty_is_taken_empty() -> None:
    filled = read_form(FORM, {"name": " Mia "})
    assert filled == FilledForm(dict.fromkeys(GOOD, "") | {"name": "Mia"})


@pytest.mark.parametrize(
    "key, typed, said",
    [
        ("name", "", "Please fill this in."),
        ("name", " \n ", "Please fill this in."),
        ("story", "x" * 11, "This is 1 character too long; please keep it to 10."),
        ("story", "x" * 2_010, "This is 2,000 characters too long; please keep it to 10."),
        ("pick", "c", "Please pick one of the options."),
        ("scale", "6", "Please pick one of the options."),
        ("scale", "0", "Please pick one of the options."),
        ("number", "many", "Please write a number, like 4 or 2.5."),
        ("number", "nan", "Please write a number, like 4 or 2.5."),
        ("number", "1e999", "Please write a number, like 4 or 2.5."),
        ("number", "-1", "Please write a number of at least 0."),
        ("number", "11", "Please write a number of at most 10."),
        ("day", "2026-02-30", "Please write a date as YEAR-MONTH-DAY, like 2026-03-31."),
        ("day", "tomorrow", "Please write a date as YEAR-MONTH-DAY, like 2026-03-31."),
        ("on", "perhaps", "Please pick one of the options."),
    ],
)
def test_each_wrong_field_gets_its_sentence(key: str, typed: str, said: str) -> None:
    assert read_form(FORM, GOOD | {key: typed}) == Rejected({key: said})


@given(st.dictionaries(st.sampled_from([*GOOD, "other"]), st.text()))
def test_no_values_break_it(values: dict[str, str]) -> None:
    read = read_form(FORM, values)
    assert isinstance(read, FilledForm | Rejected)
    if isinstance(read, FilledForm):
        assert read.values.keys() == GOOD.keys()


@given(st.text())
def test_cleaning_once_is_enough_and_keeps_every_script(text: str) -> None:
    cleaned = clean_text(text)
    assert clean_text(cleaned) == cleaned
    assert "\x00" not in cleaned


def test_emoji_and_right_to_left_words_stay() -> None:
    assert clean_text("👩🏽‍💻 مرحبا\r\nשלום\x07") == "👩🏽‍💻 مرحبا\nשלום"
