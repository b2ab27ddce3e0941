"""What the commands share: settings or a refusal, the core opened and closed, who is asking."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, TypeVar

import click

from bot.turn import Refused

if TYPE_CHECKING:
    from adapters.configuration.settings import Settings
    from adapters.main import Core

T = TypeVar("T")


class Refusal(click.ClickException):
    """What was asked cannot be done: the reason and the mend on stderr, exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=file is None)


class RootGroup(click.Group):
    """The outermost group: the one place where a database's trouble becomes a sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        from adapters.sql.errors import DatabaseError

        try:
            return super().invoke(ctx)
        except DatabaseError as trouble:
            raise Refusal(str(trouble)) from trouble


def settings_or_refuse() -> Settings:
    """The settings, with logging set up as they say."""
    from adapters.configuration.logs import set_up_logs
    from adapters.configuration.settings import SettingsProblems, read_settings

    settings = read_settings()
    if isinstance(settings, SettingsProblems):
        raise Refusal(str(settings))
    set_up_logs(settings.log_level, settings.log_format)
    return settings


@contextmanager
def opened_core() -> Iterator[Core]:
    """The core on the settings' database, which must have the newest schema."""
    from adapters.main import CannotStart, open_core

    core = open_core(settings_or_refuse())
    if isinstance(core, CannotStart):
        raise Refusal(core.message)
    try:
        yield core
    finally:
        core.close()


def told(said: T | Refused) -> T:
    """What was asked for; a refusal ends the command."""
    if isinstance(said, Refused):
        raise Refusal(said.message)
    return said


def actor() -> str:
    """Who the audit trail names for what is done at a command line."""
    try:
        return f"operator:{getpass.getuser()}"
    except (KeyError, OSError):  # a container's user may have no name
        import os

        return f"operator:{os.getuid()}"
