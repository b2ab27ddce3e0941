"""Makes the desk that the settings name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, assert_never
from urllib.parse import urlsplit

from adapters.configuration.settings import Settings
from adapters.desk.builtin import BuiltInDesk
from bot.outbox import Retry, Undeliverable
from bot.ports import Clock, Desk

if TYPE_CHECKING:
    from adapters.desk.client import DeskClient

_JIRA_CLOUD = (".atlassian.net", ".jira.com")


class CheckedDesk(Desk, Protocol):
    """A desk that `doctor` can check."""

    async def check(self) -> str | Retry | Undeliverable:
        """Describes a desk that works, or says what is wrong. Changes nothing at the desk."""


@dataclass(frozen=True, slots=True)
class ConfiguredDesk:
    """A desk and its `close`, to be awaited in the loop that opened it."""

    desk: CheckedDesk
    close: Callable[[], Awaitable[None]]


def open_desk(settings: Settings, clock: Clock) -> ConfiguredDesk:
    if settings.desk == "queue":
        return ConfiguredDesk(BuiltInDesk(), _nothing)
    # Loaded only here: httpx takes a tenth of a second to import, and the built-in desk does not need it.
    from adapters.desk.client import DeskClient  # noqa: PLC0415

    client = DeskClient(settings.desk_url or "", headers=_headers(settings), auth=_auth(settings))
    return ConfiguredDesk(_desk(settings, client, clock), client.close)


def _desk(settings: Settings, client: DeskClient, clock: Clock) -> CheckedDesk:
    from adapters.desk.jira import Jira  # noqa: PLC0415
    from adapters.desk.request_tracker import RequestTracker  # noqa: PLC0415
    from adapters.desk.servicenow import ServiceNow  # noqa: PLC0415
    from adapters.desk.webhook import WebhookDesk  # noqa: PLC0415

    queue, field = settings.desk_queue or "", settings.desk_requester_field or ""
    first, _, second = queue.partition("/")
    match settings.desk:
        case "queue":
            return BuiltInDesk()
        case "webhook":
            return WebhookDesk(client, secret=settings.desk_secret_text, clock=clock)
        case "jira":
            cloud = (urlsplit(client.base).hostname or "").endswith(_JIRA_CLOUD)
            return Jira(
                client, service_desk=first, request_type=second, is_cloud=cloud, requester_field=field
            )
        case "servicenow":
            return ServiceNow(client, table=first or "incident", group=second, requester_field=field)
        case "request_tracker":
            return RequestTracker(client, queue=queue, requester_field=field)
        case _ as never:
            assert_never(never)


def _headers(settings: Settings) -> dict[str, str]:
    token = settings.desk_token.get_secret_value() if settings.desk_token else ""
    if not token or settings.desk_user:
        return {}
    scheme = "token" if settings.desk == "request_tracker" else "Bearer"
    return {"Authorization": f"{scheme} {token}"}


def _auth(settings: Settings) -> tuple[str, str] | None:
    if settings.desk_user and settings.desk_token:
        return settings.desk_user, settings.desk_token.get_secret_value()
    return None


async def _nothing() -> None: ...
