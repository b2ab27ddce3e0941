"""`GET /healthz`: the process answers. `GET /readyz`: so does all that a turn needs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Final, TypeAlias

from aiohttp import web

PATIENCE: Final = timedelta(seconds=2)
"""A check that takes longer has failed: a load balancer does not wait."""

Check: TypeAlias = Callable[[], Awaitable[str]]
"""Returns "" or what is wrong. Never raises."""


def add_health(app: web.Application, checks: Mapping[str, Check]) -> None:
    """Adds both pages. `/readyz` is 200 with "ok" for each check, or 503 with what is wrong."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def readyz(_request: web.Request) -> web.Response:
        found = await asyncio.gather(*(_within_patience(check) for check in checks.values()))
        said = {name: wrong or "ok" for name, wrong in zip(checks, found, strict=True)}
        status = 503 if any(found) else 200
        return web.json_response({"status": "unready" if any(found) else "ok", **said}, status=status)

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/readyz", readyz)


async def _within_patience(check: Check) -> str:
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            return await check()
    except TimeoutError:
        return f"no answer within {PATIENCE.total_seconds():g} seconds"
