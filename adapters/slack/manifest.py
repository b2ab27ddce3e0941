"""The app's manifest for Slack: everything the app needs and nothing more, to be pasted at api.slack.com/apps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import yaml

from adapters.slack.app import PATH
from adapters.slack.oauth import REDIRECT
from adapters.slack.render import APP_NAME
from adapters.slack.scopes import EVENTS, SCOPES
from bot.features import COMMANDS, SHORTCUTS

RESERVED: Final = frozenset(
    {
        *(
            "archive",
            "call",
            "collapse",
            "dnd",
            "expand",
            "feed",
            "invite",
            "join",
            "leave",
            "me",
            "msg",
            "mute",
        ),
        *("open", "remind", "remove", "rename", "search", "shrug", "status", "topic", "who"),
    }
)
"""Slack's own commands, which no app can register. People type their words in the app's own chat instead."""

_ABOUT: Final = "Runs AI reverse-mentoring programmes: check-ins, charters and what came of them."
_LONG_ABOUT: Final = (
    "Early-career mentors teach executives to work with AI. Upmentor asks both sides short check-in questions, keeps "
    "the mentor's job inside its charter, and shows the programme lead in numbers that protect people whether it "
    "worked. It is run by your own organisation."
)


def build_manifest(url: str, *, socket_mode: bool) -> dict[str, Any]:
    """`url` is the address that Slack calls; with Socket Mode it calls none."""
    events = f"{url}{PATH}"
    reached = {} if socket_mode else {"request_url": events}
    return {
        "display_information": {
            "name": APP_NAME,
            "description": _ABOUT,
            "long_description": _LONG_ABOUT,
            "background_color": "#1f4d3a",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": APP_NAME, "always_online": True},
            "shortcuts": [
                {"name": name, "type": kind, "callback_id": command, "description": description}
                for command, kinds, name, description in SHORTCUTS
                for kind in kinds
            ],
            "slash_commands": [
                {
                    "command": f"/{name}",
                    "description": does,
                    "should_escape": False,
                    **({} if socket_mode else {"url": events}),
                }
                for name, does in COMMANDS
                if name not in RESERVED
            ],
        },
        "oauth_config": {
            **({} if socket_mode else {"redirect_urls": [f"{url}{REDIRECT}"]}),
            "scopes": {"bot": list(SCOPES)},
        },
        "settings": {
            "event_subscriptions": {**reached, "bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True, **reached},
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket_mode,
            "token_rotation_enabled": False,
        },
    }


def manifest_text(manifest: Mapping[str, Any]) -> str:
    """The manifest as YAML, with a reason beside each scope and each event."""
    written = yaml.safe_dump(dict(manifest), sort_keys=False, allow_unicode=True, width=10_000)
    lines = (_with_reason(line) for line in written.splitlines())
    return "\n".join(
        ["# Paste this at https://api.slack.com/apps: Create New App, From a manifest.", *lines, ""]
    )


def _with_reason(line: str) -> str:
    reason = {**SCOPES, **EVENTS}.get(line.strip().removeprefix("- "))
    return f"{line}  # {reason}" if reason and line.lstrip().startswith("- ") else line
