"""The process among others on the same database: its lock, its name in leases, and the leases of exited ones."""

from __future__ import annotations

import os
import secrets
import socket
from contextlib import ExitStack, suppress

from sqlalchemy import Engine

from adapters.configuration.settings import Settings
from adapters.runtime.process_locks import LivenessLock, SingleInstanceLock, has_exited
from adapters.sql.stale_leases import release_all_leases, release_leases_of_exited_processes


def lock_database(settings: Settings, engine: Engine, closing: ExitStack) -> str:
    """Allows one `serve` for a SQLite file, and releases the leases of one that was killed.

    Returns why it cannot start, or "".
    """
    file = settings.sqlite_file
    if file is None:
        return ""
    try:
        lock = SingleInstanceLock(file)
    except BlockingIOError:
        return f"Another upmentor serve uses {file}. Stop it first; for several at once, use PostgreSQL"
    except OSError as wrong:
        return f"The folder of {file} cannot be written: {wrong.strerror}"
    closing.callback(lock.close)
    release_all_leases(engine)
    return ""


def lease_holder(settings: Settings, engine: Engine, closing: ExitStack) -> str:
    """Names this process in its leases, in at most 64 characters. Releases the leases of processes that have exited.

    Leases of a killed process run out by themselves if it could hold no liveness lock.
    """
    holder = f"{socket.gethostname()[:32]}:{os.getpid()}:{secrets.token_hex(4)}"
    if settings.sqlite_file is None:
        release_leases_of_exited_processes(engine, has_exited)
        with suppress(OSError):
            closing.callback(LivenessLock(holder).close)
    return holder
