"""A stage with the chat page in front of it."""

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
    """Speaks to the page as a page of its own would."""
    server = TestServer(stage.app())
    async with TestClient(server) as client:
        client.session.headers["Origin"] = f"http://127.0.0.1:{server.port}"
        client.session.headers["Sec-Fetch-Site"] = "same-origin"
        yield client
