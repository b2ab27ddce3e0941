"""Problems that Teams would find in a card or a message, by Microsoft's published schema and beyond it.

The schema of Adaptive Cards 1.5 knows no charts, so where one stands the schema sees its fallback, and the chart itself
is held against Microsoft's own models of what its client draws.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import msgspec
from jsonschema_rs import Draft6Validator
from microsoft_teams import cards
from pydantic import BaseModel, ValidationError

from adapters.teams import limits

CHARTS: Mapping[str, type[BaseModel]] = {
    "Chart.Line": cards.LineChart,
    "Chart.VerticalBar": cards.VerticalBarChart,
    "Chart.VerticalBar.Grouped": cards.GroupedVerticalBarChart,
}
_INPUTS = ("Input.Text", "Input.Number", "Input.Date", "Input.Toggle", "Input.ChoiceSet")
_IN_DIALOGS = ("Action.Submit", "Action.OpenUrl")


def problems_of_activity(activity: Mapping[str, Any]) -> list[str]:
    """Of a message that the bot sends or updates, or of what it shows while it works."""
    if activity.get("type") == "typing":
        return []
    attachments = activity.get("attachments", [])
    found = [] if activity.get("type") == "message" else ["the activity is no message"]
    found += [] if activity.get("summary") or activity.get("text") else ["a notification would be empty"]
    found += [] if attachments or activity.get("text") else ["the message is empty"]
    for attachment in attachments:
        if attachment.get("contentType") != "application/vnd.microsoft.card.adaptive":
            found.append("an attachment is no card")
        else:
            found += problems_of_card(attachment.get("content"))
    return found


def problems_of_card(card: Any, *, most: int = limits.CARD_BYTES) -> list[str]:
    """Of a card in a chat."""
    return list(_problems(card, most))


def problems_of_dialog(card: Any) -> list[str]:
    """Of a card in a dialog, where one kind of button comes back."""
    found = list(_problems(card, limits.DIALOG_BYTES))
    kinds = {one["type"] for one in _objects(card) if str(one.get("type", "")).startswith("Action.")}
    return found + [f"{kind} does nothing in a dialog" for kind in kinds.difference(_IN_DIALOGS)]


def problems_of_answer(body: Any, invoke: str) -> list[str]:
    """Of the body that answers an invoke."""
    if invoke == "adaptiveCard/action":
        if body.get("statusCode") != 200 or not body.get("value"):
            return ["an answer to a press has a status and a value"]
        return problems_of_card(body["value"], most=limits.DIALOG_BYTES) if "card" in body["type"] else []
    task = body.get("task", {})
    value = task.get("value", {})
    if task.get("type") != "continue" or not isinstance(value, dict):
        return ["a dialog goes on"]
    found = [] if 0 < len(value.get("title", "")) <= limits.DIALOG_TITLE else ["a dialog has a title"]
    return found + problems_of_dialog(value["card"]["content"])


def _problems(card: Any, most: int) -> Iterator[str]:
    if not isinstance(card, dict):
        yield "the card is no object"
        return
    size = len(msgspec.json.encode(card))
    if size > most:
        yield f"the card has {size} bytes; {most} are allowed"
    yield from _against_schema(card)
    for one in _objects(card):
        yield from _unsaid(one)
    ids = Counter(one["id"] for one in _objects(card) if "id" in one)
    yield from (f"the id {name!r} comes {n} times" for name, n in ids.items() if n > 1)


def _against_schema(card: dict[str, Any]) -> Iterator[str]:
    for error in _schema().iter_errors(_without_charts(card)):
        yield f"{'/'.join(map(str, error.instance_path))}: {error.message}"[-300:]


@cache
def _schema() -> Draft6Validator:
    """As Microsoft publishes it (adaptivecards.io), out of a package that carries it; the package is not run."""
    spec = find_spec("adaptive_cards")
    assert spec
    assert spec.origin
    return Draft6Validator(
        json.loads((Path(spec.origin).parent / "schemas/schema-1.5.json").read_text("utf-8"))
    )


def _without_charts(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_charts(one) for one in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") in CHARTS:
        return _without_charts(value["fallback"])
    return {key: _without_charts(inner) for key, inner in value.items() if key != "msteams"}


def _unsaid(one: dict[str, Any]) -> Iterator[str]:
    kind = one.get("type")
    if kind in CHARTS:
        yield from _against_model(one)
    if kind in _INPUTS and not (one.get("id") and one.get("label") and one.get("errorMessage")):
        yield f"the input {one.get('id')!r} lacks a label or what to say when it is wrong"
    if kind == "ActionSet" and not 0 < len(one["actions"]) <= limits.ACTIONS:
        yield f"{len(one['actions'])} buttons stand in a row"
    if kind == "Table" and any(len(row["cells"]) != len(one["columns"]) for row in one["rows"]):
        yield "a row has a cell for each column"
    if kind == "Action.OpenUrl" and not one["url"].startswith(("http://", "https://")):
        yield "a link opens something else than a page"
    if kind in ("TextBlock", "TextRun") and not one["text"].strip():
        yield "a text is empty"


def _against_model(chart: dict[str, Any]) -> Iterator[str]:
    try:
        read = CHARTS[chart["type"]].model_validate({key: v for key, v in chart.items() if key != "fallback"})
    except ValidationError as wrong:
        yield f"{chart['type']}: {wrong}"
        return
    yield from (f"{chart['type']} knows no {name}" for name in _strange(read))


def _strange(read: object) -> Iterator[str]:
    if isinstance(read, BaseModel):
        yield from read.model_extra or ()
        for name in type(read).model_fields:
            yield from _strange(getattr(read, name))
    if isinstance(read, list):
        for one in read:
            yield from _strange(one)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object of a card; what buttons carry is none."""
    if isinstance(value, list):
        for one in value:
            yield from _objects(one)
    elif isinstance(value, dict):
        yield value
        for key, inner in value.items():
            if key != "data" or value.get("type") in CHARTS:
                yield from _objects(inner)
