"""The Slack side put together: what `serve` adds to its server, sends with, asks about people, starts and ends."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

from aiohttp import web

from adapters.chat.delivery_echoes import DeliveryEchoes
from adapters.chat.installations import Installations
from adapters.configuration.settings import Settings
from adapters.slack.app import SlackApp, SlackDependencies
from adapters.slack.client import SlackClient
from adapters.slack.directory import SlackDirectory
from adapters.slack.installations import Authorisations, ManyWorkspaces, OneWorkspace
from adapters.slack.messenger import SlackMessenger
from adapters.slack.oauth import OAuthApp, OAuthPages
from adapters.slack.socket_mode import SocketMode
from bot.address import Address
from bot.turn import Event, Reply


class SlackEdge:
    """To be made in the loop it runs in. `close` comes after everything that sends has ended."""

    def __init__(
        self,
        settings: Settings,
        *,
        handle: Callable[[Event], Awaitable[Reply]],
        kept: Installations,
        arrivals: DeliveryEchoes,
        now: Callable[[], datetime],
        changed: Callable[[Address], Awaitable[None]],
    ) -> None:
        self._settings = settings
        self._kept = kept
        self._now = now
        self.calls = SlackClient(settings.slack_api_url)
        self.authorisations = authorisations_of(settings, self.calls, kept, now)
        self.messenger = SlackMessenger(
            calls=self.calls,
            authorisations=self.authorisations,
            arrivals=arrivals,
            a_minute=settings.slack_messages_a_minute,
        )
        self.directory = SlackDirectory(self.calls, self.authorisations)
        self._app = SlackApp(
            SlackDependencies(
                handle=handle,
                calls=self.calls,
                authorisations=self.authorisations,
                arrivals=arrivals,
                now=now,
                changed=changed,
            )
        )

    def add_to(self, app: web.Application) -> None:
        """The addresses that the settings ask for; Socket Mode begins and ends with the server."""
        if (secret := self._settings.slack_signing_secret) is not None:
            self._app.add_events(app, secret.get_secret_value())
        if oauth := oauth_of(self._settings):
            OAuthPages(
                oauth, calls=self.calls, kept=self._kept, authorisations=self.authorisations, now=self._now
            ).add_to(app)
        app.cleanup_ctx.append(self._while_serving)

    async def close(self) -> None:
        await self.calls.close()

    async def _while_serving(self, _app: web.Application) -> AsyncIterator[None]:
        token = self._settings.slack_app_token
        sockets = SocketMode(self._app, self.calls, token.get_secret_value()) if token else None
        if sockets:
            sockets.start()
        yield
        if sockets:
            await sockets.stop()
        await self._app.close()


def authorisations_of(
    settings: Settings, calls: SlackClient, kept: Installations, now: Callable[[], datetime]
) -> Authorisations:
    if settings.slack_bot_token is not None:
        return OneWorkspace(calls, settings.slack_bot_token.get_secret_value(), now)
    return ManyWorkspaces(kept, now)


def oauth_of(settings: Settings) -> OAuthApp | None:
    if settings.slack_client_id is None or settings.slack_client_secret is None:
        return None
    return OAuthApp(
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret.get_secret_value(),
        public_url=settings.public_url,
        api_url=settings.slack_api_url,
    )
