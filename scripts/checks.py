"""`make test`: fetches missing test parts, runs every check, and lists the checks that failed.

Passes its arguments to pytest. Runs in the test environment, from any folder.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
# Playwright's driver needs libatomic1.
DEBIAN = ("chromium", "libatomic1")
MAX_WORKERS = 4


def main(arguments: Sequence[str]) -> int:
    if "Chromium" in missing_parts():
        fetch_chromium()
    if "Node" in missing_parts():
        fetch_npm_packages()
    failed = [name for name, command in checks(arguments) if not passes(name, command)]
    print(f"\n{missing_parts()}", end="")
    print(f"Failed: {', '.join(failed)}." if failed else "All checks passed.", flush=True)
    return 1 if failed else 0


def checks(arguments: Sequence[str]) -> list[tuple[str, list[str]]]:
    workers = str(min(os.cpu_count() or 1, MAX_WORKERS))
    pytest = [tool("pytest"), "-q", "-n", workers, *arguments]
    return [
        ("lint", [tool("ruff"), "check"]),
        ("format", [tool("ruff"), "format", "--check"]),
        ("class names", [sys.executable, str(ROOT / "scripts" / "class_names.py")]),
        ("types", [tool("mypy")]),
        ("imports", [tool("lint-imports"), "--no-logo"]),
        ("tests", pytest),
    ]


def passes(name: str, command: Sequence[str]) -> bool:
    print(f"\n== {name}", flush=True)
    began = time.monotonic()
    code = subprocess.run(command, check=False, cwd=ROOT, stdin=subprocess.DEVNULL).returncode
    print(f"== {name}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s", flush=True)
    return code == 0


def tool(name: str) -> str:
    return str(BIN / name)


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
