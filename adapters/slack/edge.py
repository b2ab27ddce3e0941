"""The wiring of the Slack side: everything that `serve` needs of it."""

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
    """Make it in the loop that it runs in. Call `close` after everything that sends has ended."""

    def __init__(
        self,
        settings: Settings,
        *,
        handle: Callable[[Event], Awaitable[Reply]],
        installations: Installations,
        echoes: DeliveryEchoes,
        now: Callable[[], datetime],
        person_changed: Callable[[Address], Awaitable[None]],
    ) -> None:
        self._settings = settings
        self._installations = installations
        self._now = now
        self.client = SlackClient(settings.slack_api_url)
        self.authorisations = authorisations_of(settings, self.client, installations, now)
        self.messenger = SlackMessenger(
            client=self.client,
            authorisations=self.authorisations,
            echoes=echoes,
            a_minute=settings.slack_messages_a_minute,
        )
        self.directory = SlackDirectory(self.client, self.authorisations)
        self._app = SlackApp(
            SlackDependencies(
                handle=handle,
                client=self.client,
                authorisations=self.authorisations,
                echoes=echoes,
                now=now,
                person_changed=person_changed,
            )
        )

    def add_to(self, app: web.Application) -> None:
        """Adds the addresses that the settings ask for; Socket Mode starts and stops with the server."""
        if (secret := self._settings.slack_signing_secret) is not None:
            self._app.add_routes(app, secret.get_secret_value())
        if oauth := oauth_of(self._settings):
            OAuthPages(
                oauth,
                client=self.client,
                installations=self._installations,
                authorisations=self.authorisations,
                now=self._now,
            ).add_to(app)
        app.cleanup_ctx.append(self._while_serving)

    async def close(self) -> None:
        await self.client.close()

    async def _while_serving(self, _app: web.Application) -> AsyncIterator[None]:
        token = self._settings.slack_app_token
        socket_mode = SocketMode(self._app, self.client, token.get_secret_value()) if token else None
        if socket_mode:
            socket_mode.start()
        yield
        if socket_mode:
            await socket_mode.stop()
        await self._app.close()


def authorisations_of(
    settings: Settings, client: SlackClient, installations: Installations, now: Callable[[], datetime]
) -> Authorisations:
    if settings.slack_bot_token is not None:
        return OneWorkspace(client, settings.slack_bot_token.get_secret_value(), now)
    return ManyWorkspaces(installations, now)


def oauth_of(settings: Settings) -> OAuthApp | None:
    if settings.slack_client_id is None or settings.slack_client_secret is None:
        return None
    return OAuthApp(
        client_id=settings.slack_client_id,
        client_secret=settings.slack_client_secret.get_secret_value(),
        public_url=settings.public_url,
        api_url=settings.slack_api_url,
    )
