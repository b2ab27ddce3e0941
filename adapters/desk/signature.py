"""Signs and verifies webhooks in both directions: HMAC-SHA256 of the time, a dot and the body."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import Final

HEADER: Final = "X-Upmentor-Signature"
WINDOW: Final = timedelta(minutes=5)
_FORM: Final = re.compile(r"t=([0-9]{1,11}),v1=([0-9a-f]{64})")


def sign(secret: str, body: bytes, now: datetime) -> str:
    """The header's value: `t=UNIX,v1=HEX`."""
    seconds = str(int(now.timestamp()))
    return f"t={seconds},v1={_digest(secret, seconds, body)}"


def valid_signature(secret: str, header: str, body: bytes, now: datetime) -> str:
    """The signature if it is valid and less than five minutes off; else ""."""
    found = _FORM.fullmatch(header.strip())
    if not found:
        return ""
    seconds, given = found.groups()
    is_right = hmac.compare_digest(given, _digest(secret, seconds, body))
    return given if is_right and is_near(datetime.fromtimestamp(int(seconds), UTC), now) else ""


def is_near(moment: datetime, now: datetime) -> bool:
    return abs(now - moment) <= WINDOW


def _digest(secret: str, seconds: str, body: bytes) -> str:
    return hmac.new(secret.encode(), f"{seconds}.".encode() + body, hashlib.sha256).hexdigest()
