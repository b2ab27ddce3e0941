"""The one table of what Slack's refusals mean for a message: try again, tell a person what to mend, or our defect.

Sources: the error lists of chat.postMessage, chat.update and users.info in Slack's method reference. A code that is
not here is tried again with the outbox's own delays, and reported.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import structlog

from adapters.slack.client import CUT_OFF, NOT_SLACK, RATE_LIMITED, TIMED_OUT, UNREACHABLE, CallFailed
from bot.outbox import Outcome, Retry, Undeliverable

WITHOUT_RETRY_AFTER: Final = timedelta(seconds=30)
"""For a refusal of too many calls that does not say how long to wait."""

TRY_AGAIN: Final[Mapping[str, str]] = {
    TIMED_OUT: "Slack did not answer in time",
    UNREACHABLE: "Slack could not be reached",
    CUT_OFF: "the connection to Slack broke before it answered",
    NOT_SLACK: "what answered was not Slack's API (a proxy, or a page for people)",
    "fatal_error": "Slack met an error of its own",
    "internal_error": "Slack met an error of its own",
    "service_unavailable": "Slack is not available",
    "request_timeout": "Slack did not get the whole request",
    "team_added_to_org": "the workspace is being moved into an organisation",
    "accesslimited": "Slack does not take calls from this network at the moment",
}

TOO_MANY: Final = frozenset({RATE_LIMITED, "rate_limited", "message_limit_exceeded"})

REINSTALL: Final = "Install the app again (docs/slack.md), then retry this delivery."
"""What mends a token that Slack does not take any more."""

TOKEN_IS_DEAD: Final[Mapping[str, str]] = {
    "invalid_auth": "Slack does not take our token",
    "not_authed": "Slack got no token from us",
    "token_revoked": "our token was revoked",
    "token_expired": "our token has expired",
    "account_inactive": "our app's account, or the whole workspace, was deactivated",
}

_TELL_ADMIN = "Ask an administrator of the Slack workspace to allow it, then retry this delivery."
_CHECK_PERSON = (
    "Check the person's user_id and tenant_id in the roster, import it again, then retry this delivery."
)

MEND: Final[Mapping[str, tuple[str, str]]] = {
    "missing_scope": (
        "our token lacks a scope",
        "Run `upmentor doctor`: it names the scope and why it is needed. Add it to the app, install it again, "
        "then retry this delivery.",
    ),
    "no_permission": ("our token lacks a permission", REINSTALL),
    "not_allowed_token_type": (
        "our token is of a kind that may not send",
        "Set UPMENTOR_SLACK_BOT_TOKEN to the bot token (it begins with xoxb-), then retry this delivery.",
    ),
    "channel_not_found": ("Slack knows no such person or conversation", _CHECK_PERSON),
    "user_not_found": ("Slack knows no such person", _CHECK_PERSON),
    "user_not_visible": ("our app may not see this person", _TELL_ADMIN),
    "user_disabled": (
        "the person's Slack account is deactivated",
        "Take them out of the roster, or have the account activated, then retry this delivery.",
    ),
    "cannot_dm_bot": ("the account is a bot's", _CHECK_PERSON),
    "is_archived": ("the conversation is archived", _TELL_ADMIN),
    "not_in_channel": ("our app is not in that conversation", _CHECK_PERSON),
    "messages_tab_disabled": (
        "people cannot get messages from our app",
        "Switch the Messages tab on in the app's settings (App Home), then retry this delivery.",
    ),
    "restricted_action": ("a setting of the workspace keeps our app from writing", _TELL_ADMIN),
    "ekm_access_denied": ("administrators have suspended writing", _TELL_ADMIN),
    "access_denied": ("administrators do not let our app do this", _TELL_ADMIN),
    "enterprise_is_restricted": ("the organisation does not let our app do this", _TELL_ADMIN),
    "app_access_restricted": ("the workspace does not let this person use our app", _TELL_ADMIN),
    "org_login_required": ("the workspace is being moved into an organisation", REINSTALL),
    "team_access_not_granted": ("our app was not given this workspace", REINSTALL),
    "team_not_found": ("Slack knows no such workspace", _CHECK_PERSON),
    "two_factor_setup_required": ("the workspace wants two-factor authentication set up", _TELL_ADMIN),
}

DEFECTS: Final = frozenset(
    {
        "msg_too_long",
        "msg_blocks_too_long",
        "invalid_blocks",
        "invalid_blocks_format",
        "invalid_metadata_format",
        "invalid_metadata_schema",
        "metadata_too_large",
        "no_text",
        "too_many_attachments",
        "invalid_arguments",
        "invalid_arg_name",
        "invalid_array_arg",
        "invalid_charset",
        "invalid_form_data",
        "invalid_post_type",
        "missing_post_type",
        "invalid_json",
        "json_not_object",
        "deprecated_endpoint",
        "method_deprecated",
        "unknown_method",
    }
)
BLOCKS_REFUSED: Final = frozenset({"invalid_blocks", "invalid_blocks_format"})
"""A Slack that knows no tables or charts yet refuses them so, and takes their text twins."""
REPORT_DEFECT: Final = (
    "This is a defect of Upmentor: please report it with the delivery's id, and retry after an upgrade."
)

CARD_IS_GONE: Final = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
"""There is nothing to redraw: somebody deleted the card, or a policy does not let it change any more."""


def outcome_of(failed: CallFailed) -> Outcome:
    """What becomes of a message that met this."""
    code = failed.code
    if code in TOO_MANY:
        after = failed.retry_after or WITHOUT_RETRY_AFTER
        return Retry("Slack wants fewer messages a minute", after, everywhere=True)
    if code in TRY_AGAIN:
        return Retry(f"{TRY_AGAIN[code]} ({code})", failed.retry_after)
    if code in TOKEN_IS_DEAD:
        return Undeliverable(f"{TOKEN_IS_DEAD[code]} ({code})", REINSTALL)
    if code in MEND or code.startswith("restricted_action"):
        reason, repair = MEND.get(code, MEND["restricted_action"])
        return Undeliverable(f"{reason} ({_named(failed)})", repair)
    if code in DEFECTS:
        structlog.get_logger().error("slack refused our message", code=code, at=failed.detail)
        return Undeliverable(f"Slack refused how we wrote it ({_named(failed)})", REPORT_DEFECT)
    structlog.get_logger().error("slack refused for a reason we do not know", code=code)
    return Retry(f"Slack refused it for a reason we do not know ({code})", failed.retry_after)


def _named(failed: CallFailed) -> str:
    return f"{failed.code}: {failed.detail}" if failed.detail else failed.code
