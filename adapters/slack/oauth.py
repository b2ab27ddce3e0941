"""Installation of the app into a workspace by Slack's OAuth: from a page here to Slack and back.

A random state goes along. The database keeps its hash for ten minutes, and a cookie keeps it in the browser that
began, so nobody can finish an installation that somebody else began.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlencode, urlsplit

import structlog
from aiohttp import web
from markupsafe import Markup

from adapters.chat.http_call import CallFailed, CallSucceeded
from adapters.chat.installations import Installation, Installations
from adapters.slack.client import SlackClient
from adapters.slack.installations import Authorisations
from adapters.slack.scopes import SCOPES

INSTALL: Final = "/slack/install"
REDIRECT: Final = "/slack/oauth_redirect"
COOKIE: Final = "upmentor-slack-installing"
VALID_FOR: Final = timedelta(minutes=10)

_PAGE = Markup(
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Upmentor in Slack</title>'
    '<meta name="viewport" content="width=device-width"><body style="font: 1.1rem/1.5 system-ui; max-width: 34rem; '
    'margin: 15vh auto; padding: 0 1rem"><h1>{title}</h1><p>{text}</p></body></html>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuthApp:
    """`public_url` is the address that Slack sends the browser back to."""

    client_id: str
    client_secret: str
    public_url: str
    api_url: str

    @property
    def redirect(self) -> str:
        return f"{self.public_url}{REDIRECT}"

    @property
    def authorize(self) -> str:
        """Slack's page, on the same host as its API."""
        api = urlsplit(self.api_url)
        return f"{api.scheme}://{api.netloc}/oauth/v2/authorize"


class OAuthPages:
    """The page that begins an installation, and the one that Slack returns to."""

    def __init__(
        self,
        oauth: OAuthApp,
        *,
        client: SlackClient,
        installations: Installations,
        authorisations: Authorisations,
        now: Callable[[], datetime],
    ) -> None:
        self._oauth = oauth
        self._client = client
        self._installations = installations
        self._authorisations = authorisations
        self._now = now

    def add_to(self, app: web.Application) -> None:
        app.router.add_get(INSTALL, self._install)
        app.router.add_get(REDIRECT, self._redirected)

    async def _install(self, _request: web.Request) -> web.Response:
        state, now = secrets.token_urlsafe(32), self._now()
        await asyncio.to_thread(lambda: self._installations.begin(state, expires=now + VALID_FOR, now=now))
        asked = {
            "client_id": self._oauth.client_id,
            "scope": ",".join(SCOPES),
            "state": state,
            "redirect_uri": self._oauth.redirect,
        }
        response = web.Response(
            status=302, headers={"Location": f"{self._oauth.authorize}?{urlencode(asked)}", **_HEADERS}
        )
        response.set_cookie(
            COOKIE,
            state,
            max_age=int(VALID_FOR.total_seconds()),
            path=REDIRECT,
            httponly=True,
            secure=self._oauth.public_url.startswith("https"),
            samesite="Lax",  # the way back from Slack is a link
        )
        return response

    async def _redirected(self, request: web.Request) -> web.Response:
        state, code = request.query.get("state", ""), request.query.get("code", "")
        if not await self._began_here(request, state):
            return _page(
                400,
                "That did not begin here",
                "The installation was begun in another browser, was finished already, or took longer than ten "
                "minutes. Please begin again from the install page.",
            )
        if not code:
            return _page(
                400, "Not installed", "Slack says that the installation was cancelled. Nothing was kept."
            )
        return await self._finish(code)

    async def _began_here(self, request: web.Request, state: str) -> bool:
        """Checks the state, which serves once."""
        cookie = request.cookies.get(COOKIE, "")
        if not state or not secrets.compare_digest(state.encode(), cookie.encode()):
            return False
        return await asyncio.to_thread(lambda: self._installations.finish(state, now=self._now()))

    async def _finish(self, code: str) -> web.Response:
        answer = await self._client.exchange(
            client_id=self._oauth.client_id,
            client_secret=self._oauth.client_secret,
            code=code,
            redirect=self._oauth.redirect,
        )
        installation = await self._installation(answer) if isinstance(answer, CallSucceeded) else answer
        if isinstance(installation, CallFailed):
            structlog.get_logger().warning("slack installation failed", code=installation.code)
            return _page(
                502,
                "Not installed",
                f"Slack did not give us a token ({installation.code}). Please begin again.",
            )
        await asyncio.to_thread(self._installations.keep, installation)
        self._authorisations.doubt(installation.workspace)
        structlog.get_logger().info("slack app installed", workspace=installation.workspace)
        return _page(
            200,
            "Upmentor is installed",
            f"Upmentor is installed in {installation.name}. Its people can be imported with the tenant_id "
            f"{installation.workspace}. You can close this page.",
        )

    async def _installation(self, answer: CallSucceeded) -> Installation | CallFailed:
        """The answer lacks the bot's own id, so `auth.test` tells it."""
        token = answer.text("access_token")
        if not token:
            return CallFailed("no_bot_token")
        tested = await self._client.read("auth.test", token)
        if isinstance(tested, CallFailed):
            return tested
        whole = answer.body.get("is_enterprise_install") is True
        installed_in = "enterprise" if whole else "team"
        return Installation(
            workspace=answer.text(installed_in, "id"),
            enterprise=answer.text("enterprise", "id"),
            name=answer.text(installed_in, "name"),
            token=token,
            bot_user=answer.text("bot_user_id"),
            bot=tested.text("bot_id"),
            app=answer.text("app_id"),
            scopes=tuple(sorted(filter(None, answer.text("scope").split(",")))),
            installed_at=self._now(),
        )


_HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}


def _page(status: int, title: str, text: str) -> web.Response:
    headers = {
        **_HEADERS,
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    }
    response = web.Response(
        status=status, text=_PAGE.format(title=title, text=text), content_type="text/html", headers=headers
    )
    response.del_cookie(COOKIE, path=REDIRECT)
    return response
