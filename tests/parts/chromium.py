"""A real Chromium, driven by Playwright: the installed one, else the one Playwright downloaded."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from functools import cache
from pathlib import Path

import pytest_asyncio
from playwright.async_api import Browser, Error, Page, async_playwright, expect
from playwright.sync_api import sync_playwright

from tests.parts.patience import PATIENCE

NAMED_BY = "UPMENTOR_TEST_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Looked into whatever PATH says.
PLACES = ("/usr/bin", "/usr/local/bin", "/snap/bin", "/opt/google/chrome")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
MILLISECONDS = 1_000 * PATIENCE
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    # Pages load from this machine only, so an asset from outside fails here and not at a customer's.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def is_there() -> bool:
    return _driver_runs() and executable() is not None


@cache
def _driver_runs() -> bool:
    """Playwright brings its own Node, which needs a system library that bare machines lack (libatomic)."""
    return _answers(sys.executable, "-m", "playwright")


@cache
def executable() -> Path | None:
    """The first that answers when asked its version; `UPMENTOR_TEST_CHROMIUM` leaves no other choice."""
    named = os.environ.get(NAMED_BY)
    return next(filter(_answers, [Path(named)] if named else _candidates()), None)


def _candidates() -> Iterator[Path]:
    path = os.pathsep.join([os.environ.get("PATH", ""), *PLACES])
    found = (shutil.which(name, path=path) for name in NAMES)
    yield from (Path(name) for name in found if name)
    yield MAC
    with sync_playwright() as playwright:
        downloaded = Path(playwright.chromium.executable_path)
    yield downloaded


def _answers(*command: Path | str) -> bool:
    """Ubuntu, for one, installs a `chromium-browser` that only says how to get another."""
    try:
        asked = subprocess.run([*command, "--version"], check=False, capture_output=True, timeout=PATIENCE)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """A Chromium that reaches this machine only, for all tests of a worker: each has a context of its own in it.

    A test that asks for it runs in the session's loop: `pytest.mark.asyncio(loop_scope="session")`.
    """
    sandbox = ("--no-sandbox",) if os.geteuid() == 0 else ()
    async with async_playwright() as playwright:
        expect.set_options(timeout=MILLISECONDS)
        browser = await playwright.chromium.launch(executable_path=executable(), args=[*QUIET, *sandbox])
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def chromium_page(chromium: Browser) -> AsyncIterator[Page]:
    """A blank page; a script error that nobody caught fails the test."""
    page = await chromium.new_page()
    page.set_default_timeout(MILLISECONDS)
    errors: list[Error] = []

    def keep(error: Error) -> None:
        errors.append(error)

    page.on("pageerror", keep)
    yield page
    await page.close()
    assert not errors
