"""Verification of requests: signed by Slack with our secret, within the last five minutes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from slack_sdk.signature import Clock as SlackClock
from slack_sdk.signature import SignatureVerifier


class _Seconds(SlackClock):
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now().timestamp()


class SlackVerifier:
    """Refuses odd headers and bodies like any other forgery; Slack's own verifier raises for them."""

    def __init__(self, secret: str, now: Callable[[], datetime]) -> None:
        self._verifier = SignatureVerifier(secret, _Seconds(now))

    def refuses(self, body: bytes, headers: Mapping[str, str]) -> str:
        """Returns why the request is refused, or "" if it is Slack's."""
        sent_at = headers.get("X-Slack-Request-Timestamp", "")
        signature = headers.get("X-Slack-Signature", "")
        if not (sent_at and signature):
            return "not signed"
        if not (sent_at.isascii() and sent_at.isdecimal() and len(sent_at) < 16 and signature.isascii()):
            return "signed in no way of Slack's"
        try:
            is_slacks = self._verifier.is_valid(body, sent_at, signature)
        except UnicodeDecodeError:
            return "not text"
        return "" if is_slacks else "signature or time wrong"
