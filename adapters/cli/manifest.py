"""`upmentor manifest`: what a platform needs to know of the app."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit

import click

from adapters.cli.opening import Refusal


@click.group()
def manifest() -> None:
    """Write what is pasted or uploaded where the app is made known to a platform."""


@manifest.command()
@click.option(
    "--url", default="", help="Where Slack reaches this server, like https://mentoring.example.com."
)
@click.option(
    "--socket-mode", is_flag=True, help="Slack is asked by us, so nothing needs to reach this server."
)
@click.option(
    "--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="The folder to write into."
)
def slack(url: str, out: Path, *, socket_mode: bool) -> None:
    """Writes slack-manifest.yaml into the folder."""
    from adapters.slack.manifest import RESERVED, manifest_text, slack_manifest
    from bot.screens import COMMANDS

    if not socket_mode and not _can_be_reached(url):
        raise click.UsageError("--url must be an https address without a path, or use --socket-mode")
    text = manifest_text(slack_manifest(url.rstrip("/"), socket_mode=socket_mode))
    path = out / "slack-manifest.yaml"
    try:
        out.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    except OSError as wrong:
        raise Refusal(f"{path} cannot be written: {wrong.strerror}") from None
    click.echo(f"Wrote {path}. Paste it at https://api.slack.com/apps: Create New App, From a manifest.")
    if taken := [name for name, _ in COMMANDS if name in RESERVED]:
        words = ", ".join(taken)
        click.echo(
            f"Slack keeps these words for itself; people type them to the app without a slash: {words}."
        )


def _can_be_reached(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and parts.path in ("", "/") and not parts.query
