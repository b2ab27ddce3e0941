"""The layout of charts: 300 units wide, so that their text can be read on a phone."""

from __future__ import annotations

import math
from dataclasses import dataclass

from bot.surface import Chart

WIDTH = 300
LETTER_WIDTH = 7  # in a font of 12 units; wider than most letters, so that no text is cut
LINE_HEIGHT = 190
BAR_HEIGHT = 12
BAR_GAP = 4
LABEL_HEIGHT = 18
GROUP_GAP = 8
MARKERS = (
    "M-3.5 0a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0-7 0",
    "M-3.2-3.2h6.4v6.4h-6.4z",
    "M0-4.4L4.4 0L0 4.4L-4.4 0z",
    "M0-4L4 3.2H-4z",
    "M0 4L4-3.2H-4z",
    "M-1.3-4h2.6v2.7h2.7v2.6h-2.7v2.7h-2.6v-2.7h-2.7v-2.6h2.7z",
)
"""A marker for each series, because many people cannot tell colours apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartBar:
    series: int
    x: float
    y: float
    width: float
    text: str
    text_x: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BarGroup:
    """A category's label and the bars under it."""

    label: str
    y: float
    bars: tuple[ChartBar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BarChart:
    height: float
    zero: float
    groups: tuple[BarGroup, ...]


@dataclass(frozen=True, slots=True)
class AxisTick:
    at: float
    label: str
    anchor: str = "end"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartLine:
    series: int
    name: str
    mark: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineChart:
    height: float
    left: float
    right: float
    ticks: tuple[AxisTick, ...]
    categories: tuple[AxisTick, ...]
    lines: tuple[ChartLine, ...]


def lay_out_bars(chart: Chart) -> BarChart:
    """Lays out horizontal bars, since a label of any length fits above them. A bar's value stands at its end."""
    low, high = _span(chart)
    longest = max(
        len(_bar_text(chart, s, c)) for s in range(len(chart.series)) for c in range(len(chart.categories))
    )
    room = WIDTH - min(WIDTH / 2, longest * LETTER_WIDTH + 8)

    def x(value: float) -> float:
        return (value - low) / (high - low) * room

    step = LABEL_HEIGHT + len(chart.series) * (BAR_HEIGHT + BAR_GAP) + GROUP_GAP
    groups = tuple(
        BarGroup(
            label=label,
            y=category * step + 13,
            bars=tuple(
                ChartBar(
                    series=series + 1,
                    x=round(x(min(0, one.values[category])), 2),
                    y=category * step + LABEL_HEIGHT + series * (BAR_HEIGHT + BAR_GAP),
                    width=round(abs(x(one.values[category]) - x(0)), 2),
                    text=_bar_text(chart, series, category),
                    text_x=round(x(max(0, one.values[category])) + 6, 2),
                )
                for series, one in enumerate(chart.series)
            ),
        )
        for category, label in enumerate(chart.categories)
    )
    return BarChart(height=len(groups) * step - GROUP_GAP, zero=round(x(0), 2), groups=groups)


def lay_out_lines(chart: Chart) -> LineChart:
    """Lays out lines over the categories. The scale includes zero, so that no change looks too large."""
    ticks = _ticks(*_span(chart))
    labels = [value_text(tick, chart.unit) for tick in ticks]
    left, right = max(map(len, labels)) * LETTER_WIDTH + 10, WIDTH - 10.0
    top, bottom = 10.0, LINE_HEIGHT - 26.0

    def y(value: float) -> float:
        return round(bottom - (value - ticks[0]) / (ticks[-1] - ticks[0]) * (bottom - top), 2)

    positions = _positions(left + 6, right, len(chart.categories))
    return LineChart(
        height=LINE_HEIGHT,
        left=left,
        right=right,
        ticks=tuple(AxisTick(y(tick), label) for tick, label in zip(ticks, labels, strict=True)),
        categories=_category_ticks(chart.categories, positions),
        lines=tuple(
            ChartLine(
                series=number + 1,
                name=one.name,
                mark=MARKERS[number],
                points=tuple(zip(positions, map(y, one.values), strict=True)),
            )
            for number, one in enumerate(chart.series)
        ),
    )


def value_text(value: float, unit: str) -> str:
    return f"{value:g} {unit}" if unit else f"{value:g}"


def _bar_text(chart: Chart, series: int, category: int) -> str:
    value = value_text(chart.series[series].values[category], chart.unit)
    return f"{chart.series[series].name}: {value}" if len(chart.series) > 1 else value


def _span(chart: Chart) -> tuple[float, float]:
    values = [value for one in chart.series for value in one.values]
    low, high = min(0.0, *values), max(0.0, *values)
    return (low, high) if high > low else (0.0, 1.0)


def _ticks(low: float, high: float) -> list[float]:
    """Three to seven round numbers whose range includes `low` and `high`."""
    rough = (high - low) / 5
    size = 10.0 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough)
    return [n * step for n in range(math.floor(low / step), math.ceil(high / step) + 1)]


def _positions(left: float, right: float, count: int) -> list[float]:
    if count == 1:
        return [(left + right) / 2]
    return [round(left + (right - left) * n / (count - 1), 2) for n in range(count)]


def _category_ticks(names: tuple[str, ...], positions: list[float]) -> tuple[AxisTick, ...]:
    """The first and the last name, and as many between them as fit without touching."""
    last = len(names) - 1
    gap = (positions[-1] - positions[0]) / max(last, 1)
    every = max(1, math.ceil((max(map(len, names)) * LETTER_WIDTH + 8) / gap)) if gap else 1
    shown = sorted({*range(0, last - every + 1, every), last} | {0})
    return tuple(AxisTick(positions[n], names[n], _anchor(n, last)) for n in shown)


def _anchor(number: int, last: int) -> str:
    if last == 0:
        return "middle"
    return {0: "start", last: "end"}.get(number, "middle")
