"""Microsoft's own test client, the Microsoft 365 Agents Playground, and a bot that it talks to."""

from __future__ import annotations

import asyncio
import json
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from playwright.async_api import Locator, Page, expect

from adapters.main import Core
from adapters.runtime.app import App
from adapters.sql.conversation_references import SqlConversationReferences
from bot.address import Address
from bot.conversation import handle
from bot.ids import EventKey, new_id
from bot.people.enrolment import import_roster
from bot.people.roles import Platform
from bot.people.roster import Roster, read_roster
from bot.programme.turns import create_cohort, launch
from bot.surface import Action, Button, Buttons, Message
from bot.ticks import tick
from bot.turn import Called, Event, Pressed, Refused, Show
from tests.parts import node
from tests.parts.patience import PATIENCE
from tests.slack.town import TownClock
from tests.teams.town import COHORT, HEADER

ALEX: Final = "00000000-0000-0000-0000-0000000000020"
TENANT: Final = "00000000-0000-0000-0000-0000000000001"
"""Who the Playground says is chatting."""
_CLI: Final = "@microsoft/m365agentsplayground/cli.js"
_PRELOAD: Final = Path(__file__).with_name("loopback.cjs")


@dataclass(kw_only=True)
class BotRegistration:
    """Alex is a mentor in the Playground; the executive of the pair chats in the browser."""

    core: Core
    app: App
    url: str
    clock: TownClock

    def settle_in(self) -> None:
        """The charter waits in the outbox for both."""
        now, work = self.core.clock.now(), self.core.work
        people = read_roster(
            "\n".join(
                [
                    HEADER,
                    f"alex@example.com,Alex,mentor,teams,{ALEX},{TENANT},Europe/London,GB,one",
                    "jonas@example.com,Jonas,executive,browser,,,Europe/London,GB,one",
                    "amina@example.com,Amina,lead,browser,,,Europe/London,GB,",
                    "carl@example.com,Carl,contact,browser,,,Europe/London,GB,",
                ]
            ).encode()
        )
        assert isinstance(people, Roster), people
        for done in (
            work(
                lambda u: create_cohort(u, name=COHORT, cadence_text="every 4 weeks", now=now, actor="test")
            ),
            work(lambda u: import_roster(u, COHORT, people, now=now, actor="test")),
            work(lambda u: launch(u, COHORT, now=now, actor="test")),
        ):
            assert not isinstance(done, Refused), done

    def jonas_signs(self) -> None:
        who = Address(platform=Platform.BROWSER, workspace="", user="jonas@example.com")
        now, work = self.core.clock.now(), self.core.work
        shown = handle(Event(key=EventKey(new_id()), who=who, act=Called("charter")), work, now)
        assert isinstance(shown, Show), shown
        press = Pressed(_button(shown.message, "I agree"))
        handle(Event(key=EventKey(new_id()), who=who, act=press), work, now)

    def edited(self, words: str) -> dict[str, object]:
        """Sends the activity of Alex editing a message."""
        who = Address(platform=Platform.TEAMS, workspace=TENANT, user=ALEX)
        chat = SqlConversationReferences(self.core.engine).find(who)
        assert chat
        return {
            "type": "messageUpdate",
            "channelId": "msteams",
            "id": "1",
            "serviceUrl": chat.service_url,
            "conversation": {"id": chat.conversation, "conversationType": "personal", "tenantId": TENANT},
            "from": {"id": chat.user, "aadObjectId": ALEX},
            "recipient": {"id": chat.bot},
            "text": words,
            "channelData": {"eventType": "editMessage"},
        }

    async def passes(self, *, days: float = 0, hours: float = 0) -> None:
        """Time goes on; then it ticks and drains once."""
        self.clock.advance(timedelta(days=days, hours=hours))
        done = tick(self.clock.now(), self.core.work)
        assert not done.failed, done.failed
        await self.app.relay.run_once()


@dataclass(frozen=True, slots=True)
class Alex:
    """Alex's side of the chat. The log beside it repeats everything, so what is read is read from cards."""

    page: Page

    @property
    def cards(self) -> Locator:
        return self.page.locator(".ac-adaptiveCard")

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog").last

    async def says(self, words: str) -> None:
        await self.page.get_by_role("textbox").last.click()
        await self.page.keyboard.type(words)
        await self.page.keyboard.press("Enter")

    async def presses(self, label: str) -> None:
        await self.page.get_by_role("button", name=label, exact=True).last.click()

    async def sees(self, words: str) -> None:
        """In the newest card."""
        await expect(self.cards.last).to_contain_text(words)

    async def calls(self, command: str, *, on_own: int | None = None) -> None:
        """A message extension: from the box, or on one of the messages of the chat, counted from 0."""
        if on_own is None:
            await self.page.get_by_label("Trigger Message Extension App").click()
        else:
            await self.page.get_by_label("Show more information").nth(on_own).click()
        await self.page.get_by_role("menuitem", name="Action Command").click()
        await self.dialog.get_by_placeholder("Input command id").fill(command)
        await self.dialog.get_by_role("button", name="Create").click()

    async def sends(self, activity: dict[str, object]) -> None:
        """Sends an activity that the client has no button for."""
        await self.page.get_by_role("button", name="Mock an Activity").click()
        await self.page.get_by_role("menuitem", name="Custom activity").click()
        await self.dialog.locator(".monaco-editor").click()
        await self.page.keyboard.press("ControlOrMeta+A")
        await self.page.keyboard.insert_text(json.dumps(activity))
        await self.page.keyboard.press("ControlOrMeta+Shift+End")
        await self.page.keyboard.press("Delete")  # what the editor closed by itself
        await self.dialog.get_by_role("button", name="Send activity").click()


@asynccontextmanager
async def playground(endpoint: str, npm: Path, folder: Path) -> AsyncIterator[str]:
    """The address of a Playground that talks to the bot there. It keeps its things in the folder."""
    program = node.program()
    assert program
    port = str(_free_port())
    arguments = ("start", "-e", endpoint, "-c", "msteams", "-p", port, "--disable-telemetry")
    settings = {"TEAMSAPPTESTER_BROWSER": "none", "HOME": str(folder), "NO_PROXY": "127.0.0.1,localhost"}
    process = await asyncio.create_subprocess_exec(
        *(program, "-r", _PRELOAD, npm / _CLI),
        *arguments,
        cwd=folder,
        env={**node.environment(program), **settings},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield f"http://127.0.0.1:{await asyncio.wait_for(_port_of(process), 2 * PATIENCE)}"
    finally:
        process.kill()
        await process.wait()


async def _port_of(process: asyncio.subprocess.Process) -> str:
    assert process.stdout
    said = []
    async for line in process.stdout:
        said.append(line.decode())
        if found := re.search(r"Listening on (\d+)", said[-1]):
            return found[1]
    raise AssertionError("".join(said))


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def _button(message: Message, label: str) -> Action:
    found = (one for block in message.blocks if isinstance(block, Buttons) for one in block.items)
    return next(one.action for one in found if isinstance(one, Button) and one.label.startswith(label))
