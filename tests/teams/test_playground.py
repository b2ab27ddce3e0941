"""A real client: Microsoft's Agents Playground in Chromium, with the bot behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.teams.playground import Alex, BotRegistration, playground
from tests.teams.town import opened_bot

pytestmark = [pytest.mark.starts_process, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def bot(
    folder: Path, monkeypatch: pytest.MonkeyPatch, empty_database: Path
) -> AsyncIterator[BotRegistration]:
    """Serves whoever is on this machine, since the Playground has no tokens."""
    monkeypatch.setenv("UPMENTOR_DATABASE_URL", f"sqlite:///{folder / 'upmentor.db'}")
    monkeypatch.setenv("UPMENTOR_TEAMS_ANONYMOUS", "true")
    async with opened_bot(empty_database) as (core, app, url, clock):
        yield BotRegistration(core=core, app=app, url=url, clock=clock)


@pytest_asyncio.fixture(loop_scope="session")
async def alex(
    bot: BotRegistration, chromium_page: Page, npm_packages: Path, folder: Path
) -> AsyncIterator[Alex]:
    bot.settle_in()
    async with playground(f"{bot.url}/api/messages", npm_packages, folder) as url:
        await chromium_page.set_viewport_size({"width": 1500, "height": 1000})
        await chromium_page.goto(url)
        await expect(chromium_page.get_by_text("installationUpdate 200")).to_be_visible()
        yield Alex(chromium_page)
        await chromium_page.goto("about:blank")


async def test_a_mentor_from_the_charter_to_the_end_of_a_check_in(bot: BotRegistration, alex: Alex) -> None:
    await bot.passes(hours=1)
    await alex.sees("Your mentoring charter")  # sent first
    await alex.presses("I agree and sign")
    await alex.sees("has not signed yet")
    bot.jonas_signs()
    await bot.passes(hours=1)
    await alex.sees("Jonas has signed too")
    await expect(alex.cards.first).not_to_contain_text("has not signed yet")  # changed where it stood

    await bot.passes(days=7, hours=3)
    await alex.sees("Check-in 1")
    before = await alex.cards.count()
    await alex.presses("Answer here, one by one")
    await alex.sees("Question 1 of 5")
    await alex.presses("Tried something new")
    await alex.sees("Would you like to add a note?")
    await alex.presses("No note")
    await alex.sees("Question 2 of 5")
    assert await alex.cards.count() == before  # presses draw the card anew, replies get another
    await alex.says("4")
    await alex.sees("Question 3 of 5")
    await alex.says("what?")
    await alex.sees("I didn't recognise that")
    before = await alex.cards.count()
    await alex.sends(bot.edited("3"))
    await expect(alex.page.get_by_text("messageUpdate 200")).to_be_visible()
    assert await alex.cards.count() == before  # words that were changed afterwards are no answer
    await alex.says("3")
    await alex.sees("Would you like to add a note?")
    await alex.says("R&D <reuses> **it**")
    await alex.sees("Who gets your note?")
    await alex.presses("Only me")
    await alex.sees("Question 4 of 5")
    await alex.presses("Prefer not to say")
    await alex.sees("Question 5 of 5")

    await alex.says("Check In")
    await alex.sees("Saved: ")
    await alex.calls("check-in")  # the form, over the chat: nothing that is typed there stands in it
    await alex.dialog.get_by_role("button", name="Answer in a form").click()
    notes = alex.dialog.get_by_label("Reuse by others: a note, if you like")
    await expect(notes).to_have_value("R&D <reuses> **it**")
    await alex.dialog.get_by_role("radio", name="Protected time").check()
    await alex.dialog.get_by_role("button", name="Save").click()
    await expect(alex.dialog).to_contain_text("All answered, thank you")


async def test_a_message_is_flagged_from_its_menu(bot: BotRegistration, alex: Alex) -> None:
    await bot.passes(hours=1)
    await alex.says("Could you fix my printer & VPN?")
    await alex.sees("I did not understand that")
    await alex.calls("scope-flag", on_own=1)
    await expect(alex.dialog.get_by_label("The message this is about, by Alex Wilber")).to_have_value(
        "Could you fix my printer & VPN?"
    )
    await alex.dialog.get_by_role("button", name="Go on").click()
    await expect(alex.dialog).to_contain_text(
        "Please say in a few words what is needed"
    )  # stays, with what is wrong
    await alex.dialog.get_by_label("What happened").fill("He asked for <his> printer & VPN.")
    await alex.dialog.get_by_role("button", name="Go on").click()
    await expect(alex.dialog).to_contain_text("This is exactly what IT would read")
    await expect(alex.dialog).to_contain_text("He asked for <his> printer & VPN.")
    await alex.dialog.get_by_role("button", name="Send to IT").click()
    await expect(alex.dialog).to_contain_text("is on its way to IT, without any name")
    await alex.page.keyboard.press("Escape")
    await bot.app.relay.run_once()
    await alex.sees("On its way to IT")
