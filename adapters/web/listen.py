"""Opens the port, or explains in a sentence why it cannot."""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass
from typing import Final

from aiohttp import web

SHUTDOWN_SECONDS: Final = 3.0
"""How long running requests may take once the server stops."""


@dataclass(frozen=True, slots=True)
class CannotListen:
    message: str


@dataclass(frozen=True, slots=True)
class Listening:
    """An open port. `address` is its URL for a browser on this machine."""

    address: str
    _runner: web.AppRunner

    async def close(self) -> None:
        """Accepts no further request, and waits some seconds for the running ones."""
        await self._runner.cleanup()


async def listen(app: web.Application, *, host: str, port: int) -> Listening | CannotListen:
    """Serves the application. Port 0 picks a free port."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except OSError as wrong:
        await runner.cleanup()
        return CannotListen(_sentence(wrong, host, port))
    return Listening(_address(host, runner.addresses[0][1]), runner)


def _address(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host  # noqa: S104 - shown, not listened on
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _sentence(wrong: OSError, host: str, port: int) -> str:
    if isinstance(wrong, socket.gaierror):
        return f"{host} cannot be found. Try --host 127.0.0.1"
    match wrong.errno:
        case errno.EADDRINUSE:
            return f"Port {port} on {host} is taken by another program. Choose another with --port"
        case errno.EACCES:
            return f"This user may not use port {port}. Choose one from 1024 up with --port"
        case errno.EADDRNOTAVAIL:
            return (
                f"{host} is not an address of this machine. Try --host 127.0.0.1, or 0.0.0.0 for all of them"
            )
        case _:
            return f"{host}:{port} cannot be opened: {wrong.strerror}"
