"""The app, its tenant and how things are called there."""

from __future__ import annotations

from typing import Final

APP_ID: Final = "6b0f5d1e-4a53-4f0e-9a55-1c1b6f3a7d20"
PASSWORD: Final = "secret~of.the_app"
TENANT: Final = "0d7c1f3a-2b4e-4c6d-8e9f-a1b2c3d4e5f6"
OTHER_TENANT: Final = "99999999-2b4e-4c6d-8e9f-a1b2c3d4e5f6"
BOT: Final = f"28:{APP_ID}"
ISSUER: Final = "https://api.botframework.com"


def account(name: str) -> str:
    """The directory's id of a person, by their name."""
    return f"aad-{name}"


def member(name: str) -> str:
    """The person's id in chats."""
    return f"29:1{name}"


def own_chat(name: str) -> str:
    return f"a:1{name}-and-the-bot"
