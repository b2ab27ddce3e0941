"""Teams' directory: Microsoft Graph where an administrator allows it, else the conversation references."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from time import monotonic
from typing import Final
from urllib.parse import quote

import structlog

from adapters.chat.conversation_references import ConversationReferences
from adapters.chat.directory import LookUpFailed
from adapters.chat.http_call import CallFailed, CallSucceeded
from adapters.chat.rate_limit import Throttle
from adapters.teams.microsoft_client import MicrosoftClient
from adapters.teams.time_zones import iana_zone
from adapters.teams.tokens import Tokens
from bot.address import Address
from bot.people.roles import Platform
from bot.ports import DirectoryAway, Profile

A_SECOND: Final = 5
"""Calls of Graph. It allows far more, and nobody waits for these."""
DENIED_FOR: Final = 3_600.0
"""Seconds until Graph is asked again after it refused a permission."""
PEOPLE: Final = "User.Read.All"
MAILBOX: Final = "MailboxSettings.Read"
"""The application permissions that this uses, if an administrator granted them."""
_ABOUT: Final = "id,accountEnabled,userType,preferredLanguage"


class TeamsDirectory:
    """`tokens` is None without credentials; then the references are the only source."""

    def __init__(
        self,
        *,
        microsoft: MicrosoftClient,
        tokens: Tokens | None,
        graph_url: str,
        tenant: str,
        references: ConversationReferences,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        self._microsoft = microsoft
        self._tokens = tokens
        self._graph_url = graph_url
        self._tenant = tenant
        self._references = references
        self._seconds = seconds
        self._throttle = Throttle(every=1 / A_SECOND, burst=A_SECOND, seconds=seconds)
        self._denied: dict[str, float] = {}

    async def look_up(self, workspace: str, email: str) -> Address | None:
        tenant = self._of(workspace)
        if tenant is None:
            return None
        name = email.replace("'", "''")
        either = f"mail eq '{name}' or userPrincipalName eq '{name}'"
        found = await self._ask(PEOPLE, "/users", {"$filter": either, "$select": "id,accountEnabled"})
        if found is None:
            kept = await asyncio.to_thread(self._references.of_email, tenant, email)
            return kept.who if kept else None
        people = found.body.get("value")
        listed = people if isinstance(people, list) else []
        there = [one for one in listed if isinstance(one, Mapping) and one.get("accountEnabled") is not False]
        account = str(there[0].get("id", "")) if len(there) == 1 else ""
        return Address(platform=Platform.TEAMS, workspace=tenant, user=account) if account else None

    async def profile(self, who: Address) -> Profile | None:
        tenant = self._of(who.workspace)
        if tenant is None:
            return None
        account = Address(platform=Platform.TEAMS, workspace=tenant, user=who.user)
        kept = await asyncio.to_thread(self._references.find, account)
        found = await self._ask(PEOPLE, f"/users/{quote(who.user, safe='')}", {"$select": _ABOUT})
        zone, locale = (kept.zone, kept.locale) if kept else ("", "")
        if found is None:
            return Profile(account=account, zone=zone, locale=locale)
        if found.text("gone") or found.body.get("accountEnabled") is False:
            return None
        return Profile(
            account=account,
            zone=await self._zone(who) or zone,
            locale=found.text("preferredLanguage") or locale,
            is_guest=found.text("userType") == "Guest",
        )

    def _of(self, workspace: str) -> str | None:
        """The tenant that the workspace names; None for another one than ours."""
        if self._tenant and workspace.casefold() not in ("", self._tenant.casefold()):
            return None
        return self._tenant or workspace

    async def _zone(self, who: Address) -> str:
        mailbox = await self._ask(MAILBOX, f"/users/{quote(who.user, safe='')}/mailboxSettings", {})
        return iana_zone(mailbox.text("timeZone")) if mailbox else ""

    async def _ask(self, permission: str, path: str, about: Mapping[str, str]) -> CallSucceeded | None:
        """None without the permission; `gone` in the answer for a 404. Raises DirectoryAway or LookUpFailed."""
        if self._tokens is None or self._seconds() < self._denied.get(permission, 0.0):
            return None
        await self._throttle.wait_turn()
        token = await self._tokens.token(self._graph_url)
        if isinstance(token, CallFailed):
            raise DirectoryAway(f"no token for Graph: {token}")
        answer = await self._microsoft.get(
            f"{self._graph_url}/v1.0{path}",
            headers={"Authorization": f"Bearer {token.value}"},
            params=about,
        )
        if isinstance(answer, CallSucceeded):
            return answer
        match answer.status:
            case 401 | 403 if answer.code != "not_microsoft":
                structlog.get_logger().info(
                    "graph permission refused", permission=permission, why=str(answer)
                )
                self._tokens.doubt(self._graph_url, token)
                self._denied[permission] = self._seconds() + DENIED_FOR
                return None
            case 404:
                return CallSucceeded({"gone": "gone"})
            case 429 if answer.retry_after:
                self._throttle.rest(answer.retry_after)
            case 400:
                raise LookUpFailed(f"Graph: {answer}")
            case _:
                pass
        raise DirectoryAway(f"Graph: {answer}")
