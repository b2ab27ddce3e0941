"""What can be done for one person in one workspace of Slack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from adapters.chat.installations import Installation
from adapters.slack.block_kit import Json
from adapters.slack.client import CallFailed, CallSucceeded, SlackClient
from adapters.slack.failures import BLOCKS_REFUSED, TOKEN_IS_DEAD
from adapters.slack.installations import Authorisations
from adapters.slack.render import render_form, render_home, render_message, render_modal
from adapters.slack.reply_target import DIRECT_MESSAGE, SlackReplyTarget
from bot.surface import Form, Message


@dataclass(frozen=True, slots=True)
class SlackChatClient:
    """What can be done for one person in one workspace. What fails is logged, by its code."""

    calls: SlackClient
    authorisations: Authorisations
    installation: Installation
    user: str

    async def open(self, trigger: str, view: Json) -> CallSucceeded | CallFailed:
        return await self._write("views.open", trigger_id=trigger, view=view)

    async def replace(self, view_id: str, view: Json) -> None:
        await self._write("views.update", view_id=view_id, view=view)

    async def publish(self, message: Message) -> None:
        await self._write("views.publish", user_id=self.user, view=render_home(message))

    async def write(self, message: Message, place: SlackReplyTarget = DIRECT_MESSAGE) -> None:
        """In the person's own chat; in the thread there that they wrote in, if it was one."""
        channel = place.channel if place.is_direct else self.user
        where = {"channel": channel, **_thread(place), "unfurl_links": False, "unfurl_media": False}
        await self._say("chat.postMessage", message, **where)

    async def whisper(self, message: Message, place: SlackReplyTarget) -> bool:
        """In the channel, for the person alone."""
        where = {"channel": place.channel, "user": self.user, **_thread(place)}
        return isinstance(await self._say("chat.postEphemeral", message, **where), CallSucceeded)

    async def redraw(self, message: Message, place: SlackReplyTarget) -> bool:
        where = {"channel": place.channel, "ts": place.message_ts}
        return isinstance(await self._say("chat.update", message, **where), CallSucceeded)

    async def respond(self, message: Message, place: SlackReplyTarget, *, replaces: bool) -> bool:
        """By the `response_url`, which no other budget is spent on."""
        if not place.response_url:
            return False
        rendered = {**render_message(message), "response_type": "ephemeral", "replace_original": replaces}
        return isinstance(_logged(await self.calls.respond(place.response_url, rendered)), CallSucceeded)

    async def _say(self, method: str, message: Message, **where: object) -> CallSucceeded | CallFailed:
        said = await self._write(method, **where, **render_message(message))
        if isinstance(said, CallFailed) and said.code in BLOCKS_REFUSED:
            return await self._write(method, **where, **render_message(message, native=False))
        return said

    async def _write(self, method: str, **arguments: object) -> CallSucceeded | CallFailed:
        done = _logged(await self.calls.write(method, self.installation.token, **arguments), method)
        if isinstance(done, CallFailed) and done.code in TOKEN_IS_DEAD:
            self.authorisations.doubt(self.installation.place)
        return done


def _thread(place: SlackReplyTarget) -> dict[str, str]:
    return {"thread_ts": place.thread_ts} if place.thread_ts else {}


def _logged(done: CallSucceeded | CallFailed, method: str = "response_url") -> CallSucceeded | CallFailed:
    if isinstance(done, CallFailed):
        structlog.get_logger().warning("slack call failed", method=method, code=done.code, at=done.detail)
    return done


@dataclass(slots=True)
class Modal:
    """A modal that is there already, or that the trigger opens."""

    reach: SlackChatClient
    place: SlackReplyTarget
    view_id: str = ""

    async def show(self, message: Message) -> bool:
        return await self._put(render_modal(message, self.place))

    async def ask(self, form: Form, problems: Mapping[str, str] | None = None) -> bool:
        return await self._put(render_form(form, self.place, problems))

    async def _put(self, view: Json) -> bool:
        """False if it could not be opened: three seconds are soon over."""
        if self.view_id:
            await self.reach.replace(self.view_id, view)
            return True
        if not self.place.trigger_id:
            return False
        opened = await self.reach.open(self.place.trigger_id, view)
        if isinstance(opened, CallFailed):
            return False
        self.view_id = opened.text("view", "id")
        return True
