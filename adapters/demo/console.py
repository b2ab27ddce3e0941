"""The demo's terminal output: progress, and what to try afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, TextColumn
from rich.progress import Progress as Bar

from adapters.demo.simulation import Progress
from bot.screens import counted, listed

_LINES: Final = 9
"""How many progress lines are printed where there is no terminal for a bar."""
_NAMED: Final = 3

Watch = Callable[[Progress], None]


@contextmanager
def show_progress(console: Console, days: int) -> Iterator[Watch]:
    """Shows a progress bar on a terminal, and prints lines elsewhere."""
    if not console.is_terminal:
        yield _Lines(console, days).watch
        return
    columns = (
        TextColumn("Day {task.completed} of {task.total}"),
        BarColumn(),
        TextColumn("{task.description}"),
    )
    with Bar(*columns, console=console) as bar:
        task = bar.add_task("", total=days)
        yield lambda now: bar.update(task, completed=now.day, description=_summary(now))


class _Lines:
    def __init__(self, console: Console, days: int) -> None:
        self._console = console
        self._days = days
        self._printed = 0

    def watch(self, now: Progress) -> None:
        tenth = now.day * _LINES // self._days
        if tenth > self._printed:
            self._printed = tenth
            self._console.print(f"Day {now.day} of {self._days}: {_summary(now)}", highlight=False)


def what_to_try(address: str, *, waiting: Sequence[str], leads: Sequence[str]) -> str:
    """Instructions for the chat page. `waiting` are people with a check-in to answer."""
    return "\n".join(
        (
            f"Open {address} in a browser. It stands for everybody's Slack or Teams at once.",
            _whom_to_pick(waiting),
            f"Or pick {leads[0]}, who leads the programme, and type /cohort-report.",
            "Move the clock at the top of the page, and whatever falls due on the way happens. Ctrl-C ends the demo.",
        )
    )


def _whom_to_pick(waiting: Sequence[str]) -> str:
    if not waiting:
        return "Nobody has a check-in to answer at the moment: pick a mentor, and move the clock until one comes."
    named, more = waiting[:_NAMED], len(waiting) - _NAMED
    others = (counted(more, "other"),) if more > 0 else ()
    who = listed((*named[1:], *others)) if waiting[1:] else ""
    also = f" {who} can be picked as well." if who else ""
    return f"Pick {named[0]}, press a button of the card that came last, and answer.{also}"


def _summary(now: Progress) -> str:
    messages, answers = counted(now.messages, "message"), counted(now.answers, "answer")
    return f"{_day(now.now)}, {messages}, {answers}"


def _day(moment: datetime) -> str:
    """The date at a constant width, so that the bar beside it does not move."""
    return f"{moment:%a} {moment.day:2} {moment:%b %Y}"
