"""`python -m benchmarks [NAME…]`: measures all, or those named, and keeps the numbers in results.json.

Ends with every figure that misses its goal or is a fifth worse than the kept one, and exits 1 if there is any.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec
from rich.console import Console

from benchmarks.catalogue import BENCHMARKS
from benchmarks.goals import find_misses, find_regressions
from benchmarks.harness import Result
from benchmarks.table import draw_table

RESULTS: Final = Path(__file__).with_name("results.json")


def main(names: Sequence[str]) -> int:
    if unknown := [name for name in names if name not in BENCHMARKS]:
        print(
            f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}", file=sys.stderr
        )
        return 2
    console = Console()
    measured = _measure(names or BENCHMARKS, console)
    kept = read_kept(RESULTS)
    keep(RESULTS, measured, others=kept if names else ())
    console.print(draw_table(measured))
    return report(measured, kept, console)


def _measure(names: Iterable[str], console: Console) -> list[Result]:
    measured: list[Result] = []
    for name in names:
        with console.status(f"measuring {name}"):
            measured += BENCHMARKS[name].measure()
    return measured


def report(measured: Sequence[Result], kept: Sequence[Result], console: Console) -> int:
    """Prints what is wrong with the figures; the exit code."""
    problems = [*find_misses(measured), *find_regressions(measured, kept)]
    for problem in problems:
        console.print(f"- {problem}", markup=False, highlight=False)
    if not problems:
        console.print("Every figure meets its goal, and none is a fifth worse than before.")
    return 1 if problems else 0


def read_kept(path: Path) -> list[Result]:
    return msgspec.json.decode(path.read_bytes(), type=list[Result]) if path.exists() else []


def keep(path: Path, measured: Sequence[Result], *, others: Sequence[Result]) -> None:
    """Writes what was measured, and of `others` the benchmarks that were not, in the catalogue's order."""
    fresh = {one.name for one in measured}
    stay = [one for one in others if one.name not in fresh and one.name in BENCHMARKS]
    order = list(BENCHMARKS)
    rows = sorted([*stay, *measured], key=lambda one: order.index(one.name))
    path.write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
