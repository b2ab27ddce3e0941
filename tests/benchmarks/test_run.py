"""What a run of the benchmarks keeps, prints and exits with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from io import StringIO
from pathlib import Path

import msgspec
import pytest
from rich.console import Console

from benchmarks import __main__ as command
from benchmarks.catalogue import BENCHMARKS, Benchmark
from benchmarks.goals import find_misses, find_regressions, parse_goal
from benchmarks.harness import Result
from benchmarks.table import WIDTH, draw_table

KEYS = ["name", "what", "baseline", "ours", "ratio", "goal", "runs", "note"]


def result(name: str = "report", ours: float = 1, goal: str = "", what: str = "s: a thing") -> Result:
    """With a baseline of 1, so that ours is the ratio."""
    return Result(name=name, what=what, baseline=1, ours=ours, ratio=ours, goal=goal, runs=1)


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(command, "RESULTS", tmp_path / "results.json")
    return tmp_path / "results.json"


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> list[Result]:
    """What there is to measure: a test fills it."""
    results: list[Result] = []

    def measure(name: str) -> Iterator[Result]:
        yield from [one for one in results if one.name == name]

    fake = {name: Benchmark(partial(measure, name), partial(measure, name)) for name in BENCHMARKS}
    monkeypatch.setattr(command, "BENCHMARKS", fake)
    return results


def ours_in(path: Path) -> list[tuple[str, float]]:
    rows = msgspec.json.decode(path.read_bytes())
    assert all(list(row) == KEYS for row in rows)
    return [(row["name"], row["ours"]) for row in rows]


def test_a_named_run_leaves_the_others_as_they_were(kept: Path, measured: list[Result]) -> None:
    for name, ours in (("report", 1.0), ("turn_commit", 2.0), ("report", 3.0)):
        measured[:] = [result(name, ours)]
        command.main([name])
    assert ours_in(kept) == [("turn_commit", 2), ("report", 3)]


def test_a_whole_run_keeps_exactly_what_it_gave(kept: Path, measured: list[Result]) -> None:
    measured[:] = [result("report"), result("turn_commit")]
    command.main([])
    measured[:] = [result("plan_due", 5)]
    command.main([])
    assert ours_in(kept) == [("plan_due", 5)]


def test_a_run_without_complaints_exits_with_zero(
    kept: Path, measured: list[Result], capsys: pytest.CaptureFixture[str]
) -> None:
    measured[:] = [result(ours=2, goal="ratio ≤ 3")]
    assert command.main([]) == command.main([]) == 0
    assert "Every figure meets its goal" in capsys.readouterr().out


def test_a_run_that_misses_a_goal_names_it_last_and_exits_with_one(
    kept: Path, measured: list[Result], capsys: pytest.CaptureFixture[str]
) -> None:
    measured[:] = [result(ours=2, goal="ratio ≤ 3"), result("plan_due", ours=4, goal="ratio ≤ 3")]
    assert command.main([]) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "- plan_due misses ratio ≤ 3: ours 4, ratio 4 (s: a thing)"


def test_a_run_that_is_a_fifth_worse_than_the_kept_one_exits_with_one_and_is_kept(
    kept: Path, measured: list[Result], capsys: pytest.CaptureFixture[str]
) -> None:
    measured[:] = [result(ours=2)]
    command.main([])
    measured[:] = [result(ours=2.5)]
    assert command.main(["report"]) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "- report is a fifth worse: ratio 2.5, 2 before (s: a thing)"
    assert ours_in(kept) == [("report", 2.5)]


@pytest.mark.parametrize(
    "goal, met, missed",
    [
        ("ratio ≥ 0.5", 0.5, 0.499),
        ("ratio ≤ 1.05, none lost", 1.05, 1.06),
        ("ours < 100 ms", 99.9, 100),
        ("ours ≤ 120 MiB", 120, 121),
    ],
)
def test_a_goal_is_a_bound_for_the_ratio_or_for_ours(goal: str, met: float, missed: float) -> None:
    assert find_misses([result(ours=met, goal=goal)]) == []
    assert len(find_misses([result(ours=missed, goal=goal)])) == 1


def test_a_goal_that_is_no_bound_is_refused() -> None:
    assert parse_goal("") is None
    with pytest.raises(ValueError, match="'fast' is no goal"):
        parse_goal("fast")


@pytest.mark.parametrize(
    "what, fine, worse",
    [("turns/s: x", [0.81, 1, 3], [0.8, 0.1]), ("ms: x", [1.19, 1, 0.2], [1.2, 9]), ("share: x", [1], [0.5])],
)
def test_a_fifth_worse_is_less_of_a_rate_and_more_of_a_time(
    what: str, fine: Sequence[float], worse: Sequence[float]
) -> None:
    kept = [result(what=what)]
    assert not find_regressions([result(what=what, ours=ours) for ours in fine], kept)
    assert len(find_regressions([result(what=what, ours=ours) for ours in worse], kept)) == len(worse)


def test_only_the_same_thing_is_compared() -> None:
    kept = [result(what="s: another thing"), result("plan_due")]
    assert not find_regressions([result(ours=9)], kept)


def test_a_unit_that_nobody_judged_is_refused() -> None:
    with pytest.raises(ValueError, match="whether more 'parsecs' is better"):
        find_regressions([result(what="parsecs: x")], [result(what="parsecs: x")])


def test_what_is_kept_names_its_goals_and_units_in_a_way_that_is_read() -> None:
    kept = command.read_kept(command.RESULTS)
    assert {one.name for one in kept} == set(BENCHMARKS)
    find_misses(kept)
    assert not find_regressions(kept, kept)


def test_the_table_of_what_is_kept_fits_eighty_columns() -> None:
    page = StringIO()
    Console(width=200, file=page).print(draw_table(command.read_kept(command.RESULTS)))
    lines = [line.rstrip() for line in page.getvalue().splitlines()]
    assert max(map(len, lines)) <= WIDTH == 80
    assert any("ratio ≥ 0.5" in line for line in lines)
