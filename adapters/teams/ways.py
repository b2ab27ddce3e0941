"""The ways back: how an answer looks where the person acted, and what can be shown there while it is being made.

An invoke's answer rides in the request itself, and is private wherever it was pressed. A message's answer goes through
the Connector, and what is personal goes to the person's own chat.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias, assert_never

from adapters.teams.answers import invoke_answer, is_carried, working_answer
from adapters.teams.arrival import Incoming
from adapters.teams.reach import Reach
from bot import screens
from bot.features import IN_OWN_CHAT
from bot.surface import Message
from bot.turn import Called, OpenForm, Pressed, Redraw, RejectForm, Reply, Show, Submitted

Body: TypeAlias = dict[str, Any] | None
"""What the answer to the request carries; None for a message, which has none."""


class Way(Protocol):
    async def working(self) -> Body:
        """Shows that the answer takes a moment."""

    async def answer(self, reply: Reply) -> Body: ...

    async def settle(self, reply: Reply) -> None:
        """What is left to do once the answer has gone."""

    async def answer_late(self, reply: Reply) -> None:
        """The request was answered already."""


@dataclass(frozen=True, slots=True)
class MessageWay:
    """Words: they cannot open a form, only a press can."""

    reach: Reach
    incoming: Incoming

    async def working(self) -> Body:
        if self.incoming.place.is_personal:
            await self.reach.type()
        return None

    async def answer(self, reply: Reply) -> Body:
        match reply:
            case Show(message) | Redraw(message):
                await self._show(message)
            case OpenForm() | RejectForm():
                await self._show(_form_behind_a_press(self.incoming))
            case _ as never:
                assert_never(never)
        return None

    async def settle(self, reply: Reply) -> None:
        return

    async def answer_late(self, reply: Reply) -> None:
        await self.answer(reply)

    async def _show(self, message: Message) -> None:
        place = self.incoming.place
        if place.is_personal:
            await self.reach.say(message)
        elif place.is_targeted:
            await self.reach.whisper(message)
        elif await self.reach.write(message):
            await self.reach.say(screens.moved_to_chat())
        else:
            await self.reach.say(screens.add_the_app())


@dataclass(frozen=True, slots=True)
class InvokeWay:
    """A press, a dialog or a message extension."""

    reach: Reach
    incoming: Incoming

    async def working(self) -> Body:
        return working_answer(self.incoming)

    async def answer(self, reply: Reply) -> Body:
        if isinstance(reply, Show | Redraw):
            if self._goes_to_own_chat():
                return await self._move(reply.message)
            if isinstance(self.incoming.event.act, Submitted):
                reply = Redraw(
                    reply.message
                )  # it takes the form's place, and puts no typed word into the chat
            if not is_carried(reply, self.incoming):
                await self.reach.write(reply.message)
        return invoke_answer(reply, self.incoming)

    async def settle(self, reply: Reply) -> None:
        """The card in the answer is there until the chat is loaded again; the message itself is changed too."""
        if isinstance(reply, Redraw) and self._may_redraw():
            await self.reach.redraw(reply.message)

    async def answer_late(self, reply: Reply) -> None:
        """A card is drawn again, and what `answer` wrote into the own chat is there.

        What stood in a dialog or a form is not put into the chat, since it may hold people's words.
        """
        is_pressed = isinstance(self.incoming.event.act, Pressed)
        if isinstance(reply, Redraw) and self._may_redraw():
            await self.reach.redraw(reply.message)
        elif not ((isinstance(reply, Show) and is_pressed and self._is_card()) or self._goes_to_own_chat()):
            await self.reach.write(screens.finished_late())

    def _may_redraw(self) -> bool:
        """A card among others is not changed for what one of them pressed: everybody there would read it."""
        is_pressed = isinstance(self.incoming.event.act, Pressed)
        return is_pressed and self._is_card() and self.incoming.place.is_personal

    def _goes_to_own_chat(self) -> bool:
        act = self.incoming.event.act
        wants_words = isinstance(act, Pressed) and act.action.name in IN_OWN_CHAT
        return wants_words and not (self.incoming.place.is_personal and self._is_card())

    def _is_card(self) -> bool:
        return self.incoming.place.invoke == "adaptiveCard/action"

    async def _move(self, message: Message) -> Body:
        moved = await self.reach.write(message)
        told = screens.moved_to_chat() if moved else screens.add_the_app()
        return invoke_answer(Redraw(told), self.incoming)


_LONGEST_TEXT = 400
"""What a button carries of words is bounded; a form can be filled in again."""


def _form_behind_a_press(incoming: Incoming) -> Message:
    act = incoming.event.act
    command, text = (act.command, act.text) if isinstance(act, Called) else ("home", "")
    return screens.press_to_open(command, text if len(text) <= _LONGEST_TEXT else "")


def way_back(incoming: Incoming, reach: Reach) -> Way:
    return InvokeWay(reach, incoming) if incoming.place.invoke else MessageWay(reach, incoming)
