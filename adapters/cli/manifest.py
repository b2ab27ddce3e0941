"""`upmentor manifest`: write the app's manifest for a platform."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import click

from adapters.cli.context import CommandFailed, settings_or_fail

_MAX_NAME = 32
"""Teams' limit for the name of an app's developer."""


@click.group()
def manifest() -> None:
    """Write the manifests that a platform's admin pages take."""


@manifest.command()
@click.option(
    "--url", default="", help="Where Slack reaches this server, like https://mentoring.example.com."
)
@click.option(
    "--socket-mode", is_flag=True, help="Upmentor calls Slack, so Slack need not reach this server."
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder to write into."
)
def slack(url: str, out: Path, *, socket_mode: bool) -> None:
    """Writes slack-manifest.yaml into the folder."""
    from adapters.slack.manifest import RESERVED, build_manifest, manifest_text
    from bot.features import COMMANDS

    if not socket_mode and not _can_be_reached(url):
        raise click.UsageError("--url must be an https address without a path, or use --socket-mode")
    text = manifest_text(build_manifest(url.rstrip("/"), socket_mode=socket_mode))
    path = _written(out / "slack-manifest.yaml", text.encode())
    click.echo(f"Wrote {path}. Paste it at https://api.slack.com/apps: Create New App, From a manifest.")
    if taken := [name for name, _ in COMMANDS if name in RESERVED]:
        words = ", ".join(taken)
        click.echo(
            f"Slack keeps these words for itself; people type them to the app without a slash: {words}."
        )


@manifest.command()
@click.option(
    "--url", required=True, help="Where Teams reaches this server, like https://mentoring.example.com."
)
@click.option(
    "--app-id",
    default="",
    help="The bot's Microsoft app id; UPMENTOR_TEAMS_APP_ID of the settings if left out.",
)
@click.option("--organisation", default="", help="Who answers for the app, as people read it in Teams.")
@click.option(
    "--privacy-url", default="", help="Your privacy notice, for people to read before they add the app."
)
@click.option("--terms-url", default="", help="Your terms of use.")
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder to write into."
)
def teams(url: str, app_id: str, organisation: str, privacy_url: str, terms_url: str, out: Path) -> None:
    """Writes upmentor-teams.zip into the folder, and one with commands behind a slash for newer clients."""
    from adapters.teams.manifest import BotRegistration, build_manifest, teams_package
    from adapters.teams.render import APP_NAME

    if not _can_be_reached(url):
        raise click.UsageError("--url must be an https address without a path")
    if not all(map(_is_page, filter(None, (privacy_url, terms_url)))):
        raise click.UsageError("--privacy-url and --terms-url must be https addresses")
    if len(organisation) > _MAX_NAME:
        raise click.UsageError(f"--organisation takes at most {_MAX_NAME} characters")
    bot = BotRegistration(
        app_id=_app_id(app_id),
        url=url.rstrip("/"),
        organisation=organisation or APP_NAME,
        privacy_url=privacy_url,
        terms_url=terms_url,
    )
    plain = _written(out / "upmentor-teams.zip", teams_package(build_manifest(bot)))
    slash = _written(out / "upmentor-teams-slash.zip", teams_package(build_manifest(bot, slash=True)))
    click.echo(f"Wrote {plain}. Upload it at https://admin.teams.microsoft.com: Teams apps, Manage apps.")
    click.echo(
        f"Wrote {slash}. It has commands behind a slash in chats and channels, where your Teams takes it."
    )


def _app_id(given: str) -> str:
    found = given or settings_or_fail().teams_app_id or ""
    try:
        return str(UUID(found))
    except ValueError:
        raise click.UsageError(
            "--app-id must be the bot's Microsoft app id, like 9a8b7c6d-1111-4222-8333-444455556666"
        ) from None


def _written(path: Path, content: bytes) -> Path:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as wrong:
        raise CommandFailed(f"{path} cannot be written: {wrong.strerror}") from None
    return path


def _is_page(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)


def _can_be_reached(url: str) -> bool:
    return _is_page(url) and urlsplit(url).path in ("", "/") and not urlsplit(url).query
