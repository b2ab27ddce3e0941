"""`upmentor serve` with a desk: it sends waiting jobs, a kill loses none, and `doctor` checks the desk."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.desk.signature import HEADER, sign, valid_signature
from adapters.sql.engine import make_engine
from adapters.sql.unit_of_work import Transactions
from bot.features import FEATURES
from bot.ids import TicketId
from bot.ports import UnitOfWork
from bot.privacy.seal import KeyRing, new_key_text
from bot.references import new_reference
from bot.tickets.drafts import Subject, confirm, draft_ticket
from bot.tickets.model import DeskJob, DeskJobKind, TicketState
from bot.tickets.status import LEASE
from bot.turn import Turn
from tests.cli.upmentor import URL, begin, run, says
from tests.desk.desks import WallClock
from tests.edge.serving import served
from tests.parts.patience import PATIENCE, wait_until

pytestmark = pytest.mark.starts_process

SECRET = "a-secret-that-both-sides-know-0123"


class Receiver:
    """Takes signed requests in its own threads. Keeps the first ticket, then hangs."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.kept = threading.Event()
        self._hangs = True
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                assert valid_signature(SECRET, self.headers[HEADER], body, datetime.now(UTC))
                if json.loads(body)["event"] != "ping":
                    receiver.takes(self.headers["Idempotency-Key"])
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: Any) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def takes(self, key: str) -> None:
        self.keys.append(key)
        self.kept.set()
        if self._hangs:
            self._hangs = False
            time.sleep(3)

    def __enter__(self) -> Receiver:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, receiver: Receiver) -> str:
    """Sets the environment for a webhook desk."""
    text = new_key_text()
    monkeypatch.setenv("UPMENTOR_SECRET_KEYS", text)
    monkeypatch.setenv("UPMENTOR_DESK", "webhook")
    monkeypatch.setenv("UPMENTOR_DESK_URL", receiver.url)
    monkeypatch.setenv("UPMENTOR_DESK_SECRET", SECRET)
    return text


@pytest.fixture
def work(keys: str) -> Iterator[Transactions]:
    """Makes a database with a cohort and a mentor."""
    begin()
    Path("roster.csv").write_text("email,name,role,timezone\nmia@example.com,Mia,mentor,Europe/London\n")
    says("roster", "import", "Pilot", "roster.csv")
    engine = make_engine(URL)
    yield Transactions(engine, KeyRing.parse(keys), WallClock())
    engine.dispose()


def test_a_killed_serve_loses_and_doubles_nothing(
    clean_environment: Path, receiver: Receiver, work: Transactions
) -> None:
    ticket = work(sends)
    with served(clean_environment) as first:
        assert receiver.kept.wait(PATIENCE)
        assert first.stop(signal.SIGKILL) == -signal.SIGKILL
    assert state(work, ticket) is TicketState.QUEUED

    work(two_minutes_pass)
    with served(clean_environment) as second:
        wait_until(lambda: state(work, ticket) is not TicketState.QUEUED)
        moment = datetime.now(UTC).isoformat(timespec="milliseconds")
        body = json.dumps({"ticket": ticket, "status": "done", "updated_at": moment}).encode()
        headers = {HEADER: sign(SECRET, body, datetime.now(UTC))}
        answer = httpx.post(f"{second.address}/desk/webhook", content=body, headers=headers, trust_env=False)
        assert answer.status_code == 200
        assert second.stop() == 0
    assert state(work, ticket) is TicketState.DONE
    assert receiver.keys == [ticket, ticket]
    assert SECRET not in (clean_environment / "log").read_text()


def test_doctor_sees_the_desk_and_what_waits_for_it(
    work: Transactions, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert found("desk") == {
        "name": "desk",
        "message": "webhook: a signed ping was taken",
        "fix": "",
        "ok": True,
    }
    assert found("tickets")["ok"]
    ticket = work(sends)
    away = DeskJob(
        ticket=ticket,
        kind=DeskJobKind.CREATE,
        number=1,
        attempts=3,
        next_at=datetime.now(UTC),
        why="the desk does not know the token (401). Put a valid one into UPMENTOR_DESK_TOKEN",
    )
    work(lambda u: u.tickets.keep_job(away))
    assert found("tickets")["message"] == "1 wait for the desk: the desk does not know the token (401)"
    assert found("tickets")["fix"] == "Put a valid one into UPMENTOR_DESK_TOKEN"
    monkeypatch.setenv("UPMENTOR_DESK_URL", "http://127.0.0.1:9")
    assert found("desk")["message"] == "the desk cannot be reached"


def found(name: str) -> dict[str, Any]:
    findings = json.loads(run("doctor", "--json").stdout)
    return next(finding for finding in findings if finding["name"] == name)


def sends(unit: UnitOfWork) -> TicketId:
    person = unit.people.by_email(unit.programme.organisation(), "mia@example.com")
    assert person
    turn = Turn(unit=unit, person=person, now=datetime.now(UTC), registry=FEATURES)
    subject = Subject(cohort=unit.programme.cohorts()[0].id, reference=new_reference())
    ticket = draft_ticket(turn, subject, summary="Access", text="No key.").id
    assert confirm(turn, ticket)
    return ticket


def two_minutes_pass(unit: UnitOfWork) -> None:
    now = datetime.now(UTC)
    for errand in unit.tickets.claim_jobs(now + LEASE, until=now, limit=9):
        unit.tickets.keep_job(replace(errand, next_at=now))


def state(work: Transactions, ticket: TicketId) -> TicketState:
    kept = work(lambda unit: unit.tickets.ticket(ticket))
    assert kept
    return kept.state
