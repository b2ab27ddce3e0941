"""What docs/confidentiality.md says is tested is tested."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_row_of_the_threat_table_names_tests_that_exist() -> None:
    text = (ROOT / "docs/confidentiality.md").read_text()
    table = text.partition("### The threat table")[2].partition("###")[0]
    rows = [line for line in table.splitlines() if line.startswith("|")][2:]
    tests = "".join(file.read_text() for file in (ROOT / "tests").glob("*/test_*.py"))
    assert len(rows) >= 12
    for row in rows:
        named = re.findall(r"`(test_\w+)`", row)
        assert named, row
        assert [one for one in named if f"def {one}(" not in tests] == []


def test_every_test_that_the_page_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs/confidentiality.md").read_text()))
    tests = "".join(file.read_text() for file in (ROOT / "tests").glob("*/test_*.py"))
    assert len(named) >= 20
    assert sorted(one for one in named if f"def {one}(" not in tests) == []
