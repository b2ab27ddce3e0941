"""The rate is Slack's: checked against a clock that the test moves."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from adapters.slack.rate_limit import CONVERSATION_BURST, WORKSPACE_BURST, new_limiter

_ARRIVALS = st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 3)), min_size=1, max_size=60)


class Seconds:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@given(_ARRIVALS)
def test_no_second_and_no_minute_gets_more_than_it_may(arrivals: list[tuple[str, float]]) -> None:
    seconds = Seconds()
    limiter = new_limiter(a_minute=60, seconds=seconds)
    sent: list[tuple[str, float]] = []
    for conversation, gap in arrivals:
        seconds.now += gap
        sent.append((conversation, seconds.now + limiter.take(conversation)))
    for name in "abc":
        moments = sorted(at for conversation, at in sent if conversation == name)
        _holds(moments, burst=CONVERSATION_BURST, every=1.0)
    _holds(sorted(at for _, at in sent), burst=WORKSPACE_BURST, every=1.0)


def _holds(moments: list[float], *, burst: int, every: float) -> None:
    """In any span, no more than the burst and what the span itself allows."""
    for first in range(len(moments)):
        for last in range(first, len(moments)):
            allowed = burst + (moments[last] - moments[first]) / every
            assert last - first + 1 <= allowed + 1e-6


def test_after_a_rest_nothing_goes_until_it_is_over() -> None:
    seconds = Seconds()
    limiter = new_limiter(a_minute=600, seconds=seconds)
    limiter.rest(30)
    assert round(limiter.wait("a"), 6) == 30
    seconds.now += 30
    assert round(limiter.wait("a"), 6) == 0


def test_each_that_is_postponed_comes_later_than_the_one_before() -> None:
    limiter = new_limiter(a_minute=60, seconds=Seconds())
    for _ in range(WORKSPACE_BURST):
        limiter.take(str(_))
    waits = [limiter.postpone("x") for _ in range(5)]
    assert [round(after - before, 6) for before, after in pairwise(waits)] == [1.0] * 4
