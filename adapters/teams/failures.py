"""The one table of what Teams' refusals mean for a message: try again, tell a person what to mend, or our defect.

Sources: the status codes in learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability, and the
rate-limit page beside it. A code that is not here is tried again with the outbox's own delays, and reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import structlog

from adapters.teams.responses import (
    CUT_OFF,
    NOT_MICROSOFT,
    REFUSED_ADDRESS,
    TIMED_OUT,
    UNREACHABLE,
    CallFailed,
)
from bot.outbox import Outcome, Retry, Undeliverable

TRY_AGAIN: Final[Mapping[str, str]] = {
    TIMED_OUT: "Microsoft did not answer in time",
    UNREACHABLE: "Microsoft could not be reached",
    CUT_OFF: "the connection to Microsoft broke before it answered",
    NOT_MICROSOFT: "what answered was not Microsoft's API (a proxy, or a page for people)",
    "temporarily_unavailable": "Microsoft's login service is not available",
    "server_error": "Microsoft's login service met an error of its own",
}
TRY_STATUS: Final[Mapping[int, str]] = {
    408: "Teams did not get the whole request",
    412: "Teams was doing something else in that conversation",
    429: "Teams wants fewer calls",
    500: "Teams met an error of its own",
    502: "a service behind Teams failed",
    503: "Teams is not available",
    504: "a service behind Teams did not answer",
}

INSTALL_PERMISSION: Final = "TeamsAppInstallation.ReadWriteSelfForUser.All"
INSTALL: Final = (
    "Install the app for the person: they add it in Teams, an administrator adds it by a setup policy, or a script "
    f"does by Microsoft Graph with the permission {INSTALL_PERMISSION} (docs/teams.md). Then retry this delivery."
)
_THEIR_CHOICE: Final = (
    "It is their choice. Ask them to unblock or add the app in Teams, then retry this delivery."
)
_TELL_ADMIN: Final = "Ask a Teams administrator to allow the app for the person, then retry this delivery."
_CHECK_BOT: Final = (
    "Run `upmentor doctor`. Check UPMENTOR_TEAMS_APP_ID and the bot's registration with its Teams channel, "
    "then retry this delivery."
)
_RENEW: Final = (
    "Make a new client secret for the app, set UPMENTOR_TEAMS_APP_PASSWORD to it and restart, "
    "then retry this delivery."
)
_CHECK_PERSON: Final = (
    "Check the person's user_id and tenant_id in the roster, import it again, then retry this delivery."
)
_ALLOW_ADDRESS: Final = (
    "Set UPMENTOR_TEAMS_SERVICE_URLS to the addresses of your cloud (docs/teams.md), "
    "then retry this delivery."
)

NOT_HERE: Final = Undeliverable("the person is in another tenant than the bot's", _CHECK_PERSON)

MEND: Final[Mapping[str, tuple[str, str]]] = {
    "MessageWritesBlocked": ("the person has blocked, muted or removed the app", _THEIR_CHOICE),
    "ConversationBlockedByUser": ("the person has blocked the app", _THEIR_CHOICE),
    "ForbiddenOperationException": ("the app is not installed for the person", INSTALL),
    "BotNotInConversationRoster": ("the app is no longer installed for the person", INSTALL),
    "BotDisabledByAdmin": ("administrators have disabled the app", _TELL_ADMIN),
    "NotEnoughPermissions": ("the app may not do this", _TELL_ADMIN),
    "InvalidBotApiHost": ("the tenant is served at another address", _ALLOW_ADDRESS),
    REFUSED_ADDRESS: ("the conversation is at an address that is not allowed", _ALLOW_ADDRESS),
    "BotNotRegistered": ("Teams knows no bot with our app id", _CHECK_BOT),
    "Unauthorized": ("Teams does not take our token", _CHECK_BOT),
    "invalid_client": ("the login service does not take our password", _RENEW),
    "unauthorized_client": ("the login service does not know our app in the tenant", _CHECK_BOT),
    "invalid_request": ("the login service does not know the tenant or the app", _CHECK_BOT),
    "invalid_scope": ("the login service gives no tokens for the Bot Framework", _CHECK_BOT),
    "ConversationNotFound": ("Teams knows no such conversation", _CHECK_PERSON),
    "UserNotFound": ("Teams knows no such person", _CHECK_PERSON),
}
_BY_STATUS: Final[Mapping[int, str]] = {401: "Unauthorized", 403: "NotEnoughPermissions"}

DEFECTS: Final = frozenset({"MessageSizeTooBig", "BadArgument", "BadSyntax", "InvalidActivity"})
_DEFECT_STATUS: Final = frozenset({400, 405, 413, 415})
REPORT_DEFECT: Final = (
    "This is a defect of Upmentor: please report it with the delivery's id, and retry after an upgrade."
)

CARD_IS_GONE: Final = "ActivityNotFoundInConversation"
CONVERSATION_IS_GONE: Final = "ConversationNotFound"


def outcome_of(failed: CallFailed) -> Outcome:
    """What becomes of a message that met this."""
    if known := _known(failed):
        reason, repair = MEND[known]
        return Undeliverable(f"{reason} ({failed})", repair)
    if failed.code in DEFECTS or failed.status in _DEFECT_STATUS:
        structlog.get_logger().error("teams refused our message", why=str(failed))
        return Undeliverable(f"Teams refused how we wrote it ({failed})", REPORT_DEFECT)
    if why := TRY_STATUS.get(failed.status) or TRY_AGAIN.get(failed.code):
        return Retry(f"{why} ({failed})", failed.retry_after)
    structlog.get_logger().error("teams refused for a reason we do not know", why=str(failed))
    return Retry(f"Teams refused it for a reason we do not know ({failed})", failed.retry_after)


def is_gone(failed: CallFailed, what: str) -> bool:
    """Whether it is the card, or the conversation, that Teams does not know."""
    return failed.status == 404 and what in (failed.code, failed.subcode)


def _known(failed: CallFailed) -> str:
    """The closest word that the table has; a page for people with such a status comes from something in between."""
    for code in (failed.subcode, failed.code):
        if code in MEND:
            return code
    is_teams = failed.code != NOT_MICROSOFT
    return _BY_STATUS.get(failed.status, "") if is_teams else ""
