"""`scripts/class_names.py`: a class name that is used twice fails the lint, and both places are named."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

Check: TypeAlias = Callable[[dict[str, str]], tuple[int, str]]

SCRIPT = Path(__file__).parent.parent / "scripts" / "class_names.py"


@pytest.fixture
def checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Check:
    """The exit code and the output of the script for these files."""
    main = runpy.run_path(str(SCRIPT))["main"]

    def check(files: dict[str, str]) -> tuple[int, str]:
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return main(tmp_path), capsys.readouterr().out

    return check


def test_a_name_in_both_packages_fails_and_both_places_are_named(checked: Check) -> None:
    code, out = checked(
        {
            "bot/flags/model.py": "class Kind: ...\n",
            "adapters/sql/errors.py": "x = 1\n\n\nclass Kind:\n    y = 2\n",
        },
    )

    assert code == 1
    assert "bot/flags/model.py:1: class Kind is also at adapters/sql/errors.py:4" in out
    assert "Class names used more than once: 1" in out


def test_private_and_nested_classes_count_too(checked: Check) -> None:
    _, out = checked(
        {"bot/a.py": "class _Sheet: ...\n", "bot/b.py": "def make():\n    class _Sheet: ...\n"},
    )

    assert "bot/a.py:1: class _Sheet is also at bot/b.py:2" in out


def test_names_that_differ_pass_and_tests_may_repeat_one(checked: Check) -> None:
    code, out = checked(
        {
            "bot/a.py": "class One: ...\n",
            "adapters/b.py": "class Two: ...\n",
            "tests/c.py": "class One: ...\n",
        },
    )

    assert (code, out) == (0, "")
