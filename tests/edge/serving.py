"""Runs `upmentor serve` as a process."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from tests.parts.patience import PATIENCE, wait_until
from tests.parts.processes import environment

SERVE: Final = (sys.executable, "-m", "adapters.cli", "serve", "--port", "0")


@dataclass(frozen=True, slots=True)
class Served:
    process: subprocess.Popen[str]
    address: str

    def get(self, path: str) -> httpx.Response:
        return httpx.get(self.address + path, timeout=PATIENCE, trust_env=False)

    def post(self, path: str, value: object) -> httpx.Response:
        headers = {"Origin": self.address}
        return httpx.post(self.address + path, json=value, headers=headers, timeout=PATIENCE, trust_env=False)

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        return self.process.wait(PATIENCE)


@contextmanager
def served(folder: Path, *arguments: str, **settings: str) -> Iterator[Served]:
    """Runs `serve` on a free port in a working folder, and kills it at the end if it still runs."""
    log = folder / "log"
    with (
        log.open("w") as errors,
        subprocess.Popen(
            (*SERVE, *arguments),
            cwd=folder,
            env=environment(**settings),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            line = process.stdout.readline()
            assert line.startswith("Upmentor listens on "), line + log.read_text()
            yield Served(process, line.split()[-1])
        finally:
            process.kill()


@asynccontextmanager
async def serving(
    folder: Path, settings: Mapping[str, str], *arguments: str
) -> AsyncIterator[tuple[Process, str]]:
    """The same beside a local platform in this process's loop, and its address; "" if it did not come to listen."""
    process = await asyncio.create_subprocess_exec(
        *SERVE,
        *arguments,
        env=environment(**settings),
        cwd=folder,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    said = (await process.stdout.readline()).decode()
    try:
        yield process, said.rpartition(" ")[2].strip()
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def until_ready(there: Served) -> None:
    wait_until(lambda: there.get("/readyz").status_code == 200)
