"""The real parts work, so that a failure elsewhere is not theirs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import httpx
import psycopg
import pytest
from playwright.async_api import Error, Page

from tests.parts import node
from tests.parts.patience import PATIENCE
from tests.parts.postgres import empty_database
from tests.parts.request_tracker import Tracker


def test_postgres_answers(postgres_database_url: str) -> None:
    with psycopg.connect(postgres_database_url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_each_test_has_an_empty_database_of_its_own(postgres_url: str, postgres_database_url: str) -> None:
    with empty_database(postgres_url) as other, psycopg.connect(other) as connection:
        connection.execute("CREATE TABLE here (id int)")
        connection.commit()
        with psycopg.connect(postgres_database_url) as mine:
            assert mine.execute("SELECT to_regclass('here')").fetchone() == (None,)


def test_a_database_goes_away_though_somebody_is_connected(postgres_url: str) -> None:
    with empty_database(postgres_url) as url:
        left_open = psycopg.connect(url)
    with pytest.raises(psycopg.OperationalError):
        left_open.execute("SELECT 1")
    left_open.close()


def test_a_test_of_the_store_runs_on_both_databases(database_url: str) -> None:
    assert database_url.startswith(("sqlite:///", "postgresql://"))


def test_request_tracker_knows_its_accounts_alone(request_tracker: Tracker) -> None:
    address = f"{request_tracker.url}/REST/2.0/queues/all"
    known = httpx.get(address, headers={"Authorization": f"token {request_tracker.token}"}, timeout=PATIENCE)
    assert [queue["type"] for queue in known.json()["items"]] == ["queue"]
    assert httpx.get(address, timeout=PATIENCE).status_code == 401


@pytest.mark.asyncio(loop_scope="session")
async def test_chromium_reads_a_page(chromium_page: Page) -> None:
    await chromium_page.goto("data:text/html,<p>Good morning")
    assert await chromium_page.inner_text("p") == "Good morning"


@pytest.mark.asyncio(loop_scope="session")
async def test_chromium_reaches_this_machine_only(chromium_page: Page) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        await chromium_page.goto("http://upmentor.example/")


@pytest.mark.starts_process
def test_node_answers(npm_packages: Path) -> None:
    asked = subprocess.run([str(node.program()), "--version"], check=True, capture_output=True, text=True)
    assert asked.stdout.startswith("v")
    assert (npm_packages / "adaptivecards" / "package.json").exists()


def test_a_test_without_the_marker_starts_no_process() -> None:
    with pytest.raises(RuntimeError, match="lacks the marker starts_process"):
        subprocess.run(["true"], check=True)
