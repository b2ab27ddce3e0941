"""The layout of a chart as Slack draws it: bars, lines and labels with their positions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

COLOURS = ("#1264a3", "#e8912d", "#2eb67d", "#e01e5a", "#7c4dff", "#00838f")
WIDTH, HEIGHT = 560, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 552, 12, 192
_LINES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class BarShape:
    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShape:
    points: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisLabel:
    text: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendKey:
    text: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartDrawing:
    width: int
    height: int
    bars: tuple[BarShape, ...]
    lines: tuple[LineShape, ...]
    labels: tuple[AxisLabel, ...]
    legend: tuple[LegendKey, ...]


def draw_chart(chart: dict[str, Any]) -> ChartDrawing:
    """Lays out the bars or lines of a `data_visualization` block."""
    series = [(one["name"], [point["value"] for point in one["data"]]) for one in chart["series"]]
    categories, axis = chart["axis_config"]["categories"], chart["axis_config"].get("y_label", "")
    scale = _Scale(categories, [value for _, values in series for value in values])
    is_bars = chart["type"] == "bar"
    return ChartDrawing(
        width=WIDTH,
        height=HEIGHT,
        bars=tuple(_bars(scale, [values for _, values in series])) if is_bars else (),
        lines=() if is_bars else tuple(_lines(scale, [values for _, values in series])),
        labels=tuple(_labels(scale, axis)),
        legend=tuple(LegendKey(text=name, colour=COLOURS[n]) for n, (name, _) in enumerate(series)),
    )


class _Scale:
    def __init__(self, categories: list[str], values: list[float]) -> None:
        self.categories = categories
        self.low, self.high = min(0.0, *values), max(0.0, *values)
        if self.low == self.high:
            self.high = 1.0
        self.step = (_RIGHT - _LEFT) / len(categories)

    def y(self, value: float) -> float:
        return _BOTTOM - (value - self.low) / (self.high - self.low) * (_BOTTOM - _TOP)

    def middle(self, place: int) -> float:
        return _LEFT + self.step * (place + 0.5)


def _bars(scale: _Scale, series: list[list[float]]) -> Iterator[BarShape]:
    width = min(32.0, scale.step * 0.8 / len(series))
    for number, values in enumerate(series):
        for place, value in enumerate(values):
            left = scale.middle(place) + width * (number - len(series) / 2)
            top, bottom = sorted((scale.y(value), scale.y(0)))
            yield BarShape(x=left, y=top, width=width - 2, height=bottom - top, colour=COLOURS[number])


def _lines(scale: _Scale, series: list[list[float]]) -> Iterator[LineShape]:
    for number, values in enumerate(series):
        points = (f"{scale.middle(place):.1f},{scale.y(value):.1f}" for place, value in enumerate(values))
        yield LineShape(points=" ".join(points), colour=COLOURS[number])


def _labels(scale: _Scale, axis: str) -> Iterator[AxisLabel]:
    for place, category in enumerate(scale.categories):
        yield AxisLabel(text=category, x=scale.middle(place), y=HEIGHT - 10, anchor="middle")
    for n in range(_LINES + 1):
        value = scale.low + (scale.high - scale.low) * n / _LINES
        yield AxisLabel(text=f"{value:g}", x=_LEFT - 6, y=scale.y(value) + 4, anchor="end")
    if axis:
        yield AxisLabel(text=axis, x=_LEFT, y=_TOP - 2, anchor="start")
