"""One `serve` a SQLite file: a lock that the system lets go of however the process ends."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO


class Alone:
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
