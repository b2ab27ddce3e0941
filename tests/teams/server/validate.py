"""What the Connector itself would refuse: fields that are missing, and too much of anything."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

LARGEST_CARD: Final = 25 * 1_024
CARD: Final = "application/vnd.microsoft.card.adaptive"


def problems_of_activity(activity: Mapping[str, Any]) -> list[str]:
    return list(_problems(activity))


def _problems(activity: Mapping[str, Any]) -> Iterator[str]:
    kind = activity.get("type")
    if kind == "typing":
        return
    if kind != "message":
        yield f"an activity of type {kind!r}"
    attachments = activity.get("attachments") or []
    if not attachments and not activity.get("text"):
        yield "nothing to show"
    for attachment in attachments:
        yield from _problems_of_card(attachment)


def _problems_of_card(attachment: Mapping[str, Any]) -> Iterator[str]:
    card = attachment.get("content")
    if attachment.get("contentType") != CARD or not isinstance(card, Mapping):
        yield "no card"
        return
    if card.get("type") != "AdaptiveCard" or not card.get("version"):
        yield "a card without type and version"
    if len(json.dumps(card, ensure_ascii=False).encode()) > LARGEST_CARD:
        yield "a card too large"
