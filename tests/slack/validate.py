"""A strict reading of what Slack takes: messages, modals and home tabs, with every limit. No problem, no sentence."""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from adapters.slack import limits
from tests.slack.blocks import BLOCKS, EVERYWHERE, IDENTIFIER, plain
from tests.slack.schema import Check, anything, boolean, many, one_of, record, tagged, text, then


def _blocks(most: int, *others: str) -> Check:
    return many(tagged({kind: BLOCKS[kind] for kind in (*EVERYWHERE, *others)}), 1, most)


_MESSAGE = record(
    {"text": text(limits.MESSAGE_TEXT)},
    {
        "blocks": _blocks(limits.MESSAGE_BLOCKS, "table", "data_table", "data_visualization"),
        **dict.fromkeys(("channel", "user", "ts", "thread_ts", "metadata"), anything),
        **dict.fromkeys(("unfurl_links", "unfurl_media", "replace_original", "delete_original"), boolean),
        "response_type": one_of("ephemeral", "in_channel"),
    },
)
_PRIVATE: Mapping[str, Check] = {
    "callback_id": IDENTIFIER,
    "external_id": IDENTIFIER,
    "private_metadata": text(limits.METADATA),
}
_MODAL = record(
    {
        "type": one_of("modal"),
        "title": plain(limits.VIEW_LABEL),
        "blocks": _blocks(limits.VIEW_BLOCKS, "alert"),
    },
    {
        **_PRIVATE,
        "submit": plain(limits.VIEW_LABEL),
        "close": plain(limits.VIEW_LABEL),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
    },
)
_HOME = record({"type": one_of("home"), "blocks": _blocks(limits.VIEW_BLOCKS, "table")}, _PRIVATE)
_VIEW = tagged({"modal": _MODAL, "home": _HOME})


def problems_of_message(payload: Mapping[str, object]) -> list[str]:
    """Problems that Slack would find in a message for chat.postMessage, chat.update or a response_url."""
    return list(then(_MESSAGE, _problems_of_all, _overweight)(dict(payload), ""))


def problems_of_view(view: Mapping[str, object]) -> list[str]:
    """Problems that Slack would find in a view for views.open, views.update or views.publish."""
    return list(then(_VIEW, _problems_of_all, _lacks_submit, _too_big)(dict(view), ""))


def _problems_of_all(payload: Any, _at: str) -> Iterator[str]:
    """Problems that concern several blocks."""
    blocks = payload.get("blocks", [])
    ids = Counter(block["block_id"] for block in blocks if "block_id" in block)
    yield from (f"the block_id {name!r} comes {n} times" for name, n in ids.items() if n > 1)
    kinds = Counter(block.get("type") for block in blocks)
    for kind, most in (("table", limits.TABLES), ("data_visualization", limits.CHARTS)):
        if kinds[kind] > most:
            yield f"there are {kinds[kind]} {kind} blocks; {most} are allowed"
    cells = sum(_read(block.get("rows")) for block in blocks if block.get("type") in ("table", "data_table"))
    if cells > limits.TABLE_TEXT:
        yield f"the tables hold {cells} characters; {limits.TABLE_TEXT} are allowed"
    focused = json.dumps(blocks).count('"focus_on_load": true')
    if focused > 1:
        yield f"{focused} elements ask for the focus"


def weight(blocks: list[dict[str, object]]) -> int:
    """The weight of a message's blocks: their visible characters, and a fixed weight each."""
    return sum(limits.BLOCK_WEIGHT + _read(block) for block in blocks)


def _overweight(payload: Any, _at: str) -> Iterator[str]:
    if (heavy := weight(payload.get("blocks", []))) > limits.MESSAGE_WEIGHT:
        yield f"the blocks weigh {heavy}; {limits.MESSAGE_WEIGHT} are allowed"


def _read(value: object) -> int:
    """Characters of every text that is shown, escapes undone; a chart's points repeat its categories."""
    if isinstance(value, list):
        return sum(len(one) if isinstance(one, str) else _read(one) for one in value)
    if not isinstance(value, dict):
        return 0
    shown = (value[key] for key in ("text", "title", "name", "caption", "x_label", "y_label") if key in value)
    own = sum(len(html.unescape(one)) for one in shown if isinstance(one, str))
    return own + sum(_read(inner) for key, inner in value.items() if key != "data")


def _lacks_submit(view: Any, _at: str) -> Iterator[str]:
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    if view["type"] == "modal" and inputs and "submit" not in view:
        yield "a modal with an input needs a submit"


def _too_big(view: Any, _at: str) -> Iterator[str]:
    if (size := len(json.dumps(view, ensure_ascii=False).encode(errors="surrogatepass"))) > limits.VIEW_BYTES:
        yield f"the view has {size} bytes; {limits.VIEW_BYTES} are allowed"
