"""`upmentor keys`: make and rotate keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import click

from adapters.cli.context import CommandFailed, actor, opened_core

if TYPE_CHECKING:
    from adapters.configuration.settings import Settings
    from adapters.main import Core
    from bot.privacy.seal import KeyRing


@click.group()
def keys() -> None:
    """Make and rotate keys."""


@keys.command()
def new() -> None:
    """Prints a fresh key, for a key file or UPMENTOR_SECRET_KEYS."""
    from bot.privacy.seal import new_key_text

    click.echo(new_key_text())


@keys.command()
def rotate() -> None:
    """Seals everything under the newest key of the ring.

    With SQLite and a key file, a fresh key is put into the file first. Elsewhere the ring is yours: put a fresh key
    at its end and restart every replica; move it to the front and restart again; then run this.
    """
    from adapters.sql.rotation import rotate as reseal

    with opened_core() as core, _no_server_running(core.settings):
        ring = _with_fresh_key(core)
        rotated = reseal(core.engine, ring)
        about = {"ring_key": ring.key_ids[0], "cohort_keys": str(rotated.cohort_keys)}
        now = core.clock.now()
        core.work(lambda unit: unit.privacy.record(at=now, actor=actor(), what="keys.rotated", about=about))
    click.echo(
        f"Sealed under key {about['ring_key']}: {rotated.cohort_keys} cohort keys, what {rotated.people} people "
        f"picked, {rotated.deliveries} deliveries, {rotated.installations} tokens of workspaces."
    )
    if older := len(ring.key_ids) - 1:
        click.echo(
            f"Older keys in the ring: {older}. The database needs none of them; backups from before do."
        )


@contextmanager
def _no_server_running(settings: Settings) -> Iterator[None]:
    """Holds the database's lock: a running process knows only the old ring and could not open new seals."""
    from adapters.runtime.process_locks import SingleInstanceLock

    if settings.sqlite_file is None:
        yield
        return
    try:
        lock = SingleInstanceLock(settings.sqlite_file)
    except BlockingIOError:
        raise CommandFailed(
            "upmentor serve is running on this database. Stop it, rotate, and start it again."
        ) from None
    with closing(lock):
        yield


def _with_fresh_key(core: Core) -> KeyRing:
    """The ring to seal with. With SQLite and a key file, adds a key to it first."""
    from adapters.configuration.keys import KeyProblem, add_newest_key, key_path, open_ring

    if core.settings.sqlite_file is None or core.settings.secret_keys is not None:
        return core.ring
    path = key_path(core.settings)
    failed = path if isinstance(path, KeyProblem) else add_newest_key(path)
    ring = failed or open_ring(core.settings, may_make=False)
    if isinstance(ring, KeyProblem):
        raise CommandFailed(ring.message)
    return ring
