"""Many workspaces: from the install page to Slack and back, once, in the same browser; and what ends it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest
from sqlalchemy import text
from yarl import URL

from adapters.slack.installations import REMEMBERED
from adapters.slack.scopes import SCOPES
from adapters.sql.installations import SqlInstallations
from tests.slack.payloads import body_of, payload
from tests.slack.server.client import SIGNING_SECRET, send, signed
from tests.slack.server.faults import Refuse, Reset
from tests.slack.server.server import CLIENT_ID, CLIENT_SECRET, SlackServer
from tests.slack.server.workspace import BOT_TOKEN, ENTERPRISE, TEAM
from tests.slack.town import Town, opened_town, settings_of, settle_in


@pytest.fixture
async def open_town(
    slack: SlackServer, folder: Path, monkeypatch: pytest.MonkeyPatch, empty_database: Path
) -> AsyncIterator[Town]:
    """A town that is installed nowhere yet."""
    oauth = {"slack_client_id": CLIENT_ID, "slack_client_secret": CLIENT_SECRET}
    for name, value in settings_of(slack, folder, **oauth).items():
        if name != "UPMENTOR_SLACK_BOT_TOKEN":
            monkeypatch.setenv(name, value)
    async with opened_town(slack, empty_database) as opened:
        yield opened


@dataclass
class Browser:
    """A browser with a cookie jar; Slack's own page is only looked at."""

    town: Town
    session: aiohttp.ClientSession

    async def begins(self) -> str:
        """The state that goes to Slack."""
        async with self.session.get(f"{self.town.url}/slack/install", allow_redirects=False) as response:
            assert response.status == 302
            asked = parse_qs(urlsplit(response.headers["Location"]).query)
        assert asked["client_id"] == [CLIENT_ID]
        assert asked["scope"] == [",".join(SCOPES)]
        return asked["state"][0]

    async def comes_back(self, **query: str) -> tuple[int, str]:
        url = URL(f"{self.town.url}/slack/oauth_redirect").with_query(query)
        async with self.session.get(url) as response:
            return response.status, await response.text()


@pytest.fixture
async def browser(open_town: Town) -> AsyncIterator[Browser]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield Browser(open_town, session)


async def installed(browser: Browser) -> tuple[int, str]:
    state = await browser.begins()
    return await browser.comes_back(state=state, code=browser.town.slack.code())


async def test_an_installation_lets_the_workspace_in_and_is_sealed(open_town: Town, browser: Browser) -> None:
    assert (await open_town["priya"].types("/home")).status == 403
    status, page = await installed(browser)
    assert status == 200
    assert f"tenant_id {TEAM}" in page
    settle_in(open_town)
    await open_town.drains()
    assert "charter" in open_town["priya"].conversation[-1].text.lower()
    assert (await open_town["priya"].types("/home")).status == 200
    with open_town.core.engine.connect() as connection:
        row = connection.execute(text("SELECT * FROM slack_installation")).mappings().one()
    assert BOT_TOKEN.encode() not in b"".join(str(value).encode() for value in row.values())
    kept = SqlInstallations(open_town.core.engine, open_town.core.ring).find(TEAM)
    assert kept
    assert (kept.token, kept.bot_user) == (BOT_TOKEN, "U07UPMENTR")
    assert BOT_TOKEN not in repr(kept)


async def test_a_state_is_good_once(browser: Browser) -> None:
    state = await browser.begins()
    cookies = {cookie.key: cookie.value for cookie in browser.session.cookie_jar}
    assert (await browser.comes_back(state=state, code=browser.town.slack.code()))[0] == 200
    browser.session.cookie_jar.update_cookies(
        cookies, URL(browser.town.url).with_path("/slack/oauth_redirect")
    )
    status, page = await browser.comes_back(state=state, code=browser.town.slack.code())
    assert status == 400
    assert "finished already" in page


@pytest.mark.parametrize("state", ["", "forged", "é"])
async def test_a_state_that_is_not_ours_is_refused(browser: Browser, state: str) -> None:
    await browser.begins()
    assert (await browser.comes_back(state=state, code=browser.town.slack.code()))[0] == 400
    assert browser.town.slack.calls == []


async def test_another_browsers_state_is_refused(browser: Browser) -> None:
    state = await browser.begins()
    async with aiohttp.ClientSession() as other:
        status, _ = await Browser(browser.town, other).comes_back(state=state, code=browser.town.slack.code())
    assert status == 400


async def test_a_state_expires(browser: Browser) -> None:
    state = await browser.begins()
    browser.town.clock.advance(timedelta(minutes=11))
    assert (await browser.comes_back(state=state, code=browser.town.slack.code()))[0] == 400


async def test_a_cancelled_or_failed_installation_keeps_nothing(browser: Browser) -> None:
    state = await browser.begins()
    assert (await browser.comes_back(state=state, error="access_denied"))[0] == 400
    for fault in (Refuse("invalid_code"), Reset()):
        browser.town.slack.faults.plan("oauth.v2.access", fault)
        assert (await installed(browser))[0] == 502
    state = await browser.begins()
    assert (await browser.comes_back(state=state, code="used-before"))[0] == 502
    assert SqlInstallations(browser.town.core.engine, browser.town.core.ring).workspaces() == ()


@pytest.mark.parametrize("scenario", ["uninstalled", "tokens_revoked"])
async def test_slack_ends_an_installation(browser: Browser, scenario: str) -> None:
    town = browser.town
    await installed(browser)
    assert (await town["priya"].types("/home")).status == 200
    body = body_of(payload(scenario))
    assert (await send(f"{town.url}/slack/events", body, signed(body, town.slack.now()))).status == 200
    assert (await town["priya"].types("/home")).status == 403
    assert SqlInstallations(town.core.engine, town.core.ring).workspaces() == ()


async def test_a_revoked_token_of_a_person_ends_nothing(browser: Browser) -> None:
    await installed(browser)
    body = body_of(payload("user_tokens_revoked"))
    await send(f"{browser.town.url}/slack/events", body, signed(body, browser.town.slack.now()))
    assert (await browser.town["priya"].types("/home")).status == 200


async def test_another_replica_learns_of_it_within_a_minute(browser: Browser) -> None:
    town = browser.town
    await installed(browser)
    await town["priya"].types("/home")
    SqlInstallations(town.core.engine, town.core.ring).forget(TEAM)  # as another replica does
    assert (await town["priya"].types("/home")).status == 200
    town.clock.advance(REMEMBERED)
    assert (await town["priya"].types("/home")).status == 403


async def test_no_secret_is_in_a_page(browser: Browser) -> None:
    _, page = await installed(browser)
    assert not any(secret in page for secret in (BOT_TOKEN, CLIENT_SECRET, SIGNING_SECRET))


async def test_an_organisation_as_a_whole_is_one_place(browser: Browser) -> None:
    """People act in any of its workspaces, and are who they are in the organisation."""
    town = browser.town
    town.slack.space.whole_organisation = True
    _, page = await installed(browser)
    assert f"tenant_id {ENTERPRISE}" in page
    settle_in(town, tenant=ENTERPRISE)
    await town.drains()
    assert "charter" in town["priya"].conversation[-1].text.lower()
    sent = payload("enterprise_command") | {"trigger_id": town.slack.space.trigger(), "user_id": "U07PRIYA01"}
    body = body_of(sent | {"command": "/home"})
    done = await send(f"{town.url}/slack/events", body, signed(body, town.slack.now()))
    assert "Hello, Priya" in str(done.body)
    other = body_of(sent | {"command": "/home", "team_id": "T07ANOTHER", "trigger_id": "1.2.other"})
    done = await send(f"{town.url}/slack/events", other, signed(other, town.slack.now()))
    assert "Hello, Priya" in str(done.body)
    assert (await town["priya"].types("/home")).status == 403, "a workspace outside of it"
