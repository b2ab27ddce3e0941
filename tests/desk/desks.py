"""Each kind of desk with a local server."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from adapters.desk.client import DeskClient
from adapters.desk.factory import CheckedDesk
from adapters.desk.jira import Jira
from adapters.desk.servicenow import ServiceNow
from adapters.desk.webhook import WebhookDesk
from bot.outbox import Retry, Undeliverable
from bot.ports import TicketOrder, TicketStatus
from tests.desk import jira, receiver, servicenow
from tests.desk.jira import LocalJira
from tests.desk.receiver import LocalReceiver
from tests.desk.servicenow import LocalServiceNow
from tests.parts.patience import PATIENCE

KINDS: Final = ("jira_cloud", "jira_data_center", "servicenow", "webhook")
HURRY: Final = 2.0
"""Seconds that a call gets if it is to end without an answer. A busy machine may take one for a hundredth."""
ORDER: Final = TicketOrder(
    key="k3yk3yk3yk3yk3y-",
    reference="F-7KQ2MWX",
    summary="Access and accounts",
    text="The assistant asks for a licence key.\nIt worked last week.",
)

Outcome = TicketStatus | Retry | Undeliverable


class WallClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class Counter:
    """A desk and its server."""

    kind: str
    desk: CheckedDesk
    server: LocalJira | LocalServiceNow | LocalReceiver
    client: DeskClient

    @contextmanager
    def hurried(self) -> Iterator[None]:
        """Meanwhile the desk is not waited for as long as it may take."""
        self.client._within = HURRY
        yield
        self.client._within = PATIENCE

    @property
    def tickets(self) -> int:
        match self.server:
            case LocalJira():
                return len(self.server.issues)
            case LocalServiceNow():
                return len(self.server.records)
            case LocalReceiver():
                return len(self.server.tickets)

    @property
    def requester(self) -> str:
        """The first ticket's requester in the desk's own terms; "" for the bot."""
        match self.server:
            case LocalJira():
                return self.server.issues[0].reporter
            case LocalServiceNow():
                return self.server.records[0].get("caller_id", "")
            case LocalReceiver():
                return str(self.server.tickets[0]["requester"])


@asynccontextmanager
async def counter(kind: str, *, token: str = "") -> AsyncIterator[Counter]:
    async with AsyncExitStack() as stack:
        server = _server(kind)
        await stack.enter_async_context(server)
        client = _client(server, token)
        stack.push_async_callback(client.close)
        yield Counter(kind, _desk(kind, client), server, client)


def _server(kind: str) -> LocalJira | LocalServiceNow | LocalReceiver:
    match kind:
        case "webhook":
            return LocalReceiver()
        case "servicenow":
            return LocalServiceNow()
        case _:
            return LocalJira(is_cloud=kind == "jira_cloud")


def _client(server: LocalJira | LocalServiceNow | LocalReceiver, token: str) -> DeskClient:
    match server:
        case LocalReceiver():
            return DeskClient(server.url, headers={}, within=PATIENCE)
        case LocalServiceNow():
            auth = (servicenow.USER, token or servicenow.TOKEN)
            return DeskClient(server.url, headers={}, auth=auth, within=PATIENCE)
        case LocalJira(is_cloud=True):
            return DeskClient(server.url, headers={}, auth=(jira.USER, token or jira.TOKEN), within=PATIENCE)
        case LocalJira():
            headers = {"Authorization": f"Bearer {token or jira.TOKEN}"}
            return DeskClient(server.url, headers=headers, within=PATIENCE)


def _desk(kind: str, client: DeskClient) -> CheckedDesk:
    match kind:
        case "webhook":
            return WebhookDesk(client, secret=receiver.SECRET, clock=WallClock())
        case "servicenow":
            return ServiceNow(client, table="incident")
        case _:
            return Jira(
                client,
                service_desk=jira.SERVICE_DESK,
                request_type=jira.REQUEST_TYPE,
                is_cloud=kind == "jira_cloud",
            )


def standing(outcome: Outcome) -> TicketStatus:
    assert isinstance(outcome, TicketStatus), outcome
    return outcome


def retry(outcome: Outcome) -> Retry:
    assert isinstance(outcome, Retry), outcome
    return outcome


def undeliverable(outcome: Outcome) -> Undeliverable:
    assert isinstance(outcome, Undeliverable), outcome
    return outcome
