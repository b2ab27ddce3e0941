"""Locks tell which processes have exited, and their leases are released."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.configuration.settings import Settings, read_settings
from adapters.main import Core, build, open_core
from adapters.runtime.app import App
from adapters.runtime.process_locks import LivenessLock, has_exited
from adapters.sql.engine import make_engine
from adapters.sql.outbox_queue import Lease, SqlOutboxQueue, Workspace
from adapters.sql.schema import migrate
from adapters.sql.stale_leases import release_leases_of_exited_processes
from bot.people.roles import Platform
from bot.privacy.seal import KeyRing, new_key_text
from tests.edge.house import House, open_house

ROOT = Path(__file__).parents[2]
LIVES = """
import sys
from pathlib import Path
from adapters.runtime.process_locks import LivenessLock
alive = LivenessLock(sys.argv[1], Path(sys.argv[2]))
print("alive", flush=True)
sys.stdin.read()
"""


@contextmanager
def living(holder: str, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that holds a liveness lock."""
    command = [sys.executable, "-c", LIVES, holder, str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT) as process:
        assert process.stdout
        assert process.stdout.readline() == "alive\n"
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def signs(tmp_path: Path) -> Path:
    """An empty folder."""
    folder = tmp_path / "signs"
    folder.mkdir()
    return folder


@pytest.mark.starts_process
def test_only_who_was_killed_is_dead(signs: Path) -> None:
    with living("here:1:a", signs) as process:
        assert not has_exited("here:1:a", signs)
        process.kill()
        process.wait()
        assert has_exited("here:1:a", signs)
    assert list(signs.iterdir()) == []


def test_nobody_is_dead_of_whom_nothing_is_known(signs: Path) -> None:
    assert not has_exited("elsewhere:1:a", signs)
    assert not has_exited("elsewhere:1:a", signs / "nowhere")


def test_who_ended_in_order_leaves_nothing(signs: Path) -> None:
    alive = LivenessLock("here:1:a", signs)
    assert [path.stat().st_mode & 0o777 for path in signs.iterdir()] == [0o600]
    alive.close()
    assert list(signs.iterdir()) == []


@pytest.fixture
def house(migrated_url: str) -> Iterator[House]:
    with open_house(migrated_url) as house:
        yield house


def test_what_the_dead_hold_is_free_and_what_others_hold_is_not(house: House) -> None:
    house.promise(("ada", "browser"), ("dee", "slack"))
    outbox_queue, now = house.outbox_queue(), house.clock.now()
    for workspace, holder in zip(outbox_queue.due_workspaces(now), ("dead", "alive"), strict=True):
        assert outbox_queue.lease(workspace, holder=holder, now=now, until=now + timedelta(seconds=20))
    assert outbox_queue.due_workspaces(now) == ()

    release_leases_of_exited_processes(house.engine, lambda holder: holder == "dead")

    assert len(outbox_queue.due_workspaces(now)) == 1


@pytest.mark.needs_postgres
@pytest.mark.starts_process
async def test_serve_takes_over_at_once_from_one_that_was_killed(
    clean_environment: Path, postgres_database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The leases of a process on the same machine are released only once it has exited."""
    monkeypatch.setenv("UPMENTOR_DATABASE_URL", postgres_database_url)
    monkeypatch.setenv("UPMENTOR_SECRET_KEYS", keys := new_key_text())
    monkeypatch.setattr("tempfile.tempdir", str(clean_environment))
    migrate(postgres_database_url)
    engine = make_engine(postgres_database_url)
    outbox_queue, here = SqlOutboxQueue(engine, KeyRing.parse(keys)), Workspace(Platform.SLACK, "T1")

    def lease(holder: str) -> Lease | None:
        now = datetime.now(UTC)
        return outbox_queue.lease(here, holder=holder, now=now, until=now + timedelta(days=1))

    with living("here:1:a", clean_environment) as process:
        assert lease("here:1:a")
        await starts_and_ends()
        assert lease("here:1:b") is None
        process.kill()
        process.wait()
        await starts_and_ends()
        assert lease("here:1:b")
    engine.dispose()


async def starts_and_ends() -> None:
    settings = read_settings()
    assert isinstance(settings, Settings), settings
    core = open_core(settings)
    assert isinstance(core, Core), core
    app = build(core, host="127.0.0.1")
    assert isinstance(app, App), app
    app.close()
    core.close()
