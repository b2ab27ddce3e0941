"""The scopes and events that the app asks for, each with its reason. The manifest, `doctor` and the docs read this.

These are the fewest that work. A message to a person needs no `im:write`: posting to a user's id opens the chat.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

SCOPES: Final[Mapping[str, str]] = {
    "app_mentions:read": "to answer, privately, who mentions the app in a channel",
    "chat:write": "to send check-ins and reminders, and to redraw their cards",
    "commands": "for the slash commands and the shortcuts",
    "im:history": "to receive what people write to the app in their own chat with it, as it is written",
    "users:read": "to follow time zones, languages, and accounts that were deactivated",
    "users:read.email": "to find the people of a roster by their email",
}

EVENTS: Final[Mapping[str, str]] = {
    "app_home_opened": "to draw the home tab when somebody opens it",
    "app_mention": "to answer who mentions the app",
    "app_uninstalled": "to forget the token of a workspace that takes the app out",
    "message.im": "to receive what people write to the app in their own chat with it",
    "tokens_revoked": "to forget a token that was revoked",
}
