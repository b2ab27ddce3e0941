"""Without credentials anybody may be anyone, so only a client on this machine is heard: no proxy's, no web page's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from adapters.teams.service_urls import ServiceUrls
from adapters.teams.verify import RejectedRequest, TeamsVerifier, VerifiedSender

HEADERS = {"Host": "127.0.0.1:8080", "Content-Type": "application/json"}


async def heard(**more: str) -> VerifiedSender | RejectedRequest:
    verifier = TeamsVerifier(
        keys=None,
        app_id="",
        issuer="",
        tenant="",
        service_urls=ServiceUrls((), or_loopback=True),
        now=lambda: datetime(2026, 1, 5, tzinfo=UTC),
    )
    return await verifier.sender(
        {**HEADERS, **{name.replace("_", "-"): value for name, value in more.items()}}
    )


@pytest.mark.parametrize("host", ["127.0.0.1:8080", "localhost:8080", "LOCALHOST", "[::1]:8080"])
async def test_a_client_on_this_machine_is_heard(host: str) -> None:
    assert await heard(Host=host) == VerifiedSender(is_anonymous=True)
    assert await heard(Content_Type="application/json; charset=utf-8") == VerifiedSender(is_anonymous=True)


@pytest.mark.parametrize("host", ["", "mentoring.example.com", "127.0.0.1.example.com", "[::1", "0.0.0.0"])  # noqa: S104 - refused
async def test_what_came_under_another_name_is_not(host: str) -> None:
    assert isinstance(await heard(Host=host), RejectedRequest)


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded"])
async def test_what_a_web_page_may_send_anywhere_is_not(kind: str) -> None:
    assert isinstance(await heard(Content_Type=kind), RejectedRequest)
    assert isinstance(await heard(Origin="https://example.com"), RejectedRequest)
