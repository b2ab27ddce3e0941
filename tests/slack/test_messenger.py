"""Sending: each thing Slack or a network can do becomes the right outcome, and nothing is sent twice by itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from adapters.chat.failure_table import FailureMeaning, Gone, NeedsRepair, OurDefect
from adapters.runtime.workspace_sender import REQUEST_TIMEOUT
from adapters.slack import limits
from adapters.slack.client import ANSWER_WITHIN, SlackClient
from adapters.slack.failures import BLOCKS_REFUSED, FAILURES
from adapters.slack.installations import ASK_AGAIN_AFTER, OneWorkspace
from adapters.slack.messenger import SlackMessenger
from bot.address import Address
from bot.ids import DeliveryId
from bot.outbox import Delivered, Delivery, Retry, Undeliverable
from bot.people.roles import Platform
from bot.surface import Message, Table, Text
from tests.parts.patience import PATIENCE
from tests.slack.server.faults import Fault, LoseAnswer, Refuse, Reset, Stall, Status, TooMany
from tests.slack.server.server import SlackServer
from tests.slack.server.workspace import BOT_TOKEN, TEAM

PRIYA = "U07PRIYA01"
FIRST = Delivery(
    id=DeliveryId("delivery-1"),
    to=Address(platform=Platform.SLACK, workspace=TEAM, user=PRIYA),
    message=Message(notify="A letter", blocks=(Text("Hello"),)),
    card="card-1",
    redraws=False,
    attempts=0,
)


@dataclass
class KeptEchoes:
    seen: dict[DeliveryId, tuple[str, ...]] = field(default_factory=dict)

    def record(self, delivery: DeliveryId, receipt: str) -> bool:
        self.seen[delivery] = (*self.seen.get(delivery, ()), receipt)
        return True

    def receipts_of(self, delivery: DeliveryId) -> tuple[str, ...]:
        return self.seen.get(delivery, ())

    def duplicates(self, delivery: Delivery) -> tuple[str, ...]:
        return tuple(receipt for seen in self.seen.values() for receipt in seen)


@dataclass
class Bench:
    slack: SlackServer
    messenger: SlackMessenger
    echoes: KeptEchoes

    async def send(self, *faults: Fault, delivery: Delivery = FIRST) -> Delivered | Retry | Undeliverable:
        method = "chat.update" if delivery.redraws else "chat.postMessage"
        self.slack.faults.plan(method, *faults)
        return await self.messenger.send(delivery)

    @property
    def texts(self) -> list[str]:
        return [posted.text for posted in self.slack.space.conversation(PRIYA)]


def codes(meaning: type[FailureMeaning]) -> list[str]:
    return sorted(code for code, one in FAILURES.items() if isinstance(one, meaning))


@pytest.fixture
async def bench(slack: SlackServer, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Bench]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    client, echoes = SlackClient(slack.api_url), KeptEchoes()
    one = OneWorkspace(client, BOT_TOKEN, lambda: datetime.now(UTC))
    messenger = SlackMessenger(client=client, authorisations=one, echoes=echoes, a_minute=6_000)
    yield Bench(slack, messenger, echoes)
    await client.close()


async def test_a_message_goes_to_the_persons_own_chat_and_carries_its_delivery(bench: Bench) -> None:
    outcome = await bench.send()
    [posted] = bench.slack.space.conversation(PRIYA)
    assert outcome == Delivered(f"{posted.channel}:{posted.ts}")
    assert posted.delivery() == "delivery-1"
    assert posted.blocks[0]["block_id"] == "delivery:delivery-1"
    assert [call.method for call in bench.slack.calls] == ["auth.test", "chat.postMessage"]


@pytest.mark.parametrize(
    "fault,code",
    [
        (Reset(), "cut_off"),
        (LoseAnswer(), "cut_off"),
        (Status(500), "not_slack"),
        (Status(502), "not_slack"),
        (Status(200), "not_slack"),
        (Status(200, "text/plain"), "not_slack"),
        (Status(200, "application/json"), "not_slack"),
        *((Refuse(code), code) for code in ("fatal_error", "internal_error", "service_unavailable")),
        (Refuse("request_timeout"), "request_timeout"),
        (Refuse("a_word_of_next_year"), "a_word_of_next_year"),
    ],
)
async def test_what_may_pass_is_tried_again(bench: Bench, fault: Fault, code: str) -> None:
    outcome = await bench.send(fault)
    assert isinstance(outcome, Retry)
    assert code in outcome.why
    assert outcome.after is None
    assert len(bench.slack.faults.happened) == 1, "the SDK repeated it by itself"


@pytest.mark.parametrize(
    "fault", [TooMany(7), TooMany(None), Refuse("rate_limited"), Refuse("message_limit_exceeded")]
)
async def test_too_many_waits_as_long_as_slack_says(bench: Bench, fault: Fault) -> None:
    outcome = await bench.send(fault)
    seconds = 7 if fault == TooMany(7) else 30
    assert outcome == Retry(
        "Slack wants fewer messages a minute", timedelta(seconds=seconds), everywhere=True
    )


async def test_after_a_refusal_nobody_else_in_the_workspace_is_sent_to(bench: Bench) -> None:
    await bench.send(TooMany(60))
    calls = len(bench.slack.calls)
    outcome = await bench.send(delivery=replace(FIRST, to=replace(FIRST.to, user="U07JONAS01")))
    assert isinstance(outcome, Retry)
    assert outcome.after
    assert 50 < outcome.after.total_seconds() < 61
    assert len(bench.slack.calls) == calls


@pytest.mark.parametrize("code", [*codes(NeedsRepair), "restricted_action_read_only_channel"])
async def test_what_a_person_must_mend_says_how(bench: Bench, code: str) -> None:
    outcome = await bench.send(Refuse(code))
    assert isinstance(outcome, Undeliverable)
    assert code in outcome.reason
    assert outcome.repair.endswith("retry this delivery.")


async def test_a_missing_scope_is_named(bench: Bench) -> None:
    outcome = await bench.send(Refuse("missing_scope", needed="chat:write"))
    assert isinstance(outcome, Undeliverable)
    assert "missing_scope: chat:write" in outcome.reason


@pytest.mark.parametrize("code", codes(OurDefect))
async def test_a_defect_of_ours_is_reported(bench: Bench, code: str) -> None:
    refusals = [Refuse(code)] * (2 if code in BLOCKS_REFUSED else 1)  # the second time, of plain text
    with capture_logs() as lines:
        outcome = await bench.send(*refusals)
    assert isinstance(outcome, Undeliverable)
    assert "defect" in outcome.repair
    assert [line["log_level"] for line in lines] == ["error"]
    bench.slack.calls.clear()


async def test_every_error_of_the_brief_has_a_place() -> None:
    assert FAILURES.keys() >= {
        *("channel_not_found", "user_not_found", "account_inactive", "token_revoked", "invalid_auth"),
        *("missing_scope", "msg_too_long", "msg_blocks_too_long", "invalid_blocks", "not_in_channel"),
        *("restricted_action", "fatal_error", "internal_error"),
    }


async def test_a_stall_ends_before_the_drains_patience(bench: Bench) -> None:
    began = asyncio.get_running_loop().time()
    outcome = await bench.send(Stall(PATIENCE))
    assert isinstance(outcome, Retry)
    assert "timed_out" in outcome.why
    assert asyncio.get_running_loop().time() - began < PATIENCE
    assert ANSWER_WITHIN < REQUEST_TIMEOUT


async def test_slack_out_of_reach_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    client = SlackClient("http://127.0.0.1:9/api/")
    one = OneWorkspace(client, BOT_TOKEN, lambda: datetime.now(UTC))
    messenger = SlackMessenger(client=client, authorisations=one, echoes=KeptEchoes(), a_minute=300)
    outcome = await messenger.send(FIRST)
    await client.close()
    assert outcome == Retry("Slack could not be asked who we are (unreachable)", ASK_AGAIN_AFTER)


async def test_slack_out_of_reach_later_is_tried_again(bench: Bench) -> None:
    await bench.send()
    bench.messenger._client.sdk.base_url = "http://127.0.0.1:9/api/"
    outcome = await bench.send(delivery=replace(FIRST, id=DeliveryId("delivery-2")))
    assert isinstance(outcome, Retry)
    assert "unreachable" in outcome.why
    assert outcome.after is None


async def test_a_workspace_without_the_app_is_undeliverable(bench: Bench) -> None:
    outcome = await bench.send(delivery=replace(FIRST, to=replace(FIRST.to, workspace="T07ELSEWHR")))
    assert isinstance(outcome, Undeliverable)


async def test_a_dead_token_is_looked_at_again_before_it_is_used_next(bench: Bench) -> None:
    await bench.send(Refuse("token_revoked"))
    await bench.send()
    assert [call.method for call in bench.slack.calls] == [
        *("auth.test", "chat.postMessage"),
        *("auth.test", "chat.postMessage"),
    ]


async def test_a_redraw_changes_the_card(bench: Bench) -> None:
    sent = await bench.send()
    assert isinstance(sent, Delivered)
    drawn = replace(
        FIRST,
        id=DeliveryId("delivery-2"),
        redraws=True,
        receipt=sent.receipt,
        message=Message(notify="Answered", blocks=(Text("Thank you"),)),
    )
    assert await bench.send(delivery=drawn) == sent
    assert bench.texts == ["Answered"]


async def test_too_many_redraws_hold_up_no_message(bench: Bench) -> None:
    drawn = replace(FIRST, redraws=True, receipt="D07PRIYA01:1.000001")
    outcome = await bench.send(TooMany(7), delivery=drawn)
    assert outcome == Retry("Slack wants fewer messages a minute", timedelta(seconds=7))


@pytest.mark.parametrize("code", codes(Gone))
async def test_a_card_that_is_gone_is_not_put_there_again(bench: Bench, code: str) -> None:
    drawn = replace(FIRST, redraws=True, receipt="D07PRIYA01:1.000001")
    assert await bench.send(Refuse(code), delivery=drawn) == Delivered("D07PRIYA01:1.000001")
    assert bench.texts == []


async def test_a_message_that_was_seen_to_arrive_is_not_sent_again(bench: Bench) -> None:
    assert isinstance(await bench.send(LoseAnswer()), Retry)
    [posted] = bench.slack.space.conversation(PRIYA)
    bench.echoes.record(FIRST.id, f"{posted.channel}:{posted.ts}")
    outcome = await bench.send(delivery=replace(FIRST, attempts=1))
    assert outcome == Delivered(f"{posted.channel}:{posted.ts}")
    assert len(bench.texts) == 1


async def test_a_redraw_changes_a_twin_too(bench: Bench) -> None:
    assert isinstance(await bench.send(LoseAnswer()), Retry)
    sent = await bench.send(delivery=replace(FIRST, attempts=1))
    assert isinstance(sent, Delivered)
    twin = bench.slack.space.conversation(PRIYA)[0]
    bench.echoes.record(FIRST.id, f"{twin.channel}:{twin.ts}")
    drawn = replace(
        FIRST,
        redraws=True,
        receipt=sent.receipt,
        message=Message(notify="Answered", blocks=(Text("Thank you"),)),
    )
    assert await bench.send(delivery=drawn) == sent
    assert bench.texts == ["Answered", "Answered"]


async def test_one_conversation_gets_a_small_burst_and_then_one_a_second(bench: Bench) -> None:
    began = asyncio.get_running_loop().time()
    for number in range(5):
        assert isinstance(
            await bench.send(delivery=replace(FIRST, id=DeliveryId(f"delivery-{number}"))), Delivered
        )
    assert 1.8 < asyncio.get_running_loop().time() - began < PATIENCE


async def test_redraws_beyond_their_own_budget_wait_each_for_another_moment(bench: Bench) -> None:
    drawn = [
        replace(FIRST, redraws=True, receipt=f"D07PRIYA0{n}:1.0", id=DeliveryId(f"d{n}")) for n in range(16)
    ]
    outcomes = [await bench.messenger.send(one) for one in drawn]
    waits = [one.after for one in outcomes if isinstance(one, Retry) and one.after]
    assert waits == sorted(set(waits))
    assert len(waits) > 2


async def test_a_slack_without_tables_gets_their_text(bench: Bench) -> None:
    table = Table(columns=("Outcome", "Verdict"), rows=(("Weekly use", "better"),))
    message = Message(notify="Report", blocks=(table,))
    outcome = await bench.send(Refuse("invalid_blocks"), delivery=replace(FIRST, message=message))
    assert isinstance(outcome, Delivered)
    [posted] = bench.slack.space.conversation(PRIYA)
    assert all(block["type"] != "table" for block in posted.blocks)
    assert "better" in str(posted.blocks)
    bench.slack.calls.clear()  # the refusal was ordered


async def test_a_message_too_large_for_slack_is_a_defect(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MESSAGE_WEIGHT", 10)
    with capture_logs() as lines:
        outcome = await bench.send()
    assert isinstance(outcome, Undeliverable)
    assert "defect" in outcome.repair
    assert [line["log_level"] for line in lines] == ["error"]
    assert bench.texts == []
