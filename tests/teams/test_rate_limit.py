"""Teams' limits, kept by our own clock: fifty calls a second in a tenant, and four spans in a conversation."""

from __future__ import annotations

import pytest

from adapters.chat.rate_limit import RateLimiter
from adapters.teams.rate_limit import A_SECOND, SPANS, new_limiter
from tests.teams.test_signing_keys import Hands


def most_within(moments: list[float], span: float) -> int:
    """The most that fall into any span of so many seconds."""
    return max(sum(begin <= moment < begin + span for moment in moments) for begin in moments)


@pytest.fixture
def hands() -> Hands:
    return Hands()


def moments_of(limiter: RateLimiter, hands: Hands, conversations: list[str]) -> list[float]:
    """When each call goes, if each waits for its turn."""
    went = []
    for conversation in conversations:
        hands.at += limiter.take(conversation)
        went.append(hands.at)
    return went


def test_no_second_of_a_tenant_has_more_than_fifty(hands: Hands) -> None:
    went = moments_of(new_limiter(seconds=hands), hands, [f"chat-{number}" for number in range(400)])
    assert most_within(went, 1.0) <= A_SECOND
    assert went[-1] - went[0] < 10, "slower than it need be"


def test_no_span_of_a_conversation_has_too_many(hands: Hands) -> None:
    went = moments_of(new_limiter(seconds=hands), hands, ["chat"] * 200)
    for most, span in SPANS:
        assert most_within(went, span - 1e-6) <= most


def test_conversations_do_not_wait_for_each_other(hands: Hands) -> None:
    limiter = new_limiter(seconds=hands)
    for _ in range(10):
        limiter.count("busy")
    assert limiter.wait("busy") > 0.5
    hands.at += 0.5
    assert limiter.wait("calm") == 0


def test_answers_count_and_do_not_wait(hands: Hands) -> None:
    limiter = new_limiter(seconds=hands)
    for number in range(A_SECOND):
        limiter.count(f"chat-{number}")
    assert 0.5 < limiter.wait("another") < 1.2


def test_after_a_rest_each_has_a_moment_of_its_own(hands: Hands) -> None:
    limiter = new_limiter(seconds=hands)
    limiter.rest(30)
    waits = [limiter.postpone(f"chat-{number}") for number in range(50)]
    assert min(waits) > 30
    assert waits == sorted(set(waits))


def test_what_is_over_is_forgotten(hands: Hands) -> None:
    limiter = new_limiter(seconds=hands)
    for number in range(5_200):
        hands.at += 1
        limiter.count(f"chat-{number}")
    assert len(limiter._conversations) < 1_000
