"""The attack table: what is not Teams', not ours or not of our tenant is refused; nothing is written or called."""

from __future__ import annotations

import asyncio
import hmac
import json
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from structlog.testing import capture_logs

from adapters.teams.signing_keys import FORGED_BURST
from tests.teams.server.client import Answer
from tests.teams.server.faults import Refuse
from tests.teams.server.names import OTHER_TENANT, PASSWORD, TENANT
from tests.teams.server.signer import HOUR, strange_key
from tests.teams.town import Town

MINUTES = 60


async def send(town: Town, token: str | None = None, **more: Any) -> Answer:
    priya = town["priya"]
    return await priya.sends(priya.activity(type="message", text="help") | more, token=token)


def signed(town: Town, **wrong: Any) -> str:
    return town.teams.signer.token(town.teams.now(), town.teams.service_url, **wrong)


def forged(town: Town, header: dict[str, Any], sign: Callable[[bytes], bytes]) -> str:
    return town.teams.signer.forged(town.teams.now(), town.teams.service_url, header, sign)


def rightly(town: Town) -> Callable[[bytes], bytes]:
    """Teams' own signature."""
    key = town.teams.signer.private_key()
    return lambda signed: key.sign(signed, PKCS1v15(), SHA256())


@pytest.fixture
def untouched(town: Town) -> Iterator[None]:
    """Nothing was written, and Teams was told nothing."""
    events, references = town.events(), town.references()
    calls = len(town.teams.calls_of("send")), len(town.teams.calls_of("member"))
    yield
    assert (town.events(), town.references()) == (events, references)
    assert (len(town.teams.calls_of("send")), len(town.teams.calls_of("member"))) == calls


def refused(answer: Answer, status: int) -> None:
    """By a number, and not a word."""
    assert (answer.status, answer.text) == (status, "")


async def test_what_is_teams_own_is_answered(town: Town) -> None:
    """Or nothing below would mean anything."""
    sent = len(town["priya"].chat)
    assert (await send(town)).status == 200
    assert len(town["priya"].chat) == sent + 1


@pytest.mark.usefixtures("untouched")
class TestNotTeams:
    @pytest.mark.parametrize(
        "header",
        [
            None,
            "",
            "Bearer",
            "Bearer ",
            "Basic YTpi",
            "Bearer a.b.c",
            "Bearer ä.ö.ü",
            "Bearer e30.e30.",
            "Bearer " + "a" * 8_000,
        ],
    )
    async def test_no_token(self, town: Town, header: str | None) -> None:
        priya = town["priya"]
        given = {} if header is None else {"Authorization": header}
        refused(await priya.sends(priya.activity(type="message", text="help"), headers=given), 401)

    async def test_a_wrong_key(self, town: Town) -> None:
        refused(await send(town, signed(town, key=strange_key())), 401)

    @pytest.mark.parametrize("kid", [None, 5, "", "another", "key-1\x00", ["key-1"]])
    async def test_a_key_that_is_not_named_or_known(self, town: Town, kid: object) -> None:
        refused(await send(town, forged(town, {"alg": "RS256", "kid": kid}, rightly(town))), 401)

    async def test_expired(self, town: Town) -> None:
        now = int(town.teams.now())
        token = signed(town, nbf=now - 2 * HOUR, exp=now - 5 * MINUTES - 2)
        refused(await send(town, token), 401)

    async def test_not_yet_valid(self, town: Town) -> None:
        refused(await send(town, signed(town, nbf=int(town.teams.now()) + 5 * MINUTES + 5)), 401)

    @pytest.mark.parametrize("missing", ["exp", "nbf", "aud", "iss"])
    async def test_without_a_claim(self, town: Town, missing: str) -> None:
        refused(await send(town, signed(town, without=(missing,))), 401)

    @pytest.mark.parametrize(
        "times", [{"exp": "soon"}, {"exp": True}, {"exp": 1e300, "nbf": 1e301}, {"nbf": [1]}, {"exp": None}]
    )
    async def test_times_that_are_none(self, town: Town, times: dict[str, Any]) -> None:
        refused(await send(town, signed(town, **times)), 401)

    @pytest.mark.parametrize("audience", ["another", "", ["another"], 5])
    async def test_a_wrong_audience(self, town: Town, audience: object) -> None:
        refused(await send(town, signed(town, aud=audience)), 401)

    @pytest.mark.parametrize(
        "issuer", ["https://sts.windows.net/x/", "https://api.botframework.com.example.com", ""]
    )
    async def test_a_wrong_issuer(self, town: Town, issuer: str) -> None:
        refused(await send(town, signed(town, iss=issuer)), 401)

    @pytest.mark.parametrize("algorithm", ["none", "None", "nOnE", "", None])
    async def test_no_algorithm(self, town: Town, algorithm: object) -> None:
        for sign in (rightly(town), lambda _: b""):
            refused(await send(town, forged(town, {"alg": algorithm}, sign)), 401)

    @pytest.mark.parametrize("form", [PublicFormat.SubjectPublicKeyInfo, PublicFormat.PKCS1])
    @pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
    async def test_the_public_key_as_a_shared_secret(
        self, town: Town, encoding: Encoding, form: PublicFormat
    ) -> None:
        public = town.teams.signer.private_key().public_key().public_bytes(encoding, form)
        token = forged(town, {"alg": "HS256"}, lambda signed: hmac.digest(public, signed, "sha256"))
        refused(await send(town, token), 401)

    @pytest.mark.parametrize("algorithm", ["RS384", "RS512", "PS256"])
    async def test_another_algorithm_with_the_right_key(self, town: Town, algorithm: str) -> None:
        refused(await send(town, signed(town, algorithm=algorithm)), 401)

    @pytest.mark.parametrize("part", [0, 1, 2])
    async def test_an_altered_token(self, town: Town, part: int) -> None:
        parts = signed(town).split(".")
        middle = len(parts[part]) // 2
        other = "A" if parts[part][middle] != "A" else "B"
        parts[part] = parts[part][:middle] + other + parts[part][middle + 1 :]
        refused(await send(town, ".".join(parts)), 401)

    async def test_a_key_that_is_not_endorsed_for_teams(self, town: Town) -> None:
        town.teams.signer.rotate(endorsements=("webchat",))
        refused(await send(town), 403)


@pytest.mark.usefixtures("untouched")
class TestNotForHere:
    async def test_an_altered_body(self, town: Town) -> None:
        """A token is bound to where the activity is from; the rest of a body is not signed by Microsoft."""
        refused(await send(town, serviceUrl="https://smba.trafficmanager.net/teams/"), 403)

    async def test_an_allowed_service_url_that_is_not_the_tokens(self, town: Town) -> None:
        elsewhere = f"{town.teams.service_url}emea/"
        refused(await send(town, serviceUrl=elsewhere), 403)
        refused(await send(town, signed(town, serviceurl=elsewhere)), 403)

    @pytest.mark.parametrize("url", [None, "", 5, "https://example.com/"])
    async def test_a_missing_or_foreign_service_url(self, town: Town, url: object) -> None:
        refused(await send(town, serviceUrl=url), 403)

    async def test_a_service_url_that_is_signed_and_not_allowed(self, town: Town) -> None:
        """A valid token for an address of somebody's own gets no call with our token."""
        for url in ("https://example.com/", f"{town.teams.url}/other/", town.teams.service_url + "../x"):
            refused(await send(town, signed(town, serviceurl=url), serviceUrl=url), 403)

    @pytest.mark.parametrize("claim", [None, "", 5])
    async def test_a_token_without_a_service_url(self, town: Town, claim: object) -> None:
        refused(await send(town, signed(town, serviceurl=claim)), 403)
        refused(await send(town, signed(town, without=("serviceurl",))), 403)

    @pytest.mark.parametrize("channel", [None, "webchat", "directline", ""])
    async def test_another_channel(self, town: Town, channel: object) -> None:
        refused(await send(town, channelId=channel), 403)

    @pytest.mark.parametrize(
        "where",
        [
            {"conversation": {"id": "a:1", "tenantId": OTHER_TENANT}, "channelData": {}},
            {"channelData": {"tenant": {"id": OTHER_TENANT}}},
            {"conversation": {"id": "a:1"}, "channelData": {}},
            {"conversation": {"id": "a:1", "tenantId": None}, "channelData": None},
            {"conversation": {"id": "a:1", "tenantId": [TENANT]}},
            {"from": {"id": "29:1", "aadObjectId": "x", "tenantId": OTHER_TENANT}},
        ],
    )
    async def test_another_tenant(self, town: Town, where: dict[str, Any]) -> None:
        refused(await send(town, **where), 403)


async def test_a_token_that_was_good_is_good_until_it_expires_or_its_key_is_taken_back(town: Town) -> None:
    """The cache of verified tokens vouches for nothing else."""
    token = signed(town)
    assert (await send(town, token)).status == 200
    refused(await send(town, token, serviceUrl="https://smba.trafficmanager.net/teams/"), 403)
    refused(await send(town, token[:-2] + ("AA" if token[-2:] != "AA" else "BB")), 401)
    town.teams.signer.rotate()
    assert (await send(town)).status == 200
    refused(await send(town, token), 401)
    token = signed(town)
    assert (await send(town, token)).status == 200
    town.clock.advance(timedelta(seconds=HOUR + 5 * MINUTES + 2))
    refused(await send(town, token), 401)


async def test_a_token_is_not_good_for_another_key_of_the_same_name(town: Town) -> None:
    token, signer = signed(town), town.teams.signer
    assert (await send(town, token)).status == 200
    signer.published = {signer.signs_with: (2, ("msteams",))}
    refused(await send(town, signed(town, header={"kid": "invented"})), 401)
    refused(await send(town, token), 401)


async def test_within_the_leeway_it_is_valid(town: Town) -> None:
    now = int(town.teams.now())
    assert (await send(town, signed(town, exp=now - 4 * MINUTES, nbf=now - HOUR))).status == 200
    assert (await send(town, signed(town, nbf=now + 4 * MINUTES))).status == 200


async def test_a_rotated_key_is_accepted_after_one_fetch(town: Town) -> None:
    await send(town)
    fetched = len(town.teams.calls_of("keys"))
    town.teams.signer.rotate()
    assert {(await send(town)).status for _ in range(5)} == {200}
    assert len(town.teams.calls_of("keys")) == fetched + 1


async def test_a_flood_of_invented_keys_makes_no_storm(town: Town) -> None:
    await send(town)
    fetched = len(town.teams.calls_of("keys"))
    tokens = [signed(town, header={"kid": f"invented-{number}"}) for number in range(60)]
    answers = await asyncio.gather(*(send(town, token) for token in tokens))
    assert {answer.status for answer in answers} == {401}
    assert len(town.teams.calls_of("keys")) <= fetched + FORGED_BURST
    assert (await send(town)).status == 200


async def test_without_keys_nobody_is_let_in(town: Town) -> None:
    town.teams.faults.plan("metadata", *[Refuse(503)] * 3)
    refused(await send(town), 503)


async def test_a_replayed_activity_is_the_same_event(town: Town) -> None:
    await town["priya"].says("home")
    events, said = town.events(), len(town.core.outbox_queue.deliveries(failed=False))
    assert (await town["priya"].sends(town["priya"].last)).status == 200
    assert (town.events(), len(town.core.outbox_queue.deliveries(failed=False))) == (events, said)


DEEP = b'{"a":' * 5_000 + b"1" + b"}" * 5_000
MALFORMED = {
    "no JSON": b"{not json",
    "null": b"null",
    "a list": b"[1, 2]",
    "nothing": b"",
    "nesting": DEEP,
    "no text": b'{"type": "\xff\xfe"}',
}


@pytest.mark.usefixtures("untouched")
@pytest.mark.parametrize("body", MALFORMED.values(), ids=MALFORMED.keys())
async def test_what_is_signed_and_malformed_is_turned_down_in_one_line(town: Town, body: bytes) -> None:
    with capture_logs() as lines:
        answer = await town["priya"].sends(body)
    refused(answer, 400)
    assert [line["event"] for line in lines] == ["teams request rejected"]


@pytest.mark.usefixtures("untouched")
async def test_what_is_larger_than_anything_of_teams_is_not_read(town: Town) -> None:
    priya = town["priya"]
    refused(await priya.sends(priya.activity(type="message", text="x" * 300_000)), 413)


async def test_no_damage_to_an_activity_makes_a_500(town: Town) -> None:
    """Values of each activity, some at a time, are something else."""
    damage, priya = random.Random(1), town["priya"]
    activities = (
        priya.activity(type="message", text="help"),
        priya.activity(type="installationUpdate", action="add"),
        priya.activity(type="conversationUpdate", membersAdded=[{"id": "28:x"}]),
        priya.activity(type="invoke", name="task/fetch", value={"data": {}}),
        priya.activity(type="invoke", name="task/submit", value={"data": {}}),
        priya.activity(
            type="invoke", name="adaptiveCard/action", value={"action": {"type": "Action.Execute"}}
        ),
        priya.activity(type="invoke", name="composeExtension/fetchTask", value={"commandId": "scope-flag"}),
    )
    for activity in activities:
        for path in damage.choices(list(_paths(activity)), k=8):
            for odd in damage.sample([None, 5, "", [], {"id": None}, ["x"], True], 3):
                sent = json.loads(json.dumps(activity))
                _put(sent, path, odd)
                assert (await priya.sends(sent)).status < 500, (activity, path, odd)


def _paths(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    children = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in children:
        yield (*here, key)
        yield from _paths(child, (*here, key))


def _put(value: Any, path: tuple[Any, ...], odd: object) -> None:
    for key in path[:-1]:
        value = value[key]
    value[path[-1]] = odd


async def test_no_secret_and_no_words_are_in_a_log(town: Town) -> None:
    with capture_logs() as lines:
        token = signed(town)
        town.teams.faults.plan("send", Refuse(400, "BadArgument"), Refuse(403, "MessageWritesBlocked"))
        await town["priya"].says("something about zebras")
        await town["priya"].says("/check-in zebras again")
        await send(town, token + "x", text="zebra")
        await send(town, token, text="zebra", serviceUrl="https://zebra.example.com")
        await town["priya"].sends(b"{zebras")
        town.teams.revoke_tokens()
        town.teams.faults.plan("login", Refuse(401, "invalid_client"))
        await town["priya"].says("zebras")
        await town.passes(days=7)
    said = json.dumps(lines, default=repr)
    assert "MessageWritesBlocked" in said
    assert "invalid_client" in said
    assert not any(secret in said for secret in (PASSWORD, token, "zebra", *town.teams.tokens))
