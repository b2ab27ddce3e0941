"""`GET /healthz` answers while the process runs; `GET /readyz` answers 200 if everything a turn needs works."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final, TypeAlias

from aiohttp import web

CHECK_TIMEOUT: Final = timedelta(seconds=2)
"""A slower check counts as failed, since a load balancer does not wait."""

ReadinessCheck: TypeAlias = Callable[[], Awaitable[str]]
"""Returns the problem, or "" if there is none. Never raises."""


def add_health(app: web.Application, checks: Mapping[str, ReadinessCheck]) -> None:
    """Adds both pages. `/readyz` shows "ok" or the problem for each check, and is 503 if one has a problem."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def readyz(_request: web.Request) -> web.Response:
        found = await asyncio.gather(*(_with_timeout(check) for check in checks.values()))
        results = {name: wrong or "ok" for name, wrong in zip(checks, found, strict=True)}
        status = 503 if any(found) else 200
        return web.json_response({"status": "unready" if any(found) else "ok", **results}, status=status)

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)


async def _with_timeout(check: ReadinessCheck) -> str:
    try:
        async with asyncio.timeout(CHECK_TIMEOUT.total_seconds()):
            return await check()
    except TimeoutError:
        return f"no answer within {CHECK_TIMEOUT.total_seconds():g} seconds"
