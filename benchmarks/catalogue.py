"""Every benchmark by its name. A size is what it is measured at; the tiny one only shows that it runs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from benchmarks import (
    plan_due,
    release,
    report,
    slack_fan_out,
    slack_inbound,
    start,
    teams_inbound,
    triage,
    turn_commit,
)
from benchmarks.harness import Result


@dataclass(frozen=True, slots=True)
class Benchmark:
    measure: Callable[[], Iterator[Result]]
    try_out: Callable[[], Iterator[Result]]
    """The same at the smallest size: its numbers mean nothing."""


BENCHMARKS: Final[Mapping[str, Benchmark]] = {
    "turn_commit": Benchmark(
        lambda: turn_commit.measure(turn_commit.Size()),
        lambda: turn_commit.measure(turn_commit.Size(people=4, turns=8, runs=1)),
    ),
    "plan_due": Benchmark(
        lambda: plan_due.measure(plan_due.Size()),
        lambda: plan_due.measure(plan_due.Size(people=20, runs=1)),
    ),
    "start": Benchmark(
        lambda: start.measure(start.Size()),
        lambda: start.measure(start.Size(rest=0, warm_up=False, runs=1, rests=1)),
    ),
    "slack_inbound": Benchmark(
        lambda: slack_inbound.measure(slack_inbound.Size()),
        lambda: slack_inbound.measure(slack_inbound.Size(people=2, commands=20, runs=1, latency_seconds=0.1)),
    ),
    "slack_fan_out": Benchmark(
        lambda: slack_fan_out.measure(slack_fan_out.Size()),
        lambda: slack_fan_out.measure(slack_fan_out.Size(people=30, a_minute=3_000, faults=0, kills=1)),
    ),
    "triage": Benchmark(
        lambda: triage.measure(triage.Size()),
        lambda: triage.measure(triage.Size(rounds=1, runs=1)),
    ),
    "teams_inbound": Benchmark(
        lambda: teams_inbound.measure(teams_inbound.Size()),
        lambda: teams_inbound.measure(
            teams_inbound.Size(
                people=2, messages=20, of_stock=4, at_once=4, slow=0.01, slow_at_once=8, runs=1
            )
        ),
    ),
    "release": Benchmark(
        lambda: release.measure(release.Size()),
        lambda: release.measure(release.Size(groups=(8,), draws=50)),
    ),
    "report": Benchmark(
        lambda: report.measure(report.Size()),
        lambda: report.measure(report.Size(people=4, rounds=2, reads=1, runs=1)),
    ),
}
