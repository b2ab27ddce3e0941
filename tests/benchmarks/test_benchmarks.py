"""The benchmarks run, and say what they measured in the shape that is promised."""

from __future__ import annotations

import pytest

from benchmarks import __main__ as command
from benchmarks.catalogue import BENCHMARKS
from benchmarks.goals import find_misses, find_regressions
from benchmarks.harness import paired
from tests.parts.postgres import NAMED_BY

FEWER: dict[str, set[str]] = {"start": {"sqlite"}, "triage": set(), "release": set()}
"""Those that are not about every database."""


STARTS_PROCESSES = {"start", "slack_inbound", "slack_fan_out", "teams_inbound"}


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=pytest.mark.starts_process) if name in STARTS_PROCESSES else name
        for name in BENCHMARKS
    ],
)
def test_each_runs_on_both_databases(name: str, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(NAMED_BY, postgres_url)
    results = list(BENCHMARKS[name].try_out())
    assert {one.name for one in results} == {name}
    assert all(one.baseline > 0 and one.runs == 1 for one in results)
    # A loop that was never late for a whole millisecond stood still for 0.
    assert all((one.ours > 0 and one.ratio > 0) or "stood still" in one.what for one in results)
    find_misses(results)  # which reads every goal
    assert not find_regressions(results, results)
    databases = {db for db in ("sqlite", "postgresql") for one in results if db in one.what}
    assert databases == FEWER.get(name, {"sqlite", "postgresql"})


def test_pairs_are_interleaved_and_the_ratio_is_the_median_of_theirs() -> None:
    order: list[str] = []
    numbers = {"baseline": iter([9.0, 1, 2, 4]), "ours": iter([9.0, 2, 6, 8])}

    def run(name: str) -> float:
        order.append(name)
        return next(numbers[name])

    measured = paired(lambda: run("baseline"), lambda: run("ours"), runs=3)
    assert order == ["baseline", "ours", "baseline", "ours", "ours", "baseline", "baseline", "ours"]
    assert (measured.baseline, measured.ours, measured.ratio) == (2, 6, 2)


def test_an_unknown_name_is_answered_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["speed"]) == 2
    assert "There is no benchmark speed. There are: turn_commit" in capsys.readouterr().err
