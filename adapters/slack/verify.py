"""Whether a request comes from Slack: signed with our secret, within five minutes, every byte as it was signed."""

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
    """Slack's own verifier raises for odd headers and bodies; here they are refused like any other forgery."""

    def __init__(self, secret: str, now: Callable[[], datetime]) -> None:
        self._verifier = SignatureVerifier(secret, _Seconds(now))

    def refuses(self, body: bytes, headers: Mapping[str, str]) -> str:
        """Why the request is refused; "" if it is Slack's."""
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
