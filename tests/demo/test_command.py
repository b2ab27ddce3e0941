"""`upmentor demo` as a process."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import httpx
import pytest

from tests.parts.patience import PATIENCE
from tests.parts.processes import environment

pytestmark = pytest.mark.starts_process

WARNINGS_ARE_ERRORS = (sys.executable, "-W", "error", "-c")
UPMENTOR = (*WARNINGS_ARE_ERRORS, "from adapters.cli.main import cli; cli(prog_name='upmentor')")


def surroundings() -> dict[str, str]:
    """The machine's, without its settings of Upmentor."""
    ours = environment(PYTHONUNBUFFERED="1")
    return {name: value for name, value in ours.items() if not name.startswith("UPMENTOR_")}


def demo(folder: Path, options: Sequence[str]) -> subprocess.CompletedProcess[str]:
    command = (*UPMENTOR, "demo", *options)
    return subprocess.run(
        command,
        cwd=folder,
        env=surroundings(),
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
    )


def test_a_week_without_the_page(tmp_path: Path) -> None:
    """It simulates, prints the report and ends. It leaves no key beside the data."""
    ran = demo(tmp_path, ("--no-serve", "--days", "7"))
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Day 7 of 7" in ran.stdout
    assert "Cohort report: First cohort 2026" in ran.stdout
    assert "11 with a signed charter" in ran.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"demo.db", "demo-chat.db", "demo.db-serve"}


def test_a_port_that_is_taken_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = demo(tmp_path, ("--days", "1", "--port", str(port)))
    assert ran.returncode == 1
    assert f"Port {port} on 127.0.0.1 is taken" in ran.stderr
    assert list(tmp_path.iterdir()) == []


async def test_the_page_is_served_until_it_is_interrupted(tmp_path: Path) -> None:
    served = await asyncio.create_subprocess_exec(
        *(*UPMENTOR, "demo", "--days", "5", "--port", "0"),
        cwd=tmp_path,
        env=surroundings(),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert served.stdout is not None
    async with asyncio.timeout(2 * PATIENCE):
        printed = (await served.stdout.readuntil(b"Ctrl-C ends the demo.\n")).decode()
    address = re.search(r"Open (http://127\.0\.0\.1:\d+)", printed)
    assert address is not None
    assert "Hélène Moreau" in printed
    async with httpx.AsyncClient(base_url=address[1], headers={"Origin": address[1]}) as page:
        people = await page.get("/")
        moved = await page.post("/chat/clock", json={"step": "hour"})
    assert (people.status_code, moved.status_code) == (200, 200)
    assert "Priya Raman" in people.text
    assert moved.json()["iso"].startswith("2026-01-12T09:00")
    served.send_signal(signal.SIGINT)
    rest, wrong = await served.communicate()
    assert (served.returncode, wrong.decode()) == (0, "")
    assert rest.decode().endswith("Stopped.\n")
