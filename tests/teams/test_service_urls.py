"""The addresses that get our token."""

from __future__ import annotations

import pytest

from adapters.teams.service_urls import PUBLIC_CLOUD, ServiceUrls

PUBLIC = ServiceUrls(PUBLIC_CLOUD)
OURS = ServiceUrls(("https://smba.example.com/emea/",))


@pytest.mark.parametrize(
    "url",
    [
        "https://smba.trafficmanager.net/teams/",
        "https://smba.trafficmanager.net/emea",
        "https://smba.trafficmanager.net/emea/0d7c1f3a-2b4e-4c6d-8e9f-a1b2c3d4e5f6/",
        "https://smba.infra.gcc.teams.microsoft.com/teams",
        "HTTPS://SMBA.TRAFFICMANAGER.NET/teams",
    ],
)
def test_teams_own_are_allowed(url: str) -> None:
    assert PUBLIC.allow(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "smba.trafficmanager.net",
        "http://smba.trafficmanager.net/teams/",
        "https://smba.trafficmanager.net.example.com/",
        "https://evil-smba.trafficmanager.net/",
        "https://x.smba.trafficmanager.net/",
        "https://smba.trafficmanager.net:8443/teams/",
        "https://smba.trafficmanager.net@example.com/",
        "https://example.com/https://smba.trafficmanager.net/",
        "https://example.com\\.smba.trafficmanager.net/",
        "https://smba.trafficmanager.net\\@example.com/",
        "https://example.com?https://smba.trafficmanager.net/",
        "https://smba.trafficmanager.net/teams/#@example.com",
        "https://smba.trafficmanager.net/\nHost: example.com",
        "https://smbа.trafficmanager.net/",  # a Cyrillic letter
        "https://smba.trafficmanager.net:port/",
        "https://[smba.trafficmanager.net/",
        "ftp://smba.trafficmanager.net/",
        "http://127.0.0.1/",
        "http://localhost:56150/_connector",
    ],
)
def test_others_are_not(url: str) -> None:
    assert not PUBLIC.allow(url)


@pytest.mark.parametrize(
    "url,is_allowed",
    [
        ("https://smba.example.com/emea", True),
        ("https://smba.example.com/emea/tenant/", True),
        ("https://smba.example.com/emeaX/", False),
        ("https://smba.example.com/", False),
        ("https://smba.example.com/emea/../amer/", False),
        ("https://smba.example.com/emea/%2e%2e/amer/", False),
        ("https://smba.example.com/emea/%252e%252e/amer/", False),
    ],
)
def test_a_prefix_allows_whole_steps_of_its_path(url: str, is_allowed: bool) -> None:
    assert OURS.allow(url) is is_allowed


def test_this_machine_is_allowed_for_a_local_client_alone() -> None:
    assert ServiceUrls((), or_loopback=True).allow("http://localhost:56150/_connector")
    assert not ServiceUrls((), or_loopback=True).allow("http://localhost.example.com/")


def test_conversations_begin_where_every_region_is_served() -> None:
    assert PUBLIC.beginning == "https://smba.trafficmanager.net/teams/"
    assert OURS.beginning == "https://smba.example.com/emea/"
