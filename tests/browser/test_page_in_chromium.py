"""The page in a real browser, at the sizes of a desktop and of a phone."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import unused_port
from playwright.async_api import Browser, Locator, Page, ViewportSize, expect
from structlog.testing import capture_logs

from bot.turn import Called, Pressed, Said, Submitted
from tests.browser.samples import HOSTILE, HOSTILE_MESSAGE, INVITATION, NOTES, REPORT
from tests.browser.stage import ADA, GRACE, LEAD, Stage, plain
from tests.parts.chromium import MILLISECONDS

pytestmark = pytest.mark.asyncio(loop_scope="session")

SIZES = {"desk": ViewportSize(width=1280, height=800), "phone": ViewportSize(width=375, height=740)}
on_both = pytest.mark.parametrize("visitor", SIZES, indirect=True)


@dataclass
class House:
    """A server that can stop and start again at the same address."""

    stage: Stage
    port: int
    runner: web.AppRunner | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def open(self) -> None:
        self.runner = web.AppRunner(self.stage.app())
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port, reuse_address=True).start()

    async def shut(self) -> None:
        assert self.runner
        await self.runner.cleanup()


@dataclass
class Visitor:
    """A person at the page. On a phone some parts are behind a button."""

    page: Page
    url: str
    is_narrow: bool

    async def meet(self, name: str) -> None:
        await self.page.goto(self.url)
        await self.change_to(name)

    async def change_to(self, name: str) -> None:
        if self.is_narrow:
            await self.button("People", "Pick a person").click()
        people = self.page.get_by_role("navigation", name="People")
        await people.get_by_role("link", name=re.compile(f"^{name}")).click()
        await expect(self.page.get_by_role("heading", name=name, level=1)).to_be_visible()
        await self.page.wait_for_load_state()  # what is pressed before the scripts have run is lost

    async def write(self, text: str) -> None:
        await self.page.get_by_label("Write to Upmentor").fill(text)
        await self.page.keyboard.press("Enter")

    async def move(self, step: str) -> None:
        if self.is_narrow:
            await self.button("Move time").click()
        await self.button(step).click()
        if self.is_narrow:
            await self.page.keyboard.press("Escape")

    def button(self, *names: str) -> Locator:
        either = [self.page.get_by_role("button", name=name) for name in names]
        return either[0].or_(either[-1])

    @property
    def talk(self) -> Locator:
        return self.page.get_by_role("region", name="Conversation")

    @property
    def form(self) -> Locator:
        return self.page.get_by_role("dialog", name="Your check-in")


@pytest_asyncio.fixture(loop_scope="session")
async def house(stage: Stage) -> AsyncIterator[House]:
    house = House(stage, unused_port())
    await house.open()
    yield house
    await house.shut()


@pytest_asyncio.fixture(loop_scope="session")
async def visitor(request: pytest.FixtureRequest, house: House, chromium: Browser) -> AsyncIterator[Visitor]:
    """Uses a desktop, unless the test has `on_both`."""
    size = getattr(request, "param", "desk")
    context = await chromium.new_context(viewport=SIZES[size], reduced_motion="reduce")
    page = await context.new_page()
    page.set_default_timeout(MILLISECONDS)
    errors: list[object] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console", lambda said: errors.append(said.text) if "Content Security Policy" in said.text else None
    )
    yield Visitor(page, house.url, is_narrow=size == "phone")
    await context.close()
    assert not errors


def acts(stage: Stage) -> Sequence[object]:
    return [event.act for event in stage.asked]


@on_both
async def test_a_person_is_picked_and_answered_for(stage: Stage, visitor: Visitor) -> None:
    await stage.deliver(ADA, INVITATION)
    await visitor.meet("Ada Okafor")
    await expect(visitor.talk.get_by_role("heading", name="Check-in 3 of 4")).to_be_visible()
    await visitor.button("One at a time here").click()
    await expect(visitor.talk).to_contain_text("You pressed checkin.chat.")
    await expect(visitor.talk).to_contain_text("Only you can see this")
    await visitor.write("Two prompts that others reuse")
    await expect(visitor.talk).to_contain_text("You said 29 characters.")
    await expect(visitor.page.get_by_label("Write to Upmentor")).to_have_value("")
    assert [type(act) for act in acts(stage)] == [Pressed, Said]


@on_both
async def test_a_form_is_mended_and_sent(stage: Stage, visitor: Visitor) -> None:
    await stage.deliver(ADA, INVITATION)
    await visitor.meet("Ada Okafor")
    await visitor.button("Answer in one form").click()
    form = visitor.form
    await expect(form.get_by_role("radio", name="I use a skill I did not have")).to_be_focused()
    await form.get_by_label("Anything to add?").fill("Nobody but me\nmay lose this: <b> 🦊")
    await form.get_by_label("Hours saved a week").fill("many")
    await form.get_by_role("radio", name="4", exact=True).check()
    await form.get_by_role("button", name="Save answers").click()

    await expect(form.get_by_role("alert")).to_contain_text("2 things need another look.")
    changed = form.get_by_role("radiogroup", name="What has changed in how you work?")
    await expect(changed).to_have_attribute("aria-invalid", "true")
    await expect(changed).to_have_accessible_description(
        "Please fill this in. Who can see this: nobody by name; the lead sees shares of five people or more."
    )
    await expect(form.get_by_role("radio", name="I use a skill I did not have")).to_be_focused()
    await expect(form.get_by_label("Anything to add?")).to_have_value("Nobody but me\nmay lose this: <b> 🦊")
    await expect(form.get_by_label("Hours saved a week")).to_have_value("many")
    await expect(form.get_by_role("radio", name="4", exact=True)).to_be_checked()

    await form.get_by_role("radio", name="A workflow runs differently").check()
    await form.get_by_label("Hours saved a week").fill("2,5")
    await form.get_by_label("Best day for your next session").fill("2026-06-12")
    await form.get_by_role("button", name="Save answers").click()
    await expect(form).to_be_hidden()
    await expect(visitor.talk).to_contain_text("Thank you. 7 answers are kept.")
    await expect(visitor.talk).not_to_contain_text("Nobody but me")
    sent = stage.asked[-1].act
    assert isinstance(sent, Submitted)
    assert sent.values["hours"] == "2,5"
    assert len({event.key for event in stage.asked}) == 3


async def test_a_form_that_was_closed_brings_back_what_was_typed(stage: Stage, visitor: Visitor) -> None:
    await stage.deliver(ADA, INVITATION)
    await visitor.meet("Ada Okafor")
    for _ in range(2):
        await visitor.button("Answer in one form").click()
        await expect(visitor.form.get_by_label("Anything to add?")).to_have_value("")
        await visitor.form.get_by_label("Anything to add?").fill("Half a thought")
        await visitor.form.get_by_role("radio", name="I prefer not to say").last.check()
        await visitor.page.keyboard.press("Escape")
        await expect(visitor.form).to_be_hidden()
        await expect(visitor.button("Answer in one form")).to_be_focused()

        await visitor.page.reload()
        await visitor.button("Answer in one form").click()
        await expect(visitor.form.get_by_label("Anything to add?")).to_have_value("Half a thought")
        await expect(visitor.form.get_by_role("radio", name="I prefer not to say").last).to_be_checked()
        await visitor.form.get_by_role("button", name="Start again").click()
        await expect(visitor.form.get_by_label("Anything to add?")).to_have_value("")
        await visitor.form.get_by_role("button", name="Close").click()


async def test_a_note_counts_its_letters_and_cuts_none(stage: Stage, visitor: Visitor) -> None:
    await stage.deliver(ADA, INVITATION)
    await visitor.meet("Ada Okafor")
    await visitor.button("Answer in one form").click()
    note = visitor.form.get_by_label("Anything to add?")
    await note.fill("x" * 201)
    await expect(visitor.form).to_contain_text("201 of 200 characters")
    await visitor.form.get_by_role("button", name="Save answers").click()
    await expect(visitor.form).to_contain_text("This is 1 character too long")
    await expect(note).to_have_value("x" * 201)


async def test_a_card_is_drawn_again_where_it_stood_after_a_second_thought(
    stage: Stage, visitor: Visitor
) -> None:
    await stage.deliver(ADA, INVITATION)
    await stage.deliver(ADA, plain("Another message"))
    await visitor.meet("Ada Okafor")
    await visitor.button("Skip this one").click()
    await visitor.page.get_by_role("button", name="Go back").click()
    assert acts(stage) == []
    await visitor.button("Skip this one").click()
    await visitor.page.get_by_role("dialog").get_by_role("button", name="Skip this one").click()
    await expect(visitor.talk.get_by_role("listitem")).to_contain_text(
        ["You skipped this one.", "Another message"]
    )
    await expect(visitor.button("Skip this one")).to_be_hidden()
    await expect(visitor.talk.get_by_role("listitem").first).to_be_focused()


async def test_a_form_may_be_answered_in_the_place_of_its_card(stage: Stage, visitor: Visitor) -> None:
    await stage.deliver(ADA, INVITATION)
    await visitor.meet("Ada Okafor")
    await visitor.button("Answer in one form").click()
    await visitor.form.get_by_role("radio", name="Nothing yet").check()
    await visitor.form.get_by_role("radio", name="2", exact=True).check()
    await visitor.form.get_by_label("Who gets this note?").select_option("Only me")
    await visitor.form.get_by_role("button", name="Save answers").click()
    await expect(visitor.form).to_be_hidden()
    card = visitor.talk.get_by_role("listitem")
    await expect(card).to_contain_text(["Thank you. 5 answers are kept."])
    await expect(card).to_be_focused()


@on_both
async def test_a_command_is_picked_from_the_menu(stage: Stage, visitor: Visitor) -> None:
    await visitor.meet("Lena <Lead> Brandt")
    box = visitor.page.get_by_label("Write to Upmentor")
    await box.press_sequentially("/co")
    menu = visitor.page.get_by_role("listbox", name="Commands")
    await expect(menu.get_by_role("option")).to_have_count(2)
    await expect(menu.get_by_role("option", selected=True)).to_contain_text("/cohort")
    await visitor.page.keyboard.press("ArrowDown")
    await expect(menu.get_by_role("option", selected=True)).to_contain_text("/cohort-report")
    await visitor.page.keyboard.press("Enter")
    await expect(box).to_have_value("/cohort-report ")
    await expect(menu).to_be_hidden()
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.talk).to_contain_text("You called cohort-report with “”.")
    assert acts(stage) == [Called("cohort-report")]


async def test_the_menu_is_for_mice_and_for_those_who_know(stage: Stage, visitor: Visitor) -> None:
    await visitor.meet("Ada Okafor")
    box = visitor.page.get_by_label("Write to Upmentor")
    await box.fill("/")
    await visitor.page.get_by_role("option", name="/charter").click()
    await expect(box).to_have_value("/charter ")
    await expect(box).to_be_focused()
    await box.fill("/")
    await visitor.page.keyboard.press("Escape")
    await expect(visitor.page.get_by_role("listbox", name="Commands")).to_be_hidden()
    await box.fill("/check-in")
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.talk).to_contain_text("Check-in 3 of 4")
    assert acts(stage) == [Called("check-in")]


async def test_a_new_line_is_not_a_message(stage: Stage, visitor: Visitor) -> None:
    await visitor.meet("Ada Okafor")
    box = visitor.page.get_by_label("Write to Upmentor")
    await box.press_sequentially("one")
    await visitor.page.keyboard.press("Shift+Enter")
    await box.press_sequentially("two")
    await expect(box).to_have_value("one\ntwo")
    await visitor.page.keyboard.press("Enter")
    await expect(visitor.talk).to_contain_text("You said 7 characters.")


@on_both
async def test_the_clock_moves_and_what_falls_due_arrives(stage: Stage, visitor: Visitor) -> None:
    await visitor.meet("Ada Okafor")
    clock = visitor.page.get_by_role("region", name="Clock")
    await expect(clock).to_contain_text("Mon 8 Jun 2026 10:00")
    await expect(clock).to_contain_text("Europe/Berlin")
    await visitor.move("To the next thing")
    await expect(clock).to_contain_text("Mon 8 Jun 2026 15:00")
    await visitor.move("+1 week")
    await expect(clock).to_contain_text("Mon 15 Jun 2026 15:00")
    await expect(visitor.talk.get_by_role("heading", name="Monday 15 June 2026")).to_be_visible()
    await expect(visitor.talk.get_by_role("heading", name="Check-in 3 of 4")).to_be_in_viewport()


@on_both
async def test_news_of_others_is_counted_and_news_here_is_shown_and_read_out(
    stage: Stage, visitor: Visitor
) -> None:
    await visitor.meet("Ada Okafor")
    await stage.deliver(GRACE, plain("For Grace"))
    await stage.deliver(ADA, plain("For Ada"))
    await expect(visitor.talk).to_contain_text("For Ada")
    await expect(visitor.page.get_by_role("status").filter(has_text="Upmentor: For Ada")).to_have_count(1)
    if visitor.is_narrow:
        await expect(visitor.button("People")).to_contain_text("1 unread")
    await visitor.change_to("Grace Lindqvist")
    await expect(visitor.talk).to_contain_text("For Grace")
    await expect(visitor.page.get_by_text("1 unread")).to_have_count(0)
    await visitor.page.reload()
    await expect(visitor.page.get_by_text("1 unread")).to_have_count(0)


async def test_people_are_found_by_name_role_and_partner(visitor: Visitor) -> None:
    await visitor.page.goto(visitor.url)
    if visitor.is_narrow:
        await visitor.button("Pick a person").click()
    people = visitor.page.get_by_role("navigation", name="People")
    await people.get_by_label("Find a person").fill("lind")
    await expect(people.get_by_role("link")).to_contain_text(["Ada Okafor", "Grace Lindqvist"])
    await people.get_by_label("Find a person").fill("lead")
    await expect(people.get_by_role("link")).to_have_count(1)
    await people.get_by_label("Find a person").fill("nobody at all")
    await expect(people).to_contain_text("Nobody by that name.")


async def test_a_failure_is_told_and_can_be_tried_again_without_typing(
    stage: Stage, visitor: Visitor
) -> None:
    await visitor.meet("Ada Okafor")
    with capture_logs():
        await visitor.write("break")
        toast = visitor.page.get_by_role("alert").filter(has_text="Something broke on the server.")
        await expect(toast).to_be_visible()
        await expect(visitor.page.get_by_label("Write to Upmentor")).to_have_value("break")
        async with visitor.page.expect_response("**/chat/events*"):
            await toast.get_by_role("button", name="Try again").click()
    assert [event.key for event in stage.asked] == [stage.asked[0].key] * 2
    await expect(visitor.talk.get_by_text("break")).to_have_count(1)


async def test_a_server_that_goes_away_is_noticed_and_found_again(house: House, visitor: Visitor) -> None:
    stage = house.stage
    await stage.deliver(ADA, INVITATION)
    await visitor.meet("Ada Okafor")
    await visitor.button("Answer in one form").click()
    await visitor.form.get_by_label("Anything to add?").fill("Keep this")
    await visitor.form.get_by_role("radio", name="Nothing yet").check()
    await visitor.form.get_by_role("radio", name="5 – Completely").check()
    await house.shut()
    gone = visitor.page.get_by_text("The server is not answering. This page tries again")
    await expect(gone).to_be_visible()
    await visitor.form.get_by_role("button", name="Save answers").click()
    toast = visitor.form.get_by_role("alert").filter(has_text="The server is not answering.")
    await expect(toast).to_be_visible()

    reborn = Stage(stage.folder)
    house.stage = reborn
    await house.open()
    await expect(gone).to_be_hidden()
    await expect(visitor.form.get_by_label("Anything to add?")).to_have_value("Keep this")
    await toast.get_by_role("button", name="Try again").click()
    await expect(visitor.form).to_be_hidden()
    await expect(visitor.talk).to_contain_text("Thank you. 5 answers are kept.")


async def test_hostile_text_runs_nowhere_and_turns_nothing(stage: Stage, visitor: Visitor) -> None:
    await stage.deliver(ADA, HOSTILE_MESSAGE)
    await visitor.meet("Ada Okafor")
    await visitor.write(HOSTILE)
    await expect(visitor.talk).to_contain_text(f"You said {len(HOSTILE)} characters.")
    assert await visitor.talk.locator("script").count() == 0
    assert await visitor.talk.get_by_text(HOSTILE, exact=True).count() >= 5


@pytest.mark.parametrize("width", [360, 1280])
async def test_everything_fits_and_is_named(stage: Stage, visitor: Visitor, width: int) -> None:
    for screen in (INVITATION, REPORT, NOTES, HOSTILE_MESSAGE):
        await stage.deliver(LEAD, screen)
    await visitor.page.set_viewport_size({"width": width, "height": 740})
    await visitor.page.goto(f"{visitor.url}/?person={LEAD}")
    await visitor.button("Answer in one form").click()
    for what in (WIDER_THAN_THE_WINDOW, UNNAMED):
        assert await visitor.page.evaluate(what) == []
    await visitor.page.keyboard.press("Escape")
    for what in (WIDER_THAN_THE_WINDOW, UNNAMED):
        assert await visitor.page.evaluate(what) == []


WIDER_THAN_THE_WINDOW = """() => [...document.querySelectorAll("body *")]
    .filter((one) => one.checkVisibility() && !one.closest(".table, [popover], .unseen, svg"))
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.outerHTML.slice(0, 80))
    .concat(document.scrollingElement.scrollHeight > innerHeight ? ["the page scrolls"] : [])"""

UNNAMED = """() => {
    const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
    const twice = ids.filter((id, n) => ids.indexOf(id) !== n);
    const dangling = [...document.querySelectorAll("[aria-labelledby], [aria-describedby], [aria-controls], [for]")]
        .flatMap((one) => ["aria-labelledby", "aria-describedby", "aria-controls", "for"]
            .flatMap((name) => (one.getAttribute(name) ?? "").split(" ").filter(Boolean)))
        .filter((id) => !ids.includes(id));
    const nameless = [...document.querySelectorAll("button, a[href], input, textarea, select, [role=region], img")]
        .filter((one) => !(one.textContent.trim() || one.ariaLabel || one.labels?.length || one.alt === ""))
        .filter((one) => !one.closest("dialog:not([open])"))
        .map((one) => one.outerHTML.slice(0, 80));
    return [...twice, ...dangling, ...nameless];
}"""
