"""Sending first: each thing Teams or a network can do becomes the right outcome, and nothing goes twice by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from adapters.chat.failure_table import NeedsRepair
from adapters.chat.rate_limit import RateLimiters
from adapters.runtime.workspace_sender import REQUEST_TIMEOUT
from adapters.teams.client import ANSWER_WITHIN, ConnectorClient
from adapters.teams.failures import FAILURES, INSTALL_PERMISSION
from adapters.teams.messenger import TeamsMessenger
from adapters.teams.microsoft_client import MicrosoftClient
from adapters.teams.rate_limit import new_limiter
from adapters.teams.service_urls import ServiceUrls
from adapters.teams.tokens import ClientSecret, Secret, Tokens
from bot.ids import DeliveryId
from bot.outbox import Delivered, Delivery, Outcome, Retry, Undeliverable
from bot.surface import Message, Text
from tests.parts.patience import PATIENCE
from tests.teams.kept import KeptReferences, address, reference
from tests.teams.server.faults import Fault, Halves, LoseAnswer, Page, Refuse, Reset, Stall
from tests.teams.server.names import APP_ID, BOT, ISSUER, OTHER_TENANT, PASSWORD, TENANT, account
from tests.teams.server.server import TeamsServer

FIRST = Delivery(
    id=DeliveryId("delivery-1"),
    to=address("priya"),
    message=Message(notify="A letter", blocks=(Text("Hello"),)),
    card="card-1",
    redraws=False,
    attempts=0,
)
ANSWERED = Message(notify="Answered", blocks=(Text("Thank you"),))


@dataclass
class Bench:
    teams: TeamsServer
    messenger: TeamsMessenger
    references: KeptReferences

    async def send(self, *faults: Fault, delivery: Delivery = FIRST) -> Outcome:
        self.teams.faults.plan("update" if delivery.redraws else "send", *faults)
        return await self.messenger.send(delivery)

    @property
    def texts(self) -> list[str]:
        return [str(posted.activity["summary"]) for posted in self.teams.conversation("priya")]


REPAIRS = sorted(
    code
    for code, meaning in FAILURES.items()
    if isinstance(code, str)
    and isinstance(meaning, NeedsRepair)
    and code not in ("ConversationNotFound", "refused_address")
)


@pytest.fixture
async def bench(teams: TeamsServer, microsoft: MicrosoftClient) -> AsyncIterator[Bench]:
    """Priya's chat is known, nobody else's is."""
    references = KeptReferences()
    references.keep(reference("priya", teams.service_url))
    grants = ClientSecret(
        microsoft=microsoft, login_url=teams.url, tenant=TENANT, app_id=APP_ID, password=Secret(PASSWORD)
    )
    connector = ConnectorClient(
        Tokens(grants), resource=ISSUER, service_urls=ServiceUrls((teams.service_url,))
    )
    messenger = TeamsMessenger(
        client=connector,
        references=references,
        limiters=RateLimiters(lambda _: new_limiter()),
        tenant=TENANT,
        app_id=APP_ID,
        beginning=teams.service_url,
    )
    yield Bench(teams, messenger, references)
    await connector.close()


async def test_a_message_goes_to_the_persons_own_chat(bench: Bench) -> None:
    outcome = await bench.send()
    [posted] = bench.teams.conversation("priya")
    assert outcome == Delivered(f"{posted.conversation} {posted.id}")
    assert [call.kind for call in bench.teams.calls] == ["login", "send"]


async def test_an_answer_that_comes_in_parts_is_read_to_its_end(bench: Bench) -> None:
    """Or what was sent would be sent again."""
    assert isinstance(await bench.send(Halves()), Delivered)


@pytest.mark.parametrize("status", [408, 412, 429, 500, 502, 503, 504])
async def test_what_may_pass_is_tried_again_later(bench: Bench, status: int) -> None:
    outcome = await bench.send(Refuse(status, "ServiceError"))
    assert isinstance(outcome, Retry)
    assert f"{status} ServiceError" in outcome.why
    assert outcome.after is None
    assert len(bench.teams.calls_of("send")) == 1


@pytest.mark.parametrize(
    "fault,code",
    [
        (Reset(), "cut_off"),
        (LoseAnswer(), "cut_off"),
        (Page(200), "not_microsoft"),
        (Page(200, "application/json"), "not_microsoft"),
        (Page(403), "not_microsoft"),
        (Page(500), "not_microsoft"),
        (Page(502), "not_microsoft"),
        (Refuse(418, "AWordOfNextYear"), "AWordOfNextYear"),
        (Refuse(404), "http_404"),
    ],
)
async def test_a_broken_connection_or_a_page_for_people_is_tried_again(
    bench: Bench, fault: Fault, code: str
) -> None:
    outcome = await bench.send(fault)
    assert isinstance(outcome, Retry)
    assert code in outcome.why
    assert len(bench.teams.faults.happened) == 1, "it was repeated by itself"


@pytest.mark.parametrize("status", [429, 503, 412])
async def test_it_waits_as_long_as_teams_says(bench: Bench, status: int) -> None:
    outcome = await bench.send(Refuse(status, "Throttled", retry_after=7))
    assert isinstance(outcome, Retry)
    assert outcome.after == timedelta(seconds=7)


@pytest.mark.parametrize(
    "written,seconds",
    [("0", 0), ("999999", 21_600), ("soon", None), ("-1", None), ("1.5", None), ("٣", None), ("", None)],
)
async def test_an_odd_wish_to_wait_is_no_trap(bench: Bench, written: str, seconds: int | None) -> None:
    outcome = await bench.send(Refuse(429, "Throttled", retry_after=written))
    assert isinstance(outcome, Retry)
    assert outcome.after == (None if seconds is None else timedelta(seconds=seconds))


async def test_after_too_many_nobody_in_the_tenant_is_sent_to(bench: Bench) -> None:
    await bench.send(Refuse(429, "Throttled", retry_after=60))
    calls = len(bench.teams.calls)
    bench.references.keep(reference("jonas", bench.teams.service_url))
    waits = [await bench.send(delivery=replace(FIRST, to=address("jonas"))) for _ in range(3)]
    moments = [one.after.total_seconds() for one in waits if isinstance(one, Retry) and one.after]
    assert len(bench.teams.calls) == calls
    assert all(58 < moment < 62 for moment in moments)
    assert moments == sorted(set(moments)), "each has a moment of its own"


@pytest.mark.parametrize("code", REPAIRS)
async def test_what_a_person_must_mend_says_how(bench: Bench, code: str) -> None:
    outcome = await bench.send(Refuse(403, code))
    assert isinstance(outcome, Undeliverable)
    assert code in outcome.reason
    assert outcome.repair.endswith("retry this delivery.")
    assert len(bench.teams.calls_of("send")) == 1


async def test_a_closer_word_wins(bench: Bench) -> None:
    outcome = await bench.send(Refuse(403, "Forbidden", subcode="MessageWritesBlocked"))
    assert isinstance(outcome, Undeliverable)
    assert "blocked, muted or removed" in outcome.reason
    assert "their choice" in outcome.repair


async def test_not_installed_names_graphs_permission(bench: Bench) -> None:
    for code in ("ForbiddenOperationException", "BotNotInConversationRoster"):
        outcome = await bench.send(Refuse(403, code))
        assert isinstance(outcome, Undeliverable)
        assert INSTALL_PERMISSION in outcome.repair


@pytest.mark.parametrize(
    "fault",
    [
        Refuse(413, "MessageSizeTooBig"),
        Refuse(413),
        Page(413),
        Refuse(400, "BadArgument"),
        Refuse(400, "BadSyntax"),
        Refuse(400),
    ],
)
async def test_a_defect_of_ours_is_reported(bench: Bench, fault: Fault) -> None:
    with capture_logs() as lines:
        outcome = await bench.send(fault)
    assert isinstance(outcome, Undeliverable)
    assert "defect" in outcome.repair
    assert [line["log_level"] for line in lines] == ["error"]


async def test_a_stall_ends_before_the_drains_patience(bench: Bench) -> None:
    began = asyncio.get_running_loop().time()
    outcome = await bench.send(Stall(PATIENCE))
    assert isinstance(outcome, Retry)
    assert "timed_out" in outcome.why
    assert asyncio.get_running_loop().time() - began < PATIENCE
    assert ANSWER_WITHIN < REQUEST_TIMEOUT


async def test_teams_out_of_reach_is_tried_again(bench: Bench) -> None:
    await bench.send()
    bench.references.keep(reference("priya", "http://127.0.0.1:9/teams/"))
    outcome = await replaced(bench, "http://127.0.0.1:9/").send(FIRST)
    assert isinstance(outcome, Retry)
    assert "unreachable" in outcome.why


def replaced(bench: Bench, allowed: str) -> TeamsMessenger:
    bench.messenger.client._service_urls = ServiceUrls((allowed,))
    return bench.messenger


async def test_an_address_that_is_not_teams_gets_nothing(bench: Bench) -> None:
    """Not even where it is kept: the list may have been made shorter since."""
    outcome = await replaced(bench, "https://smba.trafficmanager.net/").send(FIRST)
    assert isinstance(outcome, Undeliverable)
    assert "UPMENTOR_TEAMS_SERVICE_URLS" in outcome.repair
    assert bench.teams.calls == []


async def test_another_tenants_person_gets_nothing(bench: Bench) -> None:
    to = replace(FIRST.to, workspace=OTHER_TENANT)
    assert isinstance(await bench.send(delivery=replace(FIRST, to=to)), Undeliverable)
    assert bench.teams.calls == []


async def test_a_roster_need_not_name_the_tenant(bench: Bench) -> None:
    assert isinstance(
        await bench.send(delivery=replace(FIRST, to=replace(FIRST.to, workspace=""))), Delivered
    )


class TestTokens:
    async def test_a_token_that_was_taken_back_is_fetched_again_once(self, bench: Bench) -> None:
        await bench.send()
        bench.teams.revoke_tokens()
        assert isinstance(await bench.send(), Delivered)
        assert [call.kind for call in bench.teams.calls] == ["login", "send", "send", "login", "send"]

    async def test_two_refusals_are_a_repair(self, bench: Bench) -> None:
        outcome = await bench.send(Refuse(401, "BotNotRegistered"), Refuse(401, "BotNotRegistered"))
        assert isinstance(outcome, Undeliverable)
        assert "doctor" in outcome.repair
        assert len(bench.teams.calls_of("send")) == 2

    async def test_a_wrong_password_is_a_repair(self, bench: Bench) -> None:
        bench.teams.faults.plan("login", Refuse(401, "invalid_client"))
        outcome = await bench.send()
        assert isinstance(outcome, Undeliverable)
        assert "UPMENTOR_TEAMS_APP_PASSWORD" in outcome.repair
        assert bench.teams.calls_of("send") == []

    @pytest.mark.parametrize("fault", [Refuse(503), Page(502), Reset(), Refuse(429, retry_after=3)])
    async def test_a_login_service_that_is_away_is_tried_again(self, bench: Bench, fault: Fault) -> None:
        bench.teams.faults.plan("login", fault)
        assert isinstance(await bench.send(), Retry)
        assert bench.teams.calls_of("send") == []


class TestWithoutReference:
    async def test_a_chat_is_begun_and_remembered(self, bench: Bench) -> None:
        outcome = await bench.send(delivery=replace(FIRST, to=address("jonas")))
        [posted] = bench.teams.conversation("jonas")
        assert outcome == Delivered(f"{posted.conversation} {posted.id}")
        [call] = bench.teams.calls_of("create")
        assert call.sent["members"] == [{"id": account("jonas")}]
        assert (call.sent["bot"], call.sent["tenantId"]) == ({"id": BOT}, TENANT)
        await bench.send(delivery=replace(FIRST, to=address("jonas")))
        assert len(bench.teams.calls_of("create")) == 1

    async def test_where_the_app_is_not_installed_it_says_how_to(self, bench: Bench) -> None:
        bench.teams.accounts["jonas"].is_installed = False
        outcome = await bench.send(delivery=replace(FIRST, to=address("jonas")))
        assert isinstance(outcome, Undeliverable)
        assert INSTALL_PERMISSION in outcome.repair
        assert bench.references.find(address("jonas")) is None

    async def test_a_chat_that_is_gone_is_begun_anew(self, bench: Bench) -> None:
        outcome = await bench.send(Refuse(404, "ConversationNotFound"))
        assert isinstance(outcome, Delivered)
        assert len(bench.teams.calls_of("create")) == 1

    @pytest.mark.parametrize("fault", [Refuse(503), Reset(), Page(502), Refuse(429, retry_after=2)])
    async def test_a_chat_that_cannot_be_begun_now_is_tried_again(self, bench: Bench, fault: Fault) -> None:
        bench.teams.faults.plan("create", fault)
        assert isinstance(await bench.send(delivery=replace(FIRST, to=address("jonas"))), Retry)


class TestRedraws:
    async def test_a_redraw_changes_the_card(self, bench: Bench) -> None:
        sent = await bench.send()
        assert isinstance(sent, Delivered)
        drawn = replace(FIRST, redraws=True, receipt=sent.receipt, message=ANSWERED)
        assert await bench.send(delivery=drawn) == sent
        assert bench.texts == ["Answered"]

    @pytest.mark.parametrize("code", ["ActivityNotFoundInConversation", "ConversationNotFound"])
    async def test_a_card_that_is_gone_is_not_put_there_again(self, bench: Bench, code: str) -> None:
        drawn = replace(FIRST, redraws=True, receipt="a:1 17")
        assert await bench.send(Refuse(404, code), delivery=drawn) == Delivered("a:1 17")
        assert bench.texts == []

    async def test_a_redraw_where_the_app_was_taken_away_is_a_repair(self, bench: Bench) -> None:
        sent = await bench.send()
        assert isinstance(sent, Delivered)
        bench.teams.accounts["priya"].is_installed = False
        bench.references.forget(address("priya"))
        drawn = replace(FIRST, redraws=True, receipt=sent.receipt)
        assert isinstance(await bench.send(delivery=drawn), Undeliverable)


async def test_a_lost_answer_makes_a_twin_with_the_same_card(bench: Bench) -> None:
    """Teams does not tell a bot of its own messages: the twin is all that can be done, and either can be answered."""
    assert isinstance(await bench.send(LoseAnswer()), Retry)
    assert isinstance(await bench.send(delivery=replace(FIRST, attempts=1)), Delivered)
    one, other = bench.teams.conversation("priya")
    assert one.activity == other.activity
