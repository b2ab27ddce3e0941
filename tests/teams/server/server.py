"""The server: Bot Connector, login, keys, managed identity and Graph on one port."""

from __future__ import annotations

import asyncio
import json
import re
import secrets
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.teams.server.faults import Fault, Faults, Halves, LoseAnswer, Page, Refuse, Reset, Stall
from tests.teams.server.names import APP_ID, BOT, ISSUER, PASSWORD, TENANT, account, member, own_chat
from tests.teams.server.signer import Signer
from tests.teams.server.validate import problems_of_activity

_FILTER = re.compile(r"mail eq '((?:[^']|'')*)' or userPrincipalName eq '((?:[^']|'')*)'")


@dataclass(frozen=True, slots=True)
class Call:
    """One call: its kind, where to, what was sent, and the status it got; 0 where no answer was given."""

    kind: str
    path: str
    sent: Mapping[str, Any]
    status: int
    code: str = ""


@dataclass(slots=True)
class Posted:
    """An activity that stands in a conversation. `seen_by` is "" for everybody there."""

    id: str
    conversation: str
    activity: dict[str, Any]
    seen_by: str = ""
    updates: int = 0

    @property
    def card(self) -> dict[str, Any]:
        """The first card; empty if there is none."""
        cards = self.activity.get("attachments") or [{}]
        content: dict[str, Any] = cards[0].get("content", {})
        return content


@dataclass(slots=True, kw_only=True)
class Account:
    """Somebody in the tenant. `is_installed`: the app is there for them."""

    name: str
    email: str
    zone: str = ""
    is_installed: bool = True
    is_enabled: bool = True
    role: str = "user"

    @property
    def chat(self) -> str:
        return own_chat(self.name)


@dataclass(slots=True)
class TeamsServer:
    """`now` is what tokens are signed at; `delay` is what each call of the Connector takes."""

    signer: Signer = field(default_factory=Signer)
    faults: Faults = field(default_factory=Faults)
    calls: list[Call] = field(default_factory=list)
    accounts: dict[str, Account] = field(default_factory=dict)
    posted: dict[tuple[str, str], Posted] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    token_lives: int = 3_599
    graph_allows: set[str] = field(default_factory=set)
    now: Callable[[], float] = time.time
    delay: float = 0.0
    url: str = ""
    validates: bool = True
    _typing: int = 0

    @property
    def service_url(self) -> str:
        return f"{self.url}/teams/"

    def add(self, name: str, **more: Any) -> Account:
        self.accounts[name] = Account(name=name, email=more.pop("email", f"{name}@example.com"), **more)
        return self.accounts[name]

    def calls_of(self, kind: str) -> list[Call]:
        return [call for call in self.calls if call.kind == kind]

    def conversation(self, name: str) -> list[Posted]:
        """What stands in a person's own chat, oldest first."""
        return [one for (chat, _), one in self.posted.items() if chat == own_chat(name)]

    def problems(self) -> list[str]:
        """Everything that was refused for how it was written: a defect of ours."""
        return [f"{call.kind}: {call.code}" for call in self.calls if call.code.startswith("BadSyntax:")]

    def revoke_tokens(self) -> None:
        self.tokens.clear()

    @asynccontextmanager
    async def running(self, port: int = 0) -> AsyncIterator[TeamsServer]:
        app = web.Application(client_max_size=2**22)
        chats = "/teams/v3/conversations"
        app.router.add_get("/v1/.well-known/openidconfiguration", self._metadata)
        app.router.add_get("/v1/.well-known/keys", self._keys)
        app.router.add_post("/{tenant}/oauth2/v2.0/token", self._login)
        app.router.add_get("/identity/token", self._identity)
        app.router.add_post(chats, self._create)
        app.router.add_post(chats + "/{chat}/activities", self._send)
        app.router.add_post(chats + "/{chat}/activities/{reply_to}", self._send)
        app.router.add_put(chats + "/{chat}/activities/{id}", self._update)
        app.router.add_get(chats + "/{chat}/members/{member}", self._member)
        app.router.add_get("/v1.0/users", self._people)
        app.router.add_get("/v1.0/users/{account}", self._person)
        app.router.add_get("/v1.0/users/{account}/mailboxSettings", self._mailbox)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", port).start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self
        finally:
            await runner.cleanup()

    async def _metadata(self, request: web.Request) -> web.StreamResponse:
        about = {"issuer": ISSUER, "jwks_uri": f"{self.url}/v1/.well-known/keys"}
        return await self._served(request, "metadata", {}, lambda: (200, about))

    async def _keys(self, request: web.Request) -> web.StreamResponse:
        return await self._served(request, "keys", {}, lambda: (200, self.signer.document()))

    async def _login(self, request: web.Request) -> web.StreamResponse:
        sent = {name: str(value) for name, value in (await request.post()).items()}
        return await self._served(
            request, "login", {**sent, "client_secret": "…"}, lambda: self._grant(request, sent)
        )

    def _grant(self, request: web.Request, sent: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        if request.match_info["tenant"] != TENANT:
            return 400, {"error": "invalid_request", "error_codes": [90002]}
        if sent.get("client_id") != APP_ID:
            return 400, {"error": "unauthorized_client", "error_codes": [700016]}
        if sent.get("client_secret") != PASSWORD:
            return 401, {
                "error": "invalid_client",
                "error_codes": [7000215],
                "error_description": "secret~ quoted",
            }
        return 200, self._granted(sent["scope"].removesuffix("/.default"))

    def _granted(self, resource: str) -> dict[str, Any]:
        token = f"token-{secrets.token_hex(12)}"
        self.tokens[token] = resource
        return {"token_type": "Bearer", "expires_in": self.token_lives, "access_token": token}

    async def _identity(self, request: web.Request) -> web.StreamResponse:
        sent = dict(request.query)

        def grant() -> tuple[int, dict[str, Any]]:
            if request.headers.get("X-IDENTITY-HEADER") != "header" and "Metadata" not in request.headers:
                return 400, {"error": "invalid_request"}
            granted = self._granted(sent["resource"])
            until = str(int(time.time()) + granted.pop("expires_in"))
            lives = {"expires_in": str(self.token_lives)} if "Metadata" in request.headers else {}
            return 200, {**granted, **lives, "expires_on": until}

        return await self._served(request, "identity", sent, grant)

    async def _create(self, request: web.Request) -> web.StreamResponse:
        sent = await request.json()

        def create() -> tuple[int, dict[str, Any]]:
            if sent["bot"] != {"id": BOT} or sent["tenantId"] != TENANT or sent["isGroup"]:
                return _refused(400, "BadSyntax:conversation")
            found = self._known(sent["members"][0]["id"])
            if found is None or not found.is_installed:
                return _refused(403, "ForbiddenOperationException")
            return 201, {"id": found.chat}

        return await self._connected(request, "create", sent, create)

    async def _send(self, request: web.Request) -> web.StreamResponse:
        sent = await request.json()
        kind = "typing" if sent.get("type") == "typing" else "send"
        return await self._connected(request, kind, sent, lambda: self._post(request, sent))

    def _post(self, request: web.Request, sent: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        chat = request.match_info["chat"]
        problem = self._problem(chat, sent)
        if problem:
            return problem
        if sent["type"] == "typing":
            return 201, {"id": "0"}
        only = request.query.get("isTargetedActivity") == "true"
        posted = Posted(str(1_700_000_000_000 + len(self.posted)), chat, sent)
        posted.seen_by = sent.get("recipient", {}).get("id", "") if only else ""
        self.posted[chat, posted.id] = posted
        return 201, {"id": posted.id}

    def _problem(self, chat: str, sent: dict[str, Any]) -> tuple[int, dict[str, Any]] | None:
        for one in self.accounts.values():
            if one.chat == chat and not one.is_installed:
                return _refused(403, "BotNotInConversationRoster")
        if self.validates and (problems := problems_of_activity(sent)):
            return _refused(400, f"BadSyntax:{problems}")
        return None

    async def _update(self, request: web.Request) -> web.StreamResponse:
        sent = await request.json()

        def update() -> tuple[int, dict[str, Any]]:
            chat, known = request.match_info["chat"], request.match_info["id"]
            if (chat, known) not in self.posted:
                return _refused(404, "ActivityNotFoundInConversation")
            if problem := self._problem(chat, sent):
                return problem
            self.posted[chat, known].activity = sent
            self.posted[chat, known].updates += 1
            return 200, {"id": known}

        return await self._connected(request, "update", sent, update)

    async def _member(self, request: web.Request) -> web.StreamResponse:
        def look() -> tuple[int, dict[str, Any]]:
            found = self._known(request.match_info["member"])
            if found is None:
                return _refused(404, "MemberNotFoundInConversation")
            return 200, {
                "id": member(found.name),
                "aadObjectId": account(found.name),
                "email": found.email,
                "userPrincipalName": found.email,
                "userRole": found.role,
                "tenantId": TENANT,
            }

        return await self._connected(request, "member", {}, look)

    def _known(self, id_: str) -> Account | None:
        return next((a for a in self.accounts.values() if id_ in (account(a.name), member(a.name))), None)

    async def _people(self, request: web.Request) -> web.StreamResponse:
        def look() -> tuple[int, dict[str, Any]]:
            asked = _FILTER.fullmatch(request.query["$filter"])
            if asked is None:
                return _refused(400, "BadSyntax:filter")
            names = {name.replace("''", "'") for name in asked.groups()}
            found = [a for a in self.accounts.values() if a.email in names]
            return 200, {"value": [{"id": account(a.name), "accountEnabled": a.is_enabled} for a in found]}

        return await self._graph(request, "User.Read.All", look)

    async def _person(self, request: web.Request) -> web.StreamResponse:
        def look() -> tuple[int, dict[str, Any]]:
            found = self._known(request.match_info["account"])
            if found is None:
                return _refused(404, "Request_ResourceNotFound")
            return 200, {
                "id": account(found.name),
                "accountEnabled": found.is_enabled,
                "userType": "Guest" if found.role == "guest" else "Member",
                "preferredLanguage": "en-GB",
            }

        return await self._graph(request, "User.Read.All", look)

    async def _mailbox(self, request: web.Request) -> web.StreamResponse:
        def look() -> tuple[int, dict[str, Any]]:
            found = self._known(request.match_info["account"])
            return 200, {"timeZone": found.zone if found else ""}

        return await self._graph(request, "MailboxSettings.Read", look)

    async def _graph(
        self, request: web.Request, permission: str, do: Callable[[], tuple[int, dict[str, Any]]]
    ) -> web.StreamResponse:
        def allowed() -> tuple[int, dict[str, Any]]:
            if permission not in self.graph_allows:
                return _refused(403, "Authorization_RequestDenied")
            return do()

        return await self._authorised(request, "graph", {}, self.url, allowed)

    async def _connected(
        self,
        request: web.Request,
        kind: str,
        sent: Mapping[str, Any],
        do: Callable[[], tuple[int, dict[str, Any]]],
    ) -> web.StreamResponse:
        if self.delay:
            await asyncio.sleep(self.delay)
        return await self._authorised(request, kind, sent, ISSUER, do)

    async def _authorised(
        self,
        request: web.Request,
        kind: str,
        sent: Mapping[str, Any],
        resource: str,
        do: Callable[[], tuple[int, dict[str, Any]]],
    ) -> web.StreamResponse:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if self.tokens.get(token) != resource:
            return await self._served(request, kind, sent, lambda: _refused(401, "Unauthorized"))
        return await self._served(request, kind, sent, do)

    async def _served(
        self,
        request: web.Request,
        kind: str,
        sent: Mapping[str, Any],
        do: Callable[[], tuple[int, dict[str, Any]]],
    ) -> web.StreamResponse:
        fault = self.faults.next(kind)
        if isinstance(fault, Stall):
            await asyncio.sleep(fault.seconds)
        if early := self._early(request, kind, sent, fault):
            return early
        status, body = do()
        code = body["error"].get("code", "") if isinstance(body.get("error"), dict) else ""
        if isinstance(fault, LoseAnswer):
            self.calls.append(Call(kind, request.path, sent, 0))
            return _cut(request)
        self.calls.append(Call(kind, request.path, sent, status, code))
        if isinstance(fault, Halves):
            return await _in_halves(request, json.dumps(body).encode())
        return web.json_response(body, status=status)

    def _early(
        self, request: web.Request, kind: str, sent: Mapping[str, Any], fault: Fault | None
    ) -> web.StreamResponse | None:
        """What comes in place of doing it."""
        match fault:
            case Refuse(status, code, subcode, retry_after):
                self.calls.append(Call(kind, request.path, sent, status, code))
                headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
                error = {
                    "code": code,
                    "message": json.dumps(sent),
                    **({"subCode": subcode} if subcode else {}),
                }
                return web.json_response({"error": error}, status=status, headers=headers)
            case Page(status, content_type):
                self.calls.append(Call(kind, request.path, sent, status))
                return web.Response(status=status, text="<html>Wrong</html>", content_type=content_type)
            case Reset():
                self.calls.append(Call(kind, request.path, sent, 0))
                return _cut(request)
            case _:
                return None


def _refused(status: int, code: str) -> tuple[int, dict[str, Any]]:
    return status, {"error": {"code": code, "message": "in words"}}


async def _in_halves(request: web.Request, body: bytes) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json"})
    await response.prepare(request)
    for part in (body[: len(body) // 2], body[len(body) // 2 :]):
        await response.write(part)
        await asyncio.sleep(0.05)
    return response


def _cut(request: web.Request) -> web.StreamResponse:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()
