"""Socket Mode: payloads come by a WebSocket that we open, so no address of ours need be public."""

from __future__ import annotations

import asyncio
import json
from typing import Final

import structlog
from slack_bolt.response import BoltResponse
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from adapters.slack.app import SlackApp
from adapters.slack.client import SlackClient, quiet_logger
from adapters.slack.inbound import read_payload

PING_EVERY: Final = 10.0


class SocketMode:
    """Connects in the background, retries for as long as Slack is out of reach, and reconnects."""

    def __init__(
        self, app: SlackApp, client: SlackClient, app_token: str, *, ping_every: float | None = None
    ) -> None:
        self._app = app
        self._slack = client
        self._app_token = app_token
        self._ping_every = ping_every or PING_EVERY
        self._client: SocketModeClient | None = None
        self._connecting: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Call it in the loop that it runs in: the SDK's client binds to the loop when it is made."""
        self._client = SocketModeClient(
            app_token=self._app_token,
            logger=quiet_logger(),
            web_client=self._slack.sdk,
            ping_interval=self._ping_every,
        )
        self._client.proxy = self._slack.sdk.proxy
        self._client.socket_mode_request_listeners.append(self._receive)
        self._connecting = asyncio.ensure_future(self._connect(self._client))

    async def stop(self) -> None:
        """Takes no further payload."""
        if self._client is None or self._connecting is None:
            return
        self._connecting.cancel()
        await asyncio.gather(self._connecting, return_exceptions=True)
        await self._client.close()

    async def is_connected(self) -> bool:
        return self._client is not None and await self._client.is_connected()

    async def _connect(self, client: SocketModeClient) -> None:
        await client.connect()
        structlog.get_logger().info("slack socket connected")

    async def _receive(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        response = await self._app.take(read_payload(request.payload))
        if response.status == 200:
            await client.send_socket_mode_response(
                SocketModeResponse(envelope_id=request.envelope_id, payload=_payload(response))
            )


def _payload(response: BoltResponse) -> dict[str, object] | None:
    if not response.body:
        return None
    payload: dict[str, object] = json.loads(response.body)
    return payload
