"""`upmentor keys`: the key ring."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import click

from adapters.cli.context import Refusal, actor, opened_core

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
    from adapters.sql.rotation import rotate as seal_again

    with opened_core() as core, _nobody_serves(core.settings):
        ring = _with_fresh_key(core)
        done = seal_again(core.engine, ring)
        about = {"ring_key": ring.key_ids[0], "cohort_keys": str(done.cohort_keys)}
        now = core.clock.now()
        core.work(lambda unit: unit.privacy.record(at=now, actor=actor(), what="keys.rotated", about=about))
    click.echo(
        f"Sealed under key {about['ring_key']}: {done.cohort_keys} cohort keys, what {done.people} people picked, "
        f"{done.deliveries} deliveries, {done.installations} tokens of workspaces."
    )
    if older := len(ring.key_ids) - 1:
        click.echo(
            f"Older keys in the ring: {older}. The database needs none of them; backups from before do."
        )


@contextmanager
def _nobody_serves(settings: Settings) -> Iterator[None]:
    """A process that runs knows the old ring only, and could not open what is sealed under the new one."""
    from adapters.runtime.process_locks import SingleInstanceLock

    if settings.sqlite_file is None:
        yield
        return
    try:
        alone = SingleInstanceLock(settings.sqlite_file)
    except BlockingIOError:
        raise Refusal(
            "upmentor serve is running on this database. Stop it, rotate, and start it again."
        ) from None
    with closing(alone):
        yield


def _with_fresh_key(core: Core) -> KeyRing:
    """The ring to seal with: with SQLite and a key file, one key longer than before."""
    from adapters.configuration.keys import KeyProblem, add_newest_key, key_path, open_ring

    if core.settings.sqlite_file is None or core.settings.secret_keys is not None:
        return core.ring
    path = key_path(core.settings)
    failed = path if isinstance(path, KeyProblem) else add_newest_key(path)
    ring = failed or open_ring(core.settings, may_make=False)
    if isinstance(ring, KeyProblem):
        raise Refusal(ring.message)
    return ring
