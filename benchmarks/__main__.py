"""`python -m benchmarks [NAME…]`: measures all, or those named; prints a table and keeps it in results.json."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import msgspec
from rich.console import Console
from rich.table import Table

from benchmarks.catalogue import BENCHMARKS
from benchmarks.harness import Result

RESULTS = Path(__file__).with_name("results.json")


def main(names: Sequence[str]) -> int:
    if unknown := [name for name in names if name not in BENCHMARKS]:
        print(
            f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(BENCHMARKS)}", file=sys.stderr
        )
        return 2
    console = Console()
    measured: list[Result] = []
    for name in names or BENCHMARKS:
        with console.status(f"measuring {name}"):
            measured += BENCHMARKS[name].measure()
    console.print(_table(measured))
    _keep(RESULTS, measured)
    return 0


def _table(results: Sequence[Result]) -> Table:
    table = Table("benchmark", "what", show_lines=True)
    for column in ("baseline", "ours", "ratio", "runs"):
        table.add_column(column, justify="right")
    table.add_column("goal")
    for one in results:
        what = f"{one.what} ({one.note})" if one.note else one.what
        numbers = (f"{one.baseline:g}", f"{one.ours:g}", f"{one.ratio:g}", str(one.runs))
        table.add_row(one.name, what, *numbers, one.goal)
    return table


def _keep(path: Path, measured: Sequence[Result]) -> None:
    """Results of other benchmarks stay as they are; all lie in the order of the catalogue."""
    fresh = {one.name for one in measured}
    before = msgspec.json.decode(path.read_bytes(), type=list[Result]) if path.exists() else []
    kept = [one for one in before if one.name not in fresh and one.name in BENCHMARKS]
    order = list(BENCHMARKS)
    rows = sorted([*kept, *measured], key=lambda one: order.index(one.name))
    path.write_bytes(msgspec.json.format(msgspec.json.encode(rows), indent=2) + b"\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
