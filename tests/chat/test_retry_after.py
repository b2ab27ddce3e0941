"""`Retry-After` is read the same everywhere: seconds or a date, and nothing odd is a trap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from adapters.chat.http_call import LONGEST_RETRY_AFTER, parse_retry_after

SENT_AT = "Mon, 05 Jan 2026 10:00:00 GMT"
RECEIVED_AT = datetime(2026, 1, 5, 11, tzinfo=UTC)
IN_A_MINUTE = "Mon, 05 Jan 2026 10:01:00 GMT"


@pytest.mark.parametrize("written,seconds", [("0", 0), ("7", 7), (" 7 ", 7), ("999999", 21_600)])
def test_seconds(written: str, seconds: int) -> None:
    assert parse_retry_after({"Retry-After": written}) == timedelta(seconds=seconds)


@pytest.mark.parametrize("written", ["", "soon", "-1", "1.5", "٣", "9999999", "10:00", "Mon, 99 Jan 2026"])
def test_an_odd_value_is_none(written: str) -> None:
    assert parse_retry_after({"Retry-After": written}, received_at=RECEIVED_AT) is None


def test_without_a_header_there_is_none() -> None:
    assert parse_retry_after({"Date": SENT_AT}, received_at=RECEIVED_AT) is None


def test_a_date_is_compared_with_the_responses_own() -> None:
    headers = {"Retry-After": IN_A_MINUTE, "Date": SENT_AT}
    assert parse_retry_after(headers, received_at=RECEIVED_AT) == timedelta(minutes=1)


def test_a_date_without_another_is_compared_with_the_time_of_receipt() -> None:
    headers = {"Retry-After": "Mon, 05 Jan 2026 11:00:30 -0000"}
    assert parse_retry_after(headers, received_at=RECEIVED_AT) == timedelta(seconds=30)
    assert parse_retry_after(headers) is None


def test_a_date_that_is_over_is_no_wait_and_a_far_one_is_capped() -> None:
    past = {"Retry-After": SENT_AT, "Date": IN_A_MINUTE}
    far = {"Retry-After": "Tue, 05 Jan 2027 10:00:00 GMT", "Date": SENT_AT}
    assert parse_retry_after(past) == timedelta()
    assert parse_retry_after(far) == LONGEST_RETRY_AFTER
