"""A sign of life: a file that the system keeps locked for as long as a process lives, however the process ends.

Whoever can open the file is on the same machine, so what the lock says is certain. Where the file is not to be seen,
in another container or on another machine, nobody is called dead.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from pathlib import Path
from typing import IO
from urllib.parse import quote


class LivenessLock:
    """The holder's sign of life, from its making until `close`. The name has to be one that nobody had before.

    Raises OSError if there is no folder for it.
    """

    def __init__(self, holder: str, folder: Path | None = None) -> None:
        self._path = _path(holder, folder)
        made = os.open(self._path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        self._file: IO[bytes] = os.fdopen(made, "wb")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def close(self) -> None:
        self._path.unlink(missing_ok=True)
        self._file.close()


def has_exited(holder: str, folder: Path | None = None) -> bool:
    """Whether the holder is certain to have ended without closing. Clears up after it."""
    try:
        path = _path(holder, folder)
        with path.open("rb") as file:
            if os.fstat(file.fileno()).st_uid != os.getuid():
                return False
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink(missing_ok=True)
            return True
    except OSError:
        return False


def _path(holder: str, folder: Path | None) -> Path:
    return (folder or Path(tempfile.gettempdir())) / f"upmentor-alive-{quote(holder, safe='')}"


class SingleInstanceLock:
    """Holds the lock from its making until `close`. Raises BlockingIOError if another process holds it."""

    def __init__(self, database: Path) -> None:
        self._file: IO[bytes] = database.with_name(f"{database.name}-serve").open("ab")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise

    def close(self) -> None:
        self._file.close()
