"""`scripts/class_names.py`: a class name that is used twice fails the lint, and both places are named."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parent.parent / "scripts" / "class_names.py"


def checked(root: Path, files: dict[str, str]) -> subprocess.CompletedProcess[str]:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    command = [sys.executable, str(SCRIPT), str(root)]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_a_name_in_both_packages_fails_and_both_places_are_named(tmp_path: Path) -> None:
    done = checked(
        tmp_path,
        {
            "bot/flags/model.py": "class Kind: ...\n",
            "adapters/sql/errors.py": "x = 1\n\n\nclass Kind:\n    y = 2\n",
        },
    )

    assert done.returncode == 1
    assert "bot/flags/model.py:1: class Kind is also at adapters/sql/errors.py:4" in done.stdout
    assert "Class names used more than once: 1" in done.stdout


def test_private_and_nested_classes_count_too(tmp_path: Path) -> None:
    done = checked(
        tmp_path,
        {"bot/a.py": "class _Sheet: ...\n", "bot/b.py": "def make():\n    class _Sheet: ...\n"},
    )

    assert "bot/a.py:1: class _Sheet is also at bot/b.py:2" in done.stdout


def test_names_that_differ_pass_and_tests_may_repeat_one(tmp_path: Path) -> None:
    done = checked(
        tmp_path,
        {
            "bot/a.py": "class One: ...\n",
            "adapters/b.py": "class Two: ...\n",
            "tests/c.py": "class One: ...\n",
        },
    )

    assert (done.returncode, done.stdout) == (0, "")
