"""The signing keys: fetched once, again for an unknown one, never in a storm, and kept when nobody answers."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from jwt.algorithms import RSAAlgorithm

from adapters.chat.http_call import CallFailed
from adapters.teams.microsoft_client import MicrosoftClient
from adapters.teams.signing_keys import (
    AFTER_FAILURE,
    FORGED_BURST,
    FORGED_EVERY,
    FRESH_FOR,
    KeysAway,
    SigningKeys,
    _is_as_safe,
)
from tests.parts.patience import PATIENCE, until
from tests.teams.server.faults import Fault, Page, Refuse, Reset, Stall
from tests.teams.server.server import TeamsServer


@dataclass
class Hands:
    """A clock that stands still until it is moved."""

    at: float = 1_000.0

    def __call__(self) -> float:
        return self.at


@pytest.fixture
def hands() -> Hands:
    return Hands()


@pytest.fixture
def keys(teams: TeamsServer, microsoft: MicrosoftClient, hands: Hands) -> SigningKeys:
    return SigningKeys(microsoft, f"{teams.url}/v1/.well-known/openidconfiguration", seconds=hands)


async def test_however_many_ask_at_once_it_is_fetched_once(teams: TeamsServer, keys: SigningKeys) -> None:
    found = await asyncio.gather(*(keys.find("key-1") for _ in range(50)))
    assert all(one and "msteams" in one.endorsements for one in found)
    assert [call.kind for call in teams.calls] == ["metadata", "keys"]


async def test_a_rotated_key_is_found_after_one_fetch(teams: TeamsServer, keys: SigningKeys) -> None:
    await keys.find("key-1")
    teams.signer.rotate()
    found = await asyncio.gather(*(keys.find(teams.signer.signs_with) for _ in range(20)))
    assert all(found)
    assert len(teams.calls_of("keys")) == 2
    assert await keys.find("key-1") is None, "a key that was taken back is taken no more"


async def test_a_flood_of_invented_keys_makes_no_storm(
    teams: TeamsServer, keys: SigningKeys, hands: Hands
) -> None:
    await keys.find("key-1")
    for number in range(500):
        assert await keys.find(f"invented-{number}") is None
        hands.at += 0.01
    assert len(teams.calls_of("keys")) == 1 + FORGED_BURST
    assert await keys.find("key-1")
    hands.at += FORGED_EVERY
    teams.signer.rotate()
    assert await keys.find(teams.signer.signs_with)


async def test_keys_are_looked_at_again_when_they_are_old(
    teams: TeamsServer, keys: SigningKeys, hands: Hands
) -> None:
    await keys.find("key-1")
    hands.at += FRESH_FOR + 1
    await keys.find("key-1")
    assert len(teams.calls_of("keys")) == 2


@pytest.mark.parametrize("fault", [Refuse(503), Page(200), Page(502), Reset()])
async def test_old_keys_are_kept_while_nobody_answers(
    teams: TeamsServer, keys: SigningKeys, hands: Hands, fault: Fault
) -> None:
    await keys.find("key-1")
    hands.at += FRESH_FOR + 1
    teams.faults.plan("metadata", fault)
    for _ in range(20):
        assert await keys.find("key-1")
    assert len(teams.calls_of("metadata")) == 2, "asked again before its time"
    hands.at += AFTER_FAILURE
    await keys.find("key-1")
    assert len(teams.calls_of("keys")) == 2


async def test_one_alone_waits_while_an_old_key_is_looked_at_again(
    teams: TeamsServer, keys: SigningKeys, hands: Hands
) -> None:
    await keys.find("key-1")
    hands.at += FRESH_FOR + 1
    teams.faults.plan("metadata", Stall(PATIENCE))
    looking = asyncio.create_task(keys.find("key-1"))
    await until(lambda: teams.faults.happened)
    assert await keys.find("key-1")
    assert not looking.done()
    looking.cancel()


async def test_without_any_key_it_says_so_and_asks_again_later(
    teams: TeamsServer, keys: SigningKeys, hands: Hands
) -> None:
    teams.faults.plan("keys", Refuse(500))
    for _ in range(5):
        with pytest.raises(KeysAway):
            await keys.find("key-1")
    assert len(teams.calls_of("keys")) == 1
    hands.at += AFTER_FAILURE
    assert await keys.find("key-1")


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"keys": None},
        {"keys": [None, 5, {"kid": 5}, {"kid": "a", "kty": "oct", "k": "AAAA"}]},
        {"keys": [{"kid": "a", "kty": "RSA", "use": "sig", "n": "AQAB", "e": "AQAB"}]},
        {"keys": [{"kid": "a", "kty": "RSA", "use": "enc", "n": "AQAB", "e": "AQAB"}]},
        {"keys": [{"kid": "a", "kty": "RSA", "n": "!", "e": ""}]},
        {"keys": [{"kid": "a", "kty": "EC", "crv": "P-256", "x": "", "y": ""}]},
    ],
)
async def test_what_is_no_rsa_key_of_some_size_is_no_key(
    teams: TeamsServer, keys: SigningKeys, monkeypatch: pytest.MonkeyPatch, document: object
) -> None:
    monkeypatch.setattr(type(teams.signer), "document", lambda _self: document)
    assert await keys.refresh() == CallFailed("no_keys")


@pytest.mark.parametrize("wrong", [{"use": "enc"}, {}])
async def test_a_key_for_something_else_or_a_short_one_is_no_key(
    teams: TeamsServer, keys: SigningKeys, monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    right = teams.signer.document()["keys"][0]
    weak = generate_private_key(65_537, 1_024)  # noqa: S505 - to be refused
    short = RSAAlgorithm.to_jwk(weak.public_key(), as_dict=True)
    given = {**right, **(wrong or {"n": short["n"], "e": short["e"]})}
    monkeypatch.setattr(type(teams.signer), "document", lambda _self: {"keys": [given]})
    assert await keys.refresh() == CallFailed("no_keys")


def test_keys_come_by_https_where_their_address_does() -> None:
    assert _is_as_safe("https://login.example.com/keys", "https://login.example.com/about")
    assert not _is_as_safe("http://login.example.com/keys", "https://login.example.com/about")
    assert not _is_as_safe("file:///keys", "http://127.0.0.1/about")
