from __future__ import annotations

import io
import json
import logging

import structlog

from adapters.configuration.logs import set_up_logs


def test_json_lines_hold_ids_and_the_places_of_an_error_but_not_its_text() -> None:
    stream = io.StringIO()
    set_up_logs("info", "json", stream)

    try:
        raise ValueError("I fear my executive")
    except ValueError:
        structlog.get_logger().exception("turn failed", key="slack:Ev1")

    line = json.loads(stream.getvalue())
    assert (line["event"], line["key"], line["level"], line["error"]) == (
        "turn failed",
        "slack:Ev1",
        "error",
        "ValueError",
    )
    assert "test_logs.py" in line["frames"][0]
    assert "fear" not in stream.getvalue()


def test_what_a_library_logs_takes_the_same_form() -> None:
    stream = io.StringIO()
    set_up_logs("info", "text", stream)

    try:
        raise KeyError("a name")
    except KeyError:
        logging.getLogger("aiohttp.server").exception("Error handling request")

    assert "[error] Error handling request error=KeyError" in stream.getvalue()
    assert "a name" not in stream.getvalue()


def test_the_level_holds_and_chatter_is_left_out() -> None:
    stream = io.StringIO()
    set_up_logs("info", "text", stream)

    logging.getLogger("apscheduler.executors.default").info("Running job")
    structlog.get_logger().debug("detail")

    assert stream.getvalue() == ""
