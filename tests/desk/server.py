"""A local desk server that keeps tickets, checks requests, and misbehaves when told to."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Fault:
    """A fault of one request, before or after the desk has done it."""

    status: int = 0
    """The response's status; 0 for a connection that is cut."""
    after: bool = False
    headers: dict[str, str] = field(default_factory=dict)
    body: str = ""
    hangs: bool = False
    drips: bool = False


CUT_BEFORE, CUT_AFTER = Fault(), Fault(after=True)
HANGS, DRIPS = Fault(after=True, hangs=True), Fault(after=True, drips=True)
PAGE = Fault(
    200, after=True, headers={"Content-Type": "text/html"}, body="<html><title>Sign in</title></html>"
)


class LocalDesk:
    """The base of the local desks. `refused` lists the reasons for refused requests."""

    def __init__(self) -> None:
        self.app = web.Application(middlewares=[self._misbehave])
        self.faults: deque[Fault | None] = deque()
        self.writes_only = True
        self.refused: list[str] = []
        self.seen: list[tuple[str, str]] = []
        self.url = ""
        self._released = asyncio.Event()

    async def __aenter__(self) -> Self:
        self._runner = web.AppRunner(self.app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._released.set()
        await self._runner.cleanup()

    def next(self, *faults: Fault | None, reads: bool = False) -> None:
        """Gives the next requests these faults, None for no fault: the ones that write, or all."""
        self.faults = deque(faults)
        self.writes_only = not reads

    def refuse(self, status: int, why: str, body: object = None) -> web.Response:
        self.refused.append(why)
        return web.json_response(body if body is not None else {"message": why}, status=status)

    @web.middleware
    async def _misbehave(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        self.seen.append((request.method, request.path_qs))
        if not self.faults or (self.writes_only and request.method == "GET"):
            return await handler(request)
        fault = self.faults.popleft()
        if fault is None:
            return await handler(request)
        if fault.after:
            await handler(request)
        if fault.hangs or fault.drips:
            return await self._dawdle(request, drips=fault.drips)
        if not fault.status:
            assert request.transport
            request.transport.abort()
            return web.Response()
        return web.Response(status=fault.status, headers=fault.headers, text=fault.body)

    async def _dawdle(self, request: web.Request, *, drips: bool) -> web.StreamResponse:
        response = web.StreamResponse()
        if drips:
            await response.prepare(request)
        while not self._released.is_set():
            if drips:
                await response.write(b" ")
            try:
                await asyncio.wait_for(self._released.wait(), 0.02)
            except TimeoutError:
                continue
            except ConnectionError:
                break
        return response


async def json_of(request: web.Request) -> dict[str, Any]:
    body = await request.json()
    assert isinstance(body, dict)
    return body
