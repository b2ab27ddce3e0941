"""The wiring of the Teams side: everything that `serve` needs of it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import datetime

from aiohttp import web

from adapters.chat.conversation_references import ConversationReferences
from adapters.chat.rate_limit import RateLimiters
from adapters.configuration.settings import Settings
from adapters.teams.app import TeamsApp, TeamsDependencies
from adapters.teams.client import ConnectorClient
from adapters.teams.contacts import Contacts, Recognise
from adapters.teams.credentials import grants_of
from adapters.teams.directory import TeamsDirectory
from adapters.teams.messenger import TeamsMessenger
from adapters.teams.microsoft_client import MicrosoftClient
from adapters.teams.rate_limit import new_limiter
from adapters.teams.service_urls import PUBLIC_CLOUD, ServiceUrls
from adapters.teams.signing_keys import SigningKeys
from adapters.teams.tokens import Tokens
from adapters.teams.verify import TeamsVerifier
from bot.turn import Event, Reply


class TeamsEdge:
    """Make it in the loop that it runs in. Call `close` after everything that sends has ended."""

    def __init__(
        self,
        settings: Settings,
        *,
        handle: Callable[[Event], Awaitable[Reply]],
        references: ConversationReferences,
        now: Callable[[], datetime],
        recognise: Recognise,
    ) -> None:
        app_id, tenant = settings.teams_app_id or "", settings.teams_tenant_id or ""
        limiters = RateLimiters[str](lambda _: new_limiter())
        urls = service_urls_of(settings)
        self._microsoft = MicrosoftClient()
        tokens = None if settings.teams_anonymous else Tokens(grants_of(settings, self._microsoft))
        self._client = ConnectorClient(tokens, resource=settings.teams_bot_framework_url, service_urls=urls)
        self.messenger = TeamsMessenger(
            client=self._client,
            references=references,
            limiters=limiters,
            tenant=tenant,
            app_id=app_id,
            beginning=urls.beginning,
        )
        self.directory = TeamsDirectory(
            microsoft=self._microsoft,
            tokens=tokens,
            graph_url=settings.teams_graph_url,
            tenant=tenant,
            references=references,
        )
        self._app = TeamsApp(
            TeamsDependencies(
                handle=handle,
                verifier=_verifier(settings, self._microsoft, urls, now),
                client=self._client,
                contacts=Contacts(references, self._client, recognise),
                limiters=limiters,
                app_id=app_id,
            )
        )

    def add_to(self, app: web.Application) -> None:
        self._app.add_routes(app)
        app.cleanup_ctx.append(self._while_serving)

    async def close(self) -> None:
        await self._client.close()
        await self._microsoft.close()

    async def _while_serving(self, _app: web.Application) -> AsyncIterator[None]:
        yield
        await self._app.close()


def service_urls_of(settings: Settings) -> ServiceUrls:
    """The addresses of the settings, or the public cloud's; for a test client, this machine's too."""
    return ServiceUrls(settings.teams_service_urls or PUBLIC_CLOUD, or_loopback=settings.teams_anonymous)


def _verifier(
    settings: Settings, microsoft: MicrosoftClient, urls: ServiceUrls, now: Callable[[], datetime]
) -> TeamsVerifier:
    url = settings.teams_openid_metadata_url
    return TeamsVerifier(
        keys=None if settings.teams_anonymous else SigningKeys(microsoft, url),
        app_id=settings.teams_app_id or "",
        issuer=settings.teams_bot_framework_url,
        tenant=settings.teams_tenant_id or "",
        service_urls=urls,
        now=now,
    )
