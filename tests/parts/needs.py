"""A missing part is a failure in CI; elsewhere its tests are left out and the end of the run names it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest

from tests.parts import chromium, node, postgres, request_tracker


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    name: str
    marker: str
    fixture: str
    mend: str
    is_there: Callable[[], bool]


PARTS = (
    Part(
        name="PostgreSQL",
        marker="needs_postgres",
        fixture="postgres_url",
        mend="make test (it installs one), or UPMENTOR_TEST_DATABASE_URL=postgresql://… names one",
        is_there=postgres.is_there,
    ),
    Part(
        name="Chromium",
        marker="needs_chromium",
        fixture="chromium",
        mend="apt-get install chromium libatomic1 (as root), or .venv/bin/playwright install --no-shell chromium",
        is_there=chromium.is_there,
    ),
    Part(
        name="Node",
        marker="needs_node",
        fixture="npm_packages",
        mend="make test (it fetches what package-lock.json names), or .venv/bin/python -m tests.parts.node",
        is_there=node.is_there,
    ),
    Part(
        name="Request Tracker",
        marker="needs_request_tracker",
        fixture="request_tracker",
        mend="apt-get install --no-install-recommends request-tracker5 rt5-db-sqlite rt5-standalone (as root)",
        is_there=request_tracker.is_there,
    ),
)


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() == "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for a part's fixture needs the part, said or not."""
    for item in items:
        for part in PARTS:
            if part.fixture in getattr(item, "fixturenames", ()):
                item.add_marker(part.marker)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    for part in PARTS:
        if item.get_closest_marker(part.marker) and not part.is_there():
            _leave_out(item, part)


def _leave_out(item: pytest.Item, part: Part) -> None:
    if in_ci():
        pytest.fail(f"{part.name} is missing; {part.mend}", pytrace=False)
    item.user_properties.append(("missing", part.name))
    pytest.skip(f"{part.name} is missing")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    missing = _missing(terminalreporter.stats.get("skipped", ()))
    if not missing:
        return
    terminalreporter.section("missing parts", yellow=True)
    for part in PARTS:
        if part.name in missing:
            left_out = missing.count(part.name)
            terminalreporter.write_line(f"{part.name}: {left_out} tests left out. To get it: {part.mend}")


def _missing(reports: Iterable[pytest.TestReport]) -> list[object]:
    return [value for report in reports for key, value in report.user_properties if key == "missing"]
