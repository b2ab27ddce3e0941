"""Logs to stderr as key=value or JSON: with ids, never with a person's words or a secret."""

from __future__ import annotations

import logging
import sys
import traceback
from typing import TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from adapters.configuration.settings import LogFormat, LogLevel

# At info these repeat what our own lines say.
_QUIET = (
    "aiohttp.access",
    "alembic.runtime.migration",
    "alembic.runtime.plugins",
    "apscheduler.executors.default",
    "apscheduler.scheduler",
    "httpcore",
    "httpx",
)


def set_up_logs(level: LogLevel, form: LogFormat, stream: TextIO | None = None) -> None:
    """Sends our logs and the libraries' through one chain of processors to the stream."""
    to = stream or sys.stderr
    shared = _processors()
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(to)
    handler.setFormatter(_formatter(shared, form, colours=to.isatty()))
    logging.basicConfig(handlers=[handler], level=level.upper(), force=True)
    logging.captureWarnings(capture=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel("DEBUG" if level == "debug" else "WARNING")


def _processors() -> list[Processor]:
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        frames_only,
    ]


def _formatter(shared: list[Processor], form: LogFormat, *, colours: bool) -> logging.Formatter:
    renderer: Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=colours, pad_event_to=0, pad_level=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        keep_exc_info=False,
    )


def frames_only(logger: WrappedLogger, name: str, event: EventDict) -> EventDict:
    """Replaces an exception's text by its classes and frames, since the text may quote a person."""
    error = _error(event.pop("exc_info", None))
    if error is not None:
        chain = _chain(error)
        event["error"] = " < ".join(type(one).__qualname__ for one in chain)
        event["frames"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for one in chain
            for frame in traceback.extract_tb(one.__traceback__)
        ]
    return event


def _error(exc_info: object) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1] if isinstance(exc_info[1], BaseException) else None
    return sys.exc_info()[1] if exc_info else None


def _chain(error: BaseException) -> list[BaseException]:
    """The error and the errors that caused it, down to the first."""
    chain = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) is not None and cause not in chain:
        chain.append(cause)
    return chain
