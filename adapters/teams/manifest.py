"""The app's packages for Teams: a manifest and two icons in a zip, to be uploaded in the Teams admin centre."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from importlib.resources import files
from typing import Any, Final
from urllib.parse import urlsplit

from adapters.teams.render import APP_NAME
from bot.features import COMMANDS, SHORTCUTS

MOST_COMMANDS: Final = 12
"""Commands of a list that the client offers. Every command can be typed."""
MOST_EXTENSIONS: Final = 10
_EVERYWHERE: Final = "1.25"
"""The first schema with lists of twelve commands."""
_WITH_SLASH: Final = "1.30"
"""The first schema with slash commands in chats and channels that the bot alone sees."""
_ICONS: Final = ("color.png", "outline.png")
_DAY: Final = (2026, 1, 1, 0, 0, 0)
"""A fixed date, so that the same manifest always gives the same package."""
_ABOUT: Final = "Runs AI reverse-mentoring programmes: check-ins, charters, what came of them."
_LONG_ABOUT: Final = (
    "Early-career mentors teach executives to work with AI. Upmentor asks both sides short check-in questions, keeps "
    "the mentor's job inside its charter, and shows the programme lead in numbers that protect people whether it "
    "worked. It is run by your own organisation."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BotRegistration:
    """The bot of a package: its app id, its address, and the organisation that answers for it."""

    app_id: str
    url: str
    organisation: str = APP_NAME
    privacy_url: str = ""
    terms_url: str = ""


def build_manifest(bot: BotRegistration, *, slash: bool = False) -> dict[str, Any]:
    """With `slash`, people find the commands behind a slash in chats and channels too."""
    schema = _WITH_SLASH if slash else _EVERYWHERE
    return {
        "$schema": f"https://developer.microsoft.com/json-schemas/teams/v{schema}/MicrosoftTeams.schema.json",
        "manifestVersion": schema,
        "version": version("upmentor"),
        "id": bot.app_id,
        "developer": {
            "name": bot.organisation,
            "websiteUrl": bot.url,
            "privacyUrl": bot.privacy_url or bot.url,
            "termsOfUseUrl": bot.terms_url or bot.url,
        },
        "name": {"short": APP_NAME, "full": f"{APP_NAME}: AI reverse mentoring"},
        "description": {"short": _ABOUT, "full": _LONG_ABOUT},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#17605A",
        "defaultInstallScope": "personal",
        "bots": [_bot(bot, slash=slash)],
        "composeExtensions": [{"botId": bot.app_id, "commands": _extensions(slash=slash)}],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [urlsplit(bot.url).netloc],
        # With it an administrator can let the app install itself for people, so that it can speak first.
        "webApplicationInfo": {"id": bot.app_id, "resource": f"api://botid-{bot.app_id}"},
    }


def teams_package(manifest: Mapping[str, Any]) -> bytes:
    """The zip that is uploaded."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as package:
        text = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
        package.writestr(zipfile.ZipInfo("manifest.json", _DAY), text.encode())
        for name in _ICONS:
            icon = files("adapters.teams").joinpath("templates", name).read_bytes()
            package.writestr(zipfile.ZipInfo(name, _DAY), icon)
    return written.getvalue()


def _bot(bot: BotRegistration, *, slash: bool) -> dict[str, Any]:
    """In the own chat a command is a word. Among others it follows a mention or a slash."""
    own = {"scopes": ["personal"], "commands": _commands(COMMANDS)}
    shared = {"scopes": ["team", "groupChat"], "commands": _commands(COMMANDS)}
    return {
        "botId": bot.app_id,
        "scopes": ["personal", "team", "groupChat"],
        "supportsFiles": False,
        "isNotificationOnly": False,
        **({"supportsTargetedMessages": True} if slash else {}),
        "commandLists": [own, {**shared, "triggers": ["mention", "slash"]} if slash else shared],
    }


def _commands(commands: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    return [{"title": name, "description": does} for name, does in commands[:MOST_COMMANDS]]


def _extensions(*, slash: bool) -> list[dict[str, Any]]:
    """Message extensions: forms over any chat, from the compose box, the command box, or a message to quote."""
    named = {word for word, *_ in SHORTCUTS}
    others = ((word, ("global",), word, does) for word, does in COMMANDS if word not in named)
    return [
        {
            "id": word,
            "type": "action",
            "title": title,
            "description": does,
            "context": _contexts(kinds),
            "fetchTask": True,
            # The other words are in the bot's own list behind a slash already.
            **({"triggers": ["slash"]} if slash and word in named else {}),
        }
        for word, kinds, title, does in [*SHORTCUTS, *others][:MOST_EXTENSIONS]
    ]


def _contexts(kinds: Sequence[str]) -> list[str]:
    typed = ["compose", "commandBox"] if "global" in kinds else []
    return [*typed, *(["message"] if "message" in kinds else [])]
