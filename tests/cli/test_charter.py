"""`upmentor charter` prints a charter, and publishes a changed one."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.upmentor import ROSTER, begin, refuses, says


@pytest.fixture
def launched(clean_environment: Path) -> Path:
    """A file with the charter of a launched cohort."""
    begin()
    (clean_environment / "roster.csv").write_text(ROSTER)
    says("roster", "import", "Pilot", "roster.csv")
    says("cohort", "launch", "Pilot")
    file = clean_environment / "charter.yaml"
    file.write_text(says("charter", "show", "Pilot"))
    return file


def test_a_changed_charter_goes_out_again(launched: Path) -> None:
    launched.write_text(launched.read_text().replace("name: Strategy", "name: Strategy and budgets"))
    assert "+ Strategy and budgets\n- Strategy\n" in says(
        "charter", "publish", "Pilot", str(launched), "--dry-run"
    )
    assert "name: Strategy\n" in says("charter", "show", "Pilot")
    assert "Version 2 of the charter" in says("charter", "publish", "Pilot", str(launched))
    assert "name: Strategy and budgets\n" in says("charter", "show", "Pilot")


@pytest.mark.parametrize(
    "written, said",
    [
        ("teaches: [", "is not a charter"),
        ("", "is not a charter"),
        ("teaches: []\nkeeps: []\nit_owns: []\nsurprise: 1\n", "unknown field"),
        ("teaches: []\nkeeps: []\nit_owns: []\n", "teaches needs 1 to 15 lines"),
    ],
)
def test_what_is_no_charter_changes_nothing(launched: Path, written: str, said: str) -> None:
    before = says("charter", "show", "Pilot")
    launched.write_text(written)
    assert said in refuses("charter", "publish", "Pilot", str(launched))
    assert says("charter", "show", "Pilot") == before


def test_the_same_charter_needs_no_new_signature(launched: Path) -> None:
    assert "word for word" in refuses("charter", "publish", "Pilot", str(launched))


def test_a_missing_file_and_a_cohort_without_a_charter_are_refused(clean_environment: Path) -> None:
    begin()
    assert "cannot be read" in refuses("charter", "publish", "Pilot", "nowhere.yaml")
    assert "There is no charter" in refuses("charter", "show", "Pilot")
