"""Runs `upmentor serve` as a process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

ROOT: Final = Path(__file__).parents[2]
PATIENCE: Final = 60.0
"""Seconds, generous because other tests may keep the machine busy."""


@dataclass(frozen=True, slots=True)
class Served:
    process: subprocess.Popen[str]
    address: str

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.address + path, timeout=10, trust_env=False)

    def post(self, path: str, value: object) -> httpx.Response:
        headers = {"Origin": self.address}
        return httpx.post(self.address + path, json=value, headers=headers, timeout=10, trust_env=False)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


@contextmanager
def served(folder: Path, *arguments: str, **settings: str) -> Iterator[Served]:
    """Runs `serve` on a free port in a working folder, and kills it at the end if it still runs."""
    environment = {**os.environ, **settings, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "adapters.cli", "serve", "--port", "0", *arguments]
    log = folder / "log"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line.startswith("Upmentor listens on "), line + log.read_text()
            yield Served(process, line.split()[-1])
        finally:
            process.kill()


def until_ready(there: Served) -> httpx.Response:
    deadline = time.monotonic() + PATIENCE
    while (answer := there.get("/readyz")).status_code != 200 and time.monotonic() < deadline:
        time.sleep(0.05)
    return answer
