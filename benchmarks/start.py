"""From the start of `upmentor serve` to the first /readyz that says yes, and its memory at rest."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Final

from adapters.sql.schema import migrate
from benchmarks.harness import Result, paired, python_path, seconds
from bot.privacy.seal import new_key_text

_PATIENCE: Final = 60.0
_UPMENTOR: Final = ("-c", "from adapters.cli.main import cli; cli(prog_name='upmentor')")
_PYTHON_AT_REST: Final = ("-c", "import time; print(flush=True); time.sleep(600)")
_KIB_IN_MIB: Final = 1_024


@dataclass(frozen=True, slots=True)
class Size:
    rest: float = 3.0
    """Seconds after it is ready until its memory is looked at."""
    warm_up: bool = True
    """Once unmeasured, so that files are in memory and modules compiled."""
    runs: int = 5
    rests: int = 3


def measure(size: Size) -> Iterator[Result]:
    with tempfile.TemporaryDirectory(prefix="upmentor-benchmark-") as folder:
        migrate(f"sqlite:///{Path(folder) / 'upmentor.db'}")
        place = _Place(Path(folder))
        yield paired(
            lambda: seconds(place.runs_nothing), place.seconds_to_ready, runs=size.runs, warm_up=size.warm_up
        ).named(
            "start",
            "s: upmentor serve from its start to /readyz 200 beside `python -c pass`, sqlite, chat page on",
            goal="ours ≤ 2 s",
        )
        yield paired(
            place.bare_memory, lambda: place.memory_at_rest(size.rest), runs=size.rests, warm_up=False
        ).named(
            "start",
            "MiB: resident memory of upmentor serve at rest beside a bare Python, sqlite, chat page on",
            goal="ours ≤ 120 MiB",
        )


class _Place:
    """A folder with a database, where `serve` is started again and again."""

    def __init__(self, folder: Path) -> None:
        ours = {
            "UPMENTOR_DATABASE_URL": f"sqlite:///{folder / 'upmentor.db'}",
            "UPMENTOR_SECRET_KEYS": new_key_text(),
            "UPMENTOR_BROWSER": "true",
            "PYTHONPATH": python_path(),
            "PYTHONPYCACHEPREFIX": str(
                folder / "compiled"
            ),  # modules are compiled once, as an installer does
        }
        left_out = ("UPMENTOR_", "PYTHONDONTWRITEBYTECODE")
        others = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
        self._environment = others | ours
        self._folder = folder

    def runs_nothing(self) -> None:
        subprocess.run([sys.executable, "-c", "pass"], check=True, env=self._environment)

    def seconds_to_ready(self) -> float:
        began = time.perf_counter()
        with self._serving():
            return time.perf_counter() - began

    def memory_at_rest(self, rest: float) -> float:
        with self._serving() as served:
            time.sleep(rest)
            return _resident(served)

    def bare_memory(self) -> float:
        with self._running(*_PYTHON_AT_REST) as bare:
            assert bare.stdout  # noqa: S101 - it is a pipe
            bare.stdout.readline()
            return _resident(bare)

    @contextmanager
    def _serving(self) -> Iterator[subprocess.Popen[bytes]]:
        port = _free_port()
        with self._running(*_UPMENTOR, "serve", "--port", str(port)) as served:
            _wait_until_ready(served, port)
            yield served

    @contextmanager
    def _running(self, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
        command = [sys.executable, *arguments]
        with subprocess.Popen(
            command,
            env=self._environment,
            cwd=self._folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        ) as running:
            try:
                yield running
            finally:
                running.terminate()


def _wait_until_ready(served: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _PATIENCE
    while served.poll() is None and time.monotonic() < deadline:
        if _is_ready(port):
            return
        time.sleep(0.005)
    raise RuntimeError("upmentor serve did not get ready")


def _is_ready(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _resident(process: subprocess.Popen[bytes]) -> float:
    """MiB, by `ps`, which every POSIX system has."""
    command = ["ps", "-o", "rss=", "-p", str(process.pid)]
    return int(subprocess.run(command, check=True, capture_output=True).stdout) / _KIB_IN_MIB


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
