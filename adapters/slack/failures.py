"""The one table of what Slack's error codes mean for a message.

Sources: the error lists of chat.postMessage, chat.update and users.info in Slack's method reference. A code that the
table lacks is retried with the outbox's own delays, and reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from adapters.chat.failure_table import (
    CHECK_PERSON,
    FailureMeaning,
    Gone,
    NeedsRepair,
    OurDefect,
    TooMany,
    TryAgain,
    outcome_of_failure,
)
from adapters.chat.http_call import CUT_OFF, TIMED_OUT, UNREACHABLE, CallFailed
from adapters.slack.client import NOT_SLACK, RATE_LIMITED
from bot.outbox import Outcome

REINSTALL: Final = "Install the app again (docs/slack.md), then retry this delivery."
"""The repair of a token that Slack refuses."""
_TELL_ADMIN: Final = "Ask an administrator of the Slack workspace to allow it, then retry this delivery."
_TOO_MANY: Final = TooMany("Slack wants fewer messages a minute", pause=timedelta(seconds=30))

FAILURES: Final[Mapping[str, FailureMeaning]] = {
    TIMED_OUT: TryAgain("Slack did not answer in time"),
    UNREACHABLE: TryAgain("Slack could not be reached"),
    CUT_OFF: TryAgain("the connection to Slack broke before it answered"),
    NOT_SLACK: TryAgain("what answered was not Slack's API (a proxy, or a page for people)"),
    "fatal_error": TryAgain("Slack met an error of its own"),
    "internal_error": TryAgain("Slack met an error of its own"),
    "service_unavailable": TryAgain("Slack is not available"),
    "request_timeout": TryAgain("Slack did not get the whole request"),
    "team_added_to_org": TryAgain("the workspace is being moved into an organisation"),
    "accesslimited": TryAgain("Slack does not take calls from this network at the moment"),
    RATE_LIMITED: _TOO_MANY,
    "rate_limited": _TOO_MANY,
    "message_limit_exceeded": _TOO_MANY,
    "invalid_auth": NeedsRepair("Slack does not take our token", REINSTALL),
    "not_authed": NeedsRepair("Slack got no token from us", REINSTALL),
    "token_revoked": NeedsRepair("our token was revoked", REINSTALL),
    "token_expired": NeedsRepair("our token has expired", REINSTALL),
    "account_inactive": NeedsRepair("our app's account, or the whole workspace, was deactivated", REINSTALL),
    "missing_scope": NeedsRepair(
        "our token lacks a scope",
        "Run `upmentor doctor`: it names the scope and why it is needed. Add it to the app, install it again, "
        "then retry this delivery.",
    ),
    "no_permission": NeedsRepair("our token lacks a permission", REINSTALL),
    "not_allowed_token_type": NeedsRepair(
        "our token is of a kind that may not send",
        "Set UPMENTOR_SLACK_BOT_TOKEN to the bot token (it begins with xoxb-), then retry this delivery.",
    ),
    "channel_not_found": NeedsRepair("Slack knows no such person or conversation", CHECK_PERSON),
    "user_not_found": NeedsRepair("Slack knows no such person", CHECK_PERSON),
    "user_not_visible": NeedsRepair("our app may not see this person", _TELL_ADMIN),
    "user_disabled": NeedsRepair(
        "the person's Slack account is deactivated",
        "Take them out of the roster, or have the account activated, then retry this delivery.",
    ),
    "cannot_dm_bot": NeedsRepair("the account is a bot's", CHECK_PERSON),
    "is_archived": NeedsRepair("the conversation is archived", _TELL_ADMIN),
    "not_in_channel": NeedsRepair("our app is not in that conversation", CHECK_PERSON),
    "messages_tab_disabled": NeedsRepair(
        "people cannot get messages from our app",
        "Switch the Messages tab on in the app's settings (App Home), then retry this delivery.",
    ),
    "restricted_action": NeedsRepair("a setting of the workspace keeps our app from writing", _TELL_ADMIN),
    "ekm_access_denied": NeedsRepair("administrators have suspended writing", _TELL_ADMIN),
    "access_denied": NeedsRepair("administrators do not let our app do this", _TELL_ADMIN),
    "enterprise_is_restricted": NeedsRepair("the organisation does not let our app do this", _TELL_ADMIN),
    "app_access_restricted": NeedsRepair("the workspace does not let this person use our app", _TELL_ADMIN),
    "org_login_required": NeedsRepair("the workspace is being moved into an organisation", REINSTALL),
    "team_access_not_granted": NeedsRepair("our app was not given this workspace", REINSTALL),
    "team_not_found": NeedsRepair("Slack knows no such workspace", CHECK_PERSON),
    "two_factor_setup_required": NeedsRepair(
        "the workspace wants two-factor authentication set up", _TELL_ADMIN
    ),
    "msg_too_long": OurDefect(),
    "msg_blocks_too_long": OurDefect(),
    "invalid_blocks": OurDefect(),
    "invalid_blocks_format": OurDefect(),
    "invalid_metadata_format": OurDefect(),
    "invalid_metadata_schema": OurDefect(),
    "metadata_too_large": OurDefect(),
    "no_text": OurDefect(),
    "too_many_attachments": OurDefect(),
    "invalid_arguments": OurDefect(),
    "invalid_arg_name": OurDefect(),
    "invalid_array_arg": OurDefect(),
    "invalid_charset": OurDefect(),
    "invalid_form_data": OurDefect(),
    "invalid_post_type": OurDefect(),
    "missing_post_type": OurDefect(),
    "invalid_json": OurDefect(),
    "json_not_object": OurDefect(),
    "deprecated_endpoint": OurDefect(),
    "method_deprecated": OurDefect(),
    "unknown_method": OurDefect(),
    "message_not_found": Gone(),
    "cant_update_message": Gone(),
    "edit_window_closed": Gone(),
}

TOKEN_REFUSED: Final = frozenset(
    {"invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive"}
)
"""Codes that condemn the token: it is looked up afresh before its next use."""
BLOCKS_REFUSED: Final = frozenset({"invalid_blocks", "invalid_blocks_format"})
"""A Slack without tables and charts refuses those blocks so, and takes their text instead."""


def outcome_of(failed: CallFailed) -> Outcome:
    """The delivery outcome for this failure."""
    return outcome_of_failure("Slack", failed, meaning_of(failed), named(failed))


def meaning_of(failed: CallFailed) -> FailureMeaning | None:
    code = "restricted_action" if failed.code.startswith("restricted_action") else failed.code
    return FAILURES.get(code)


def is_gone(failed: CallFailed) -> bool:
    """The card cannot be redrawn: it was deleted, or a policy forbids changes."""
    return isinstance(meaning_of(failed), Gone)


def is_rate_limit(failed: CallFailed) -> bool:
    return isinstance(meaning_of(failed), TooMany)


def named(failed: CallFailed) -> str:
    """The failure as an operator reads it."""
    return f"{failed.code}: {failed.detail}" if failed.detail else failed.code
