"""File locks that end with their process, however it ends.

Whoever can open a lock's file is on the same machine, so the lock's state is certain. A file that cannot be seen, in
another container or on another machine, proves nothing: its process does not count as exited.
"""

from __future__ import annotations

import fcntl
import os
import tempfile
from pathlib import Path
from typing import IO
from urllib.parse import quote


class LivenessLock:
    """Proves that the holder is alive, until `close`. No process may have used the holder's name before.

    Raises OSError if the file cannot be made.
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
    """True if the holder has certainly ended without closing its lock. Deletes the file then."""
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
    """Held until `close`. Raises BlockingIOError if another process holds it, OSError if there can be no file."""

    def __init__(self, database: Path) -> None:
        self._file: IO[bytes] = database.with_name(f"{database.name}-serve").open("ab")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._file.close()
            raise

    def close(self) -> None:
        self._file.close()
