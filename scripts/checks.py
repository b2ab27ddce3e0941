"""`make test`: fetches missing test parts, then runs every check, the tests beside the others.

Passes its arguments to pytest. Runs in the test environment, from any folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# Playwright's driver needs libatomic1.
DEBIAN = ("chromium", "libatomic1")
MAX_WORKERS = 6


@dataclass(frozen=True, slots=True)
class Result:
    name: str
    passed: bool
    seconds: float
    said: str


def main(arguments: Sequence[str]) -> int:
    if "Chromium" in missing_parts():
        fetch_chromium()
    if "Node" in missing_parts():
        fetch_npm_packages()
    with ThreadPoolExecutor(1) as beside:
        others = beside.submit(lambda: [check(name, command) for name, command in STATIC])
        tests = check("tests", pytest_command(arguments), shows=True)
        results = [*others.result(), tests]
    for result in results:
        print(f"\n== {result.name}\n{result.said}", end="")
        print(
            f"== {result.name}: {'passed' if result.passed else 'FAILED'} in {result.seconds:.0f} s",
            flush=True,
        )
    failed = [result.name for result in results if not result.passed]
    print(f"\n{missing_parts()}", end="")
    print(f"Failed: {', '.join(failed)}." if failed else "All checks passed.", flush=True)
    return 1 if failed else 0


def pytest_command(arguments: Sequence[str]) -> list[str]:
    """With more workers than processors, since many tests wait for something."""
    workers = str(min((os.cpu_count() or 1) + 2, MAX_WORKERS))
    return [tool("pytest"), "-q", "-n", workers, "--dist", "worksteal", *arguments]


def check(name: str, command: Sequence[str], *, shows: bool = False) -> Result:
    """Its output goes to the terminal at once, or is kept."""
    began = time.monotonic()
    output = None if shows else subprocess.PIPE
    done = subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output and subprocess.STDOUT,
        text=True,
    )
    return Result(name, done.returncode == 0, time.monotonic() - began, done.stdout or "")


def tool(name: str) -> str:
    return str(BIN / name)


STATIC = (
    ("lint", [tool("ruff"), "check"]),
    ("format", [tool("ruff"), "format", "--check"]),
    ("class names", [sys.executable, str(ROOT / "scripts" / "class_names.py")]),
    ("imports", [tool("lint-imports"), "--no-logo"]),
    ("types", [tool("mypy")]),
)
"""What runs one after the other beside the tests."""


def missing_parts() -> str:
    """One line for each missing part. Runs in its own process, since a process caches what it did not find."""
    command = [sys.executable, "-m", "tests.parts"]
    return subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True).stdout


def fetch_chromium() -> None:
    """Installs Debian's package as root; otherwise takes Playwright's download."""
    print("Chromium is missing; fetching it (a minute or two)", flush=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        run("apt-get", "update", "-qq")
        run("apt-get", "install", "-qq", "--no-install-recommends", *DEBIAN)
    if "Chromium" in missing_parts():
        run(sys.executable, "-m", "playwright", "install", "--no-shell", "chromium")


def fetch_npm_packages() -> None:
    print("npm's packages are missing; fetching them", flush=True)
    run(sys.executable, "-m", "tests.parts.node")


def run(*command: str) -> bool:
    """True if the command succeeded. Prints its output only if it failed."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode and done.stdout:
        print(done.stdout.rstrip(), flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
