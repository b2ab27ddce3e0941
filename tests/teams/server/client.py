"""Somebody's Teams: what they do becomes activities, signed as Teams signs them."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import aiohttp

from tests.teams.server.names import BOT, TENANT, account, member, own_chat
from tests.teams.server.server import Posted, TeamsServer

_NUMBERS: Final = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    text: str

    @property
    def body(self) -> Any:
        return json.loads(self.text) if self.text else None


@dataclass(slots=True)
class Client:
    teams: TeamsServer
    url: str
    name: str
    last: dict[str, Any] = field(default_factory=dict)
    _session: aiohttp.ClientSession | None = None

    async def says(self, text: str, **more: Any) -> Answer:
        return await self.sends(self.activity(type="message", text=text, **more))

    async def mentions(self, text: str, **more: Any) -> Answer:
        """The same to the bot among others."""
        at = "<at>Upmentor</at>"
        mention = {"type": "mention", "mentioned": {"id": BOT, "name": "Upmentor"}, "text": at}
        return await self.says(f"{at} {text}", entities=[mention], **more)

    async def installs(self, *, action: str = "add") -> Answer:
        return await self.sends(self.activity(type="installationUpdate", action=action))

    async def invokes(self, name: str, value: Mapping[str, Any], **more: Any) -> Answer:
        return await self.sends(self.activity(type="invoke", name=name, value=dict(value), **more))

    async def presses(self, label: str, typed: Mapping[str, str] | None = None) -> Answer:
        """The newest button with this label in the own chat."""
        for posted in reversed(self.chat):
            if action := action_of(posted.card, label):
                return await self.acts(action, posted.id, typed)
        raise AssertionError(f"no button {label!r} in {[p.activity for p in self.chat]}")

    async def acts(
        self, action: Mapping[str, Any], reply_to: str, typed: Mapping[str, str] | None = None
    ) -> Answer:
        """As Teams' clients send each kind of action."""
        values = {**(action.get("data") or {}), **(typed or {})}
        if action["type"] == "Action.Execute":
            executed = {"type": "Action.Execute", "verb": action.get("verb", ""), "data": values}
            value = {"action": executed, "trigger": "manual"}
            return await self.invokes("adaptiveCard/action", value, replyToId=reply_to)
        if values.get("msteams", {}).get("type") == "task/fetch":
            value = {"data": values, "context": {"theme": "default"}}
            return await self.invokes("task/fetch", value, replyToId=reply_to)
        return await self.sends(self.activity(type="message", value=values, replyToId=reply_to))

    @property
    def chat(self) -> list[Posted]:
        return self.teams.conversation(self.name)

    def activity(self, **more: Any) -> dict[str, Any]:
        """As it comes from a personal chat, but for what is said otherwise."""
        return {
            "id": f"17{next(_NUMBERS):011d}",
            "timestamp": "2026-01-05T10:00:00.000Z",
            "localTimezone": "Europe/London",
            "locale": "en-GB",
            "channelId": "msteams",
            "serviceUrl": self.teams.service_url,
            "from": {
                "id": member(self.name),
                "name": self.name.title(),
                "aadObjectId": account(self.name),
            },
            "conversation": {
                "conversationType": "personal",
                "tenantId": TENANT,
                "id": own_chat(self.name),
            },
            "recipient": {"id": BOT, "name": "Upmentor"},
            "channelData": {"tenant": {"id": TENANT}},
            "entities": [{"type": "clientInfo", "locale": "en-GB", "country": "GB", "platform": "Web"}],
            **more,
        }

    async def sends(
        self,
        activity: Mapping[str, Any] | bytes,
        *,
        token: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        if not isinstance(activity, bytes):
            self.last = dict(activity)
        body = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
        signed = token or self.teams.signer.token(self.teams.now(), self.teams.service_url)
        given = {"Authorization": f"Bearer {signed}"} if headers is None else dict(headers)
        self._session = self._session or aiohttp.ClientSession()
        async with self._session.post(
            self.url, data=body, headers={"Content-Type": "application/json", **given}
        ) as response:
            return Answer(response.status, await response.text())

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


def action_of(value: Any, label: str) -> dict[str, Any] | None:
    """The action with this title, wherever it is in a card."""
    return next((one for one in _dicts(value) if one.get("title") == label and "type" in one), None)


def _dicts(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for one in value.values():
            yield from _dicts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _dicts(one)
