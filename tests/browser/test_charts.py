"""The layout of bars and lines."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from adapters.browser.charts import LINE_HEIGHT, WIDTH, lay_out_bars, lay_out_lines
from adapters.browser.render import render_message
from bot.surface import Chart, Message, Series
from tests.browser.samples import BARS, LINES


def chart(*series: tuple[float, ...], kind: str = "bar") -> Chart:
    return Chart(
        title="A chart",
        kind="line" if kind == "line" else "bar",
        categories=tuple(f"Category {n}" for n in range(len(series[0]))),
        series=tuple(Series(f"Series {n}", values) for n, values in enumerate(series)),
        alt="What it shows.",
    )


def test_bars_are_as_long_as_their_values() -> None:
    drawn = lay_out_bars(chart((10, 20, 0)))
    widths = [group.bars[0].width for group in drawn.groups]
    assert widths[1] == 2 * widths[0] > 0 == widths[2]
    assert drawn.zero == 0


def test_a_bar_says_its_value_and_whose_it_is() -> None:
    assert [bar.text for bar in lay_out_bars(BARS).groups[0].bars] == [
        "Participants: 22 %",
        "Comparison: 24 %",
    ]
    assert lay_out_bars(chart((1.5,))).groups[0].bars[0].text == "1.5"


def test_a_bar_below_zero_lies_on_the_other_side() -> None:
    low, high = (group.bars[0] for group in lay_out_bars(chart((-10, 10))).groups)
    assert low.x + low.width == high.x > low.x


def test_nothing_at_all_is_a_chart_too() -> None:
    assert lay_out_bars(chart((0, 0))).groups[0].bars[0].width == 0
    assert {y for _, y in lay_out_lines(chart((0, 0), kind="line")).lines[0].points} == {LINE_HEIGHT - 26}


def test_a_scale_has_round_steps_and_zero() -> None:
    labels = [tick.label for tick in lay_out_lines(LINES).ticks]
    assert labels == ["0", "1", "2", "3", "4", "5"]


def test_each_line_has_a_mark_of_its_own() -> None:
    lines = lay_out_lines(chart(*((n, n + 1) for n in range(6)), kind="line")).lines
    assert len({line.mark for line in lines}) == 6


def test_labels_are_left_out_rather_than_written_over_each_other() -> None:
    shown = lay_out_lines(chart(tuple(range(20)), kind="line")).categories
    assert (shown[0].label, shown[-1].label) == ("Category 0", "Category 19")
    assert len(shown) <= 4


values = some.lists(some.floats(-1e9, 1e9), min_size=3, max_size=3).map(tuple)


@given(some.lists(values, min_size=1, max_size=6))
def test_everything_stays_in_the_picture(series: list[tuple[float, ...]]) -> None:
    bars, lines = lay_out_bars(chart(*series)), lay_out_lines(chart(*series, kind="line"))
    for group in bars.groups:
        assert all(bar.x >= 0 and bar.x + bar.width <= WIDTH and bar.y < bars.height for bar in group.bars)
    for line in lines.lines:
        assert all(0 <= x <= WIDTH and 0 <= y <= lines.height for x, y in line.points)
    assert render_message(Message(notify="x", blocks=(chart(*series), chart(*series, kind="line"))))
