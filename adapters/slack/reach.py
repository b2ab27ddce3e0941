"""What can be done for one person in one workspace of Slack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import structlog

from adapters.installation import Installation
from adapters.slack.calls import Answered, Failed, SlackCalls
from adapters.slack.kit import Json
from adapters.slack.place import Place
from adapters.slack.render import render_form, render_home, render_message, render_modal
from bot.surface import Form, Message


@dataclass(frozen=True, slots=True)
class Reach:
    """What can be done for one person in one workspace. What fails is logged, by its code."""

    calls: SlackCalls
    installation: Installation
    user: str

    async def open(self, trigger: str, view: Json) -> Answered | Failed:
        return await self._write("views.open", trigger_id=trigger, view=view)

    async def replace(self, view_id: str, view: Json) -> None:
        await self._write("views.update", view_id=view_id, view=view)

    async def publish(self, message: Message) -> None:
        await self._write("views.publish", user_id=self.user, view=render_home(message))

    async def write(self, message: Message, channel: str = "") -> None:
        """In the person's own chat, or in the channel."""
        rendered = {**render_message(message), "unfurl_links": False, "unfurl_media": False}
        await self._write("chat.postMessage", channel=channel or self.user, **rendered)

    async def whisper(self, message: Message, place: Place) -> bool:
        """In the channel, for the person alone."""
        thread = {"thread_ts": place.thread_ts} if place.thread_ts else {}
        rendered = render_message(message)
        done = await self._write(
            "chat.postEphemeral", channel=place.channel, user=self.user, **thread, **rendered
        )
        return isinstance(done, Answered)

    async def redraw(self, message: Message, place: Place) -> bool:
        done = await self._write(
            "chat.update", channel=place.channel, ts=place.message_ts, **render_message(message)
        )
        return isinstance(done, Answered)

    async def respond(self, message: Message, place: Place, *, replaces: bool) -> bool:
        """By the `response_url`, which no other budget is spent on."""
        if not place.response_url:
            return False
        rendered = {**render_message(message), "response_type": "ephemeral", "replace_original": replaces}
        return isinstance(_logged(await self.calls.respond(place.response_url, rendered)), Answered)

    async def _write(self, method: str, **arguments: object) -> Answered | Failed:
        return _logged(await self.calls.write(method, self.installation.token, **arguments), method)


def _logged(done: Answered | Failed, method: str = "response_url") -> Answered | Failed:
    if isinstance(done, Failed):
        structlog.get_logger().warning("slack call failed", method=method, code=done.code, at=done.detail)
    return done


@dataclass(slots=True)
class Modal:
    """A modal that is there already, or that the trigger opens."""

    reach: Reach
    place: Place
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
        if isinstance(opened, Failed):
            return False
        self.view_id = opened.text("view", "id")
        return True
