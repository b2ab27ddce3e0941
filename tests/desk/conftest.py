from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.desk.desks import KINDS, Counter, counter


@pytest.fixture(params=KINDS)
async def desk(request: pytest.FixtureRequest) -> AsyncIterator[Counter]:
    """Each kind of desk in turn; at the end its server has found nothing wrong that the test did not expect."""
    async with counter(request.param) as opened:
        yield opened
        assert opened.server.refused == getattr(request.node, "expected_refusals", [])
