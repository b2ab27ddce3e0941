"""Fixtures of the chat page with a fake bot."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from tests.browser.stage import Client, Stage


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


@pytest.fixture
async def client(stage: Stage) -> AsyncIterator[Client]:
    """An HTTP client with the headers of the page itself."""
    server = TestServer(stage.app())
    async with TestClient(server) as client:
        client.session.headers["Origin"] = f"http://127.0.0.1:{server.port}"
        client.session.headers["Sec-Fetch-Site"] = "same-origin"
        yield client
