"""Helpers of the commands: settings, an open core, refusals as exit codes, the actor for the audit trail."""

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


class CommandFailed(click.ClickException):
    """Ends the command: prints the reason and how to fix it on stderr; exit code 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.message, file=file, err=file is None)


class RootGroup(click.Group):
    """The outermost group. It prints a database error as a sentence."""

    def invoke(self, ctx: click.Context) -> Any:
        from adapters.sql.errors import DatabaseError

        try:
            return super().invoke(ctx)
        except DatabaseError as error:
            raise CommandFailed(str(error)) from error


def settings_or_fail() -> Settings:
    """Reads the settings and configures logging; fails the command if they have problems."""
    from adapters.configuration.logs import set_up_logs
    from adapters.configuration.settings import SettingsProblems, read_settings

    settings = read_settings()
    if isinstance(settings, SettingsProblems):
        raise CommandFailed(str(settings))
    set_up_logs(settings.log_level, settings.log_format)
    return settings


@contextmanager
def opened_core() -> Iterator[Core]:
    """Opens the core on the settings' database, and closes it; fails the command if it cannot start."""
    from adapters.main import CannotStart, open_core

    core = open_core(settings_or_fail())
    if isinstance(core, CannotStart):
        raise CommandFailed(core.message)
    try:
        yield core
    finally:
        core.close()


def result_or_fail(result: T | Refused) -> T:
    """Returns the result; fails the command for a refusal."""
    if isinstance(result, Refused):
        raise CommandFailed(result.message)
    return result


def actor() -> str:
    """The name of this user in the audit trail."""
    try:
        return f"operator:{getpass.getuser()}"
    except (KeyError, OSError):  # a container's user may have no name
        import os

        return f"operator:{os.getuid()}"
