"""A test that starts a process says so by its marker: `.ci/run` runs those again at the hours that break things.

Python tells of each process before it is started. A test without the marker cannot start one. The real parts are
fixtures, and their processes do not count: neither PostgreSQL nor Chromium follows our calendar.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
MARKER: Final = "starts_process"
_STARTS: Final = ("subprocess.Popen", "os.posix_spawn", "os.fork", "os.exec", "os.system")
_PARTS: Final = ("tests.parts.", "playwright.")


class _Watch:
    """The test that runs now, and may start no process."""

    def __init__(self) -> None:
        self.forbidden = ""

    def hear(self, event: str, _arguments: object) -> None:
        if self.forbidden and event in _STARTS and not _by_a_part(sys._getframe()):
            raise RuntimeError(f"{self.forbidden} starts a process and lacks the marker {MARKER}")


def _by_a_part(frame: FrameType | None) -> bool:
    while frame:
        name = frame.f_globals.get("__name__", "")
        if name.startswith(_PARTS) and name != __name__:
            return True
        frame = frame.f_back
    return False


_WATCH: Final = _Watch()
sys.addaudithook(_WATCH.hear)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """From the fixtures it asks for to the last of what they clear away."""
    _WATCH.forbidden = "" if item.get_closest_marker(MARKER) else item.nodeid
    try:
        return (yield)
    finally:
        _WATCH.forbidden = ""


def environment(**settings: str) -> dict[str, str]:
    """The machine's environment and these settings, for a Python that imports this tree from any folder."""
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**os.environ, **settings, "PYTHONPATH": path}
