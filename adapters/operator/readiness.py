"""Checks whether this release can use the database, with sentences for an operator."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import assert_never

from sqlalchemy import Engine, text

from adapters.configuration.settings import env_name
from adapters.sql.errors import DatabaseError, translate_errors
from adapters.sql.schema import Behind, Empty, Newer, SchemaState, UpToDate, schema_state

_PING = text("SELECT 1")


def schema_problem(state: SchemaState) -> str:
    """Why this release cannot use the schema and how to fix that; "" if it can."""
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
    """The checks of `/readyz` by name. Each runs in a worker thread and returns its problem or ""."""
    return {
        "database": lambda: asyncio.to_thread(_problem, lambda: _ping(engine)),
        "schema": lambda: asyncio.to_thread(_problem, lambda: schema_problem(schema_state(engine))),
    }


def _ping(engine: Engine) -> str:
    with translate_errors(), engine.connect() as connection:
        connection.execute(_PING)
    return ""


def _problem(check: Callable[[], str]) -> str:
    try:
        return check()
    except DatabaseError as error:
        return str(error).partition("\n")[0]
