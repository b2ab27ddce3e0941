"""Whether the database can be used as it stands, in sentences for an operator."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import assert_never

from sqlalchemy import Engine, text

from adapters.configuration.settings import env_name
from adapters.sql.errors import DatabaseError, translate_errors
from adapters.sql.schema import Behind, Empty, Newer, SchemaState, UpToDate, schema_state

_ANSWERS = text("SELECT 1")


def schema_problem(state: SchemaState) -> str:
    """Why this release may not work on the schema, with the mend; "" if it may."""
    match state:
        case UpToDate() | Newer(is_compatible=True):
            return ""
        case Newer(current=current):
            return (
                f"The database has schema {current}, of a later release, and this one cannot use it. "
                "Install that release, or restore a backup from before the upgrade"
            )
        case Behind(current=current, wanted=wanted):
            return f"The database has the older schema {current}; this release needs {wanted}. Run: upmentor migrate"
        case Empty():
            return "The database is empty. Run: upmentor migrate"
        case _ as never:
            assert_never(never)


def missing_keys(missing: frozenset[str]) -> str:
    return (
        f"The key ring lacks what cohorts are sealed with: {', '.join(sorted(missing))}. Put it back at the end of "
        f"{env_name('secret_keys')} or of the key file"
    )


def readiness(engine: Engine) -> Mapping[str, Callable[[], Awaitable[str]]]:
    """What `/readyz` asks, by name; each answers "" or what is wrong, in a worker thread."""
    return {
        "database": lambda: asyncio.to_thread(_in_words, lambda: _answer(engine)),
        "schema": lambda: asyncio.to_thread(_in_words, lambda: schema_problem(schema_state(engine))),
    }


def _answer(engine: Engine) -> str:
    with translate_errors(), engine.connect() as connection:
        connection.execute(_ANSWERS)
    return ""


def _in_words(ask: Callable[[], str]) -> str:
    try:
        return ask()
    except DatabaseError as trouble:
        return str(trouble).partition("\n")[0]
