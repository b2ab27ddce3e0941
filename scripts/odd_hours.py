"""`make odd-hours`: every test that starts a process runs once more at each moment that breaks things.

Debian's libfaketime moves the clock of pytest and of all that it starts; time goes on from there. The monotonic clock
stays, since asyncio and timeouts live by it. Arguments are pytest's.
Needs Debian's packages `libfaketime` and `locales`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = Path("/usr/lib")
MARKER = "starts_process"
WORKERS = str((os.cpu_count() or 1) + 2)


@dataclass(frozen=True, slots=True)
class Moment:
    name: str
    begins: datetime
    zone: str
    locale: str = "C.UTF-8"


MOMENTS = (
    Moment("a Saturday", datetime(2027, 1, 16, 11, tzinfo=UTC), "UTC"),
    Moment("03:00 on a Thursday", datetime(2027, 1, 14, 2, tzinfo=UTC), "Europe/Berlin"),
    Moment("25 December", datetime(2026, 12, 25, 15, tzinfo=UTC), "America/New_York", "tr_TR.UTF-8"),
    # From seconds before the change, so that the tests run through it.
    Moment(
        "the clock goes forward", datetime(2027, 3, 28, 0, 59, 45, tzinfo=UTC), "Europe/Berlin", "de_DE.UTF-8"
    ),
    Moment(
        "the clock goes back", datetime(2027, 10, 31, 0, 59, 45, tzinfo=UTC), "Europe/Berlin", "tr_TR.UTF-8"
    ),
)


def main(arguments: Sequence[str]) -> int:
    library = next(LIBRARIES.glob("*/faketime/libfaketime.so.1"), None)
    if library is None:
        print("libfaketime is missing. To get it: apt-get install libfaketime locales (as root)")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        make_locales(Path(folder))
        failed = [moment.name for moment in MOMENTS if not passes(moment, library, folder, arguments)]
    print(f"Failed: {', '.join(failed)}." if failed else "No hour breaks a test.", flush=True)
    return 1 if failed else 0


def make_locales(folder: Path) -> None:
    for name in {moment.locale for moment in MOMENTS} - {"C.UTF-8"}:
        language, _, charset = name.partition(".")
        subprocess.run(["localedef", "-i", language, "-f", charset, folder / name], check=True)


def passes(moment: Moment, library: Path, locales: str, arguments: Sequence[str]) -> bool:
    print(f"\n== {moment.name} ({moment.zone}, {moment.locale})", flush=True)
    marked = [str(path) for path in marked_files()]
    command = [sys.executable, "-m", "pytest", "-q", "-n", WORKERS, "-m", MARKER, *marked, *arguments]
    environment = {**os.environ, **at(moment, library), "LOCPATH": locales}
    return (
        subprocess.run(command, check=False, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL).returncode
        == 0
    )


def marked_files() -> Iterator[Path]:
    """Reading the others would take longer than these tests do."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        if MARKER in path.read_text("utf-8"):
            yield path


def at(moment: Moment, library: Path) -> dict[str, str]:
    """The environment of a process, and of its own, that lives at this moment."""
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME": f"+{int(moment.begins.timestamp() - time.time())}s",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        # Else waits on the monotonic clock, Python's own lock among them, end at once and begin again.
        "FAKETIME_FORCE_MONOTONIC_FIX": "0",
        "NO_FAKE_STAT": "1",
        "PYTHONPATH": str(ROOT / "scripts/faketime"),
        "TZ": moment.zone,
        "LC_ALL": moment.locale,
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
