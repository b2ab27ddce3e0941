"""The one table of what Teams' refusals mean for a message.

Sources: the status codes in learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability, and the
rate-limit page beside it. A failure that the table lacks is retried with the outbox's own delays, and reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from adapters.chat.failure_table import (
    CHECK_PERSON,
    FailureMeaning,
    NeedsRepair,
    OurDefect,
    TryAgain,
    outcome_of_failure,
)
from adapters.chat.http_call import CUT_OFF, TIMED_OUT, UNREACHABLE, CallFailed
from adapters.teams.responses import NOT_MICROSOFT, REFUSED_ADDRESS
from bot.outbox import Outcome, Undeliverable

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
_ALLOW_ADDRESS: Final = (
    "Set UPMENTOR_TEAMS_SERVICE_URLS to the addresses of your cloud (docs/teams.md), "
    "then retry this delivery."
)

NOT_HERE: Final = Undeliverable("the person is in another tenant than the bot's", CHECK_PERSON)

FAILURES: Final[Mapping[str | int, FailureMeaning]] = {
    TIMED_OUT: TryAgain("Microsoft did not answer in time"),
    UNREACHABLE: TryAgain("Microsoft could not be reached"),
    CUT_OFF: TryAgain("the connection to Microsoft broke before it answered"),
    NOT_MICROSOFT: TryAgain("what answered was not Microsoft's API (a proxy, or a page for people)"),
    "temporarily_unavailable": TryAgain("Microsoft's login service is not available"),
    "server_error": TryAgain("Microsoft's login service met an error of its own"),
    408: TryAgain("Teams did not get the whole request"),
    412: TryAgain("Teams was doing something else in that conversation"),
    429: TryAgain("Teams wants fewer calls"),
    500: TryAgain("Teams met an error of its own"),
    502: TryAgain("a service behind Teams failed"),
    503: TryAgain("Teams is not available"),
    504: TryAgain("a service behind Teams did not answer"),
    "MessageWritesBlocked": NeedsRepair("the person has blocked, muted or removed the app", _THEIR_CHOICE),
    "ConversationBlockedByUser": NeedsRepair("the person has blocked the app", _THEIR_CHOICE),
    "ForbiddenOperationException": NeedsRepair("the app is not installed for the person", INSTALL),
    "BotNotInConversationRoster": NeedsRepair("the app is no longer installed for the person", INSTALL),
    "BotDisabledByAdmin": NeedsRepair("administrators have disabled the app", _TELL_ADMIN),
    "NotEnoughPermissions": NeedsRepair("the app may not do this", _TELL_ADMIN),
    "InvalidBotApiHost": NeedsRepair("the tenant is served at another address", _ALLOW_ADDRESS),
    REFUSED_ADDRESS: NeedsRepair("the conversation is at an address that is not allowed", _ALLOW_ADDRESS),
    "BotNotRegistered": NeedsRepair("Teams knows no bot with our app id", _CHECK_BOT),
    "Unauthorized": NeedsRepair("Teams does not take our token", _CHECK_BOT),
    "invalid_client": NeedsRepair("the login service does not take our password", _RENEW),
    "unauthorized_client": NeedsRepair("the login service does not know our app in the tenant", _CHECK_BOT),
    "invalid_request": NeedsRepair("the login service does not know the tenant or the app", _CHECK_BOT),
    "invalid_scope": NeedsRepair("the login service gives no tokens for the Bot Framework", _CHECK_BOT),
    "ConversationNotFound": NeedsRepair("Teams knows no such conversation", CHECK_PERSON),
    "UserNotFound": NeedsRepair("Teams knows no such person", CHECK_PERSON),
    401: NeedsRepair("Teams does not take our token", _CHECK_BOT),
    403: NeedsRepair("the app may not do this", _TELL_ADMIN),
    "MessageSizeTooBig": OurDefect(),
    "BadArgument": OurDefect(),
    "BadSyntax": OurDefect(),
    "InvalidActivity": OurDefect(),
    400: OurDefect(),
    405: OurDefect(),
    413: OurDefect(),
    415: OurDefect(),
}
"""By Microsoft's word, or by HTTP status."""

CARD_IS_GONE: Final = "ActivityNotFoundInConversation"
CONVERSATION_IS_GONE: Final = "ConversationNotFound"


def outcome_of(failed: CallFailed) -> Outcome:
    """The delivery outcome for this failure."""
    return outcome_of_failure("Teams", failed, meaning_of(failed), str(failed))


def meaning_of(failed: CallFailed) -> FailureMeaning | None:
    """By the subcode, the code, then the status; what a person must repair comes first.

    A 401 or a 403 of a proxy's page says nothing of our rights.
    """
    status = 0 if failed.code == NOT_MICROSOFT and failed.status in (401, 403) else failed.status
    known = [FAILURES[key] for key in (failed.detail, failed.code, status) if key in FAILURES]
    final = [one for kind in (NeedsRepair, OurDefect) for one in known if isinstance(one, kind)]
    return final[0] if final else FAILURES.get(status, FAILURES.get(failed.code))


def is_gone(failed: CallFailed, code: str) -> bool:
    """Teams does not know the card, or the conversation, that `code` is for."""
    return failed.status == 404 and code in (failed.code, failed.detail)


def is_rate_limit(failed: CallFailed) -> bool:
    return failed.status == 429


def is_transient(failed: CallFailed) -> bool:
    """A second try, a moment later, may succeed."""
    return isinstance(FAILURES.get(failed.status), TryAgain) or failed.code in (CUT_OFF, UNREACHABLE)
