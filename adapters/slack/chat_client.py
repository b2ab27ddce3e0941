"""The calls that show something to one person in one workspace of Slack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from adapters.chat.http_call import CallFailed, CallSucceeded
from adapters.chat.installations import Installation
from adapters.slack.block_kit import Json
from adapters.slack.client import SlackClient
from adapters.slack.failures import BLOCKS_REFUSED, TOKEN_REFUSED
from adapters.slack.installations import Authorisations
from adapters.slack.render import render_form, render_home, render_message, render_modal
from adapters.slack.reply_target import DIRECT_MESSAGE, SlackReplyTarget
from bot.surface import Form, Message


@dataclass(frozen=True, slots=True)
class SlackChatClient:
    """A failed call is logged by its code, and never raises."""

    client: SlackClient
    authorisations: Authorisations
    installation: Installation
    user: str

    async def send_direct(self, message: Message, target: SlackReplyTarget = DIRECT_MESSAGE) -> None:
        """Sends to the person's own chat; to the thread there that they wrote in, if any."""
        channel = target.channel if target.is_direct else self.user
        where = {"channel": channel, **_thread(target), "unfurl_links": False, "unfurl_media": False}
        await self._send("chat.postMessage", message, **where)

    async def send_ephemeral(self, message: Message, target: SlackReplyTarget) -> bool:
        """Sends to the channel, for the person alone to see."""
        where = {"channel": target.channel, "user": self.user, **_thread(target)}
        return isinstance(await self._send("chat.postEphemeral", message, **where), CallSucceeded)

    async def update(self, message: Message, target: SlackReplyTarget) -> bool:
        """Redraws the card that was pressed."""
        where = {"channel": target.channel, "ts": target.message_ts}
        return isinstance(await self._send("chat.update", message, **where), CallSucceeded)

    async def respond(self, message: Message, target: SlackReplyTarget, *, replaces: bool) -> bool:
        """Answers by the `response_url`, which no rate limit counts."""
        if not target.response_url:
            return False
        rendered = {**render_message(message), "response_type": "ephemeral", "replace_original": replaces}
        done = await self.client.respond(target.response_url, rendered)
        return isinstance(_logged(done, "response_url"), CallSucceeded)

    async def open_view(self, trigger: str, view: Json) -> CallSucceeded | CallFailed:
        return await self._write("views.open", trigger_id=trigger, view=view)

    async def update_view(self, view_id: str, view: Json) -> None:
        await self._write("views.update", view_id=view_id, view=view)

    async def publish_home(self, message: Message) -> None:
        await self._write("views.publish", user_id=self.user, view=render_home(message))

    async def _send(self, method: str, message: Message, **where: object) -> CallSucceeded | CallFailed:
        sent = await self._write(method, **where, **render_message(message))
        if isinstance(sent, CallFailed) and sent.code in BLOCKS_REFUSED:
            return await self._write(method, **where, **render_message(message, native=False))
        return sent

    async def _write(self, method: str, **arguments: object) -> CallSucceeded | CallFailed:
        done = _logged(await self.client.write(method, self.installation.token, **arguments), method)
        if isinstance(done, CallFailed) and done.code in TOKEN_REFUSED:
            self.authorisations.doubt(self.installation.workspace)
        return done


@dataclass(slots=True)
class Modal:
    """One modal, which the trigger opens and later calls update. `view_id` is "" until it is open."""

    client: SlackChatClient
    target: SlackReplyTarget
    view_id: str = ""

    async def show(self, message: Message) -> bool:
        """False if it could not be opened: a trigger lives for three seconds."""
        return await self._put(render_modal(message, self.target))

    async def ask(self, form: Form, problems: Mapping[str, str] | None = None) -> bool:
        """As `show`."""
        return await self._put(render_form(form, self.target, problems))

    async def _put(self, view: Json) -> bool:
        if self.view_id:
            await self.client.update_view(self.view_id, view)
            return True
        if not self.target.trigger_id:
            return False
        opened = await self.client.open_view(self.target.trigger_id, view)
        if isinstance(opened, CallFailed):
            return False
        self.view_id = opened.text("view", "id")
        return True


def _thread(target: SlackReplyTarget) -> dict[str, str]:
    return {"thread_ts": target.thread_ts} if target.thread_ts else {}


def _logged(done: CallSucceeded | CallFailed, method: str) -> CallSucceeded | CallFailed:
    if isinstance(done, CallFailed):
        structlog.get_logger().warning("slack call failed", method=method, code=done.code, at=done.detail)
    return done
