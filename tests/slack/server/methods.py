"""The methods of the Web API that the app uses, as Slack answers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests.slack.server.workspace import APP, BOT, BOT_USER, ENTERPRISE, TEAM, Workspace
from tests.slack.validate import problems_of_message, problems_of_view

Answer: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Method:
    """`scope` is what a token needs; a method that reads takes form fields and no JSON."""

    run: Callable[[Workspace, Mapping[str, Any]], Answer]
    scope: str = ""
    reads: bool = False


def done(**more: Any) -> Answer:
    return {"ok": True, **more}


def refused(code: str, **more: Any) -> Answer:
    return {"ok": False, "error": code, **more}


def _blocks(problems: list[str]) -> Answer:
    return refused("invalid_blocks", response_metadata={"messages": [f"[ERROR] {one}" for one in problems]})


def _auth_test(space: Workspace, _sent: Mapping[str, Any]) -> Answer:
    whole = {"is_enterprise_install": True, "enterprise_id": ENTERPRISE} if space.whole_organisation else {}
    return done(
        url="https://mentors.slack.com/",
        team="Mentors",
        team_id=TEAM,
        user="upmentor",
        user_id=BOT_USER,
        bot_id=BOT,
        app_id=APP,
        **{"is_enterprise_install": False, **whole},
    )


def _post(space: Workspace, sent: Mapping[str, Any]) -> Answer:
    if problems := problems_of_message(sent):
        return _blocks(problems)
    channel = space.channel_of(sent["channel"])
    if channel is None:
        return refused("channel_not_found")
    posted = space.post(channel, dict(sent))
    return done(channel=channel, ts=posted.ts, message={"text": posted.text})


def _whisper(space: Workspace, sent: Mapping[str, Any]) -> Answer:
    if problems := problems_of_message(sent):
        return _blocks(problems)
    channel = space.channel_of(sent["channel"])
    if channel is None or sent["user"] not in space.accounts:
        return refused("channel_not_found" if channel is None else "user_not_in_channel")
    return done(message_ts=space.post(channel, dict(sent), seen_by=sent["user"]).ts)


def _update(space: Workspace, sent: Mapping[str, Any]) -> Answer:
    if problems := problems_of_message(sent):
        return _blocks(problems)
    posted = space.messages.get((sent["channel"], sent["ts"]))
    if posted is None or posted.seen_by:
        return refused("message_not_found")
    space.change(posted, dict(sent))
    return done(channel=posted.channel, ts=posted.ts)


def _open(space: Workspace, sent: Mapping[str, Any]) -> Answer:
    if problems := problems_of_view(sent["view"]):
        return _blocks(problems)
    if said := space.use_trigger(str(sent.get("trigger_id", ""))):
        return refused(said)
    return done(view=space.put_view(dict(sent["view"])))


def _update_view(space: Workspace, sent: Mapping[str, Any]) -> Answer:
    if problems := problems_of_view(sent["view"]):
        return _blocks(problems)
    if sent.get("view_id") not in space.views:
        return refused("not_found")
    return done(view=space.put_view(dict(sent["view"]), sent["view_id"]))


def _publish(space: Workspace, sent: Mapping[str, Any]) -> Answer:
    if problems := problems_of_view(sent["view"]):
        return _blocks(problems)
    if sent["user_id"] not in space.accounts:
        return refused("user_not_found")
    space.homes[sent["user_id"]] = space.put_view(dict(sent["view"]))
    return done(view=space.homes[sent["user_id"]])


def _user(space: Workspace, sent: Mapping[str, Any]) -> Answer:
    account = space.accounts.get(str(sent.get("user", "")))
    if account is None:
        return refused("user_not_found")
    spoken = {"locale": account.locale} if sent.get("include_locale") else {}
    return done(user={**account.shown(), **spoken})


def _by_email(space: Workspace, sent: Mapping[str, Any]) -> Answer:
    found = [a for a in space.accounts.values() if a.email == sent.get("email") and not a.deleted]
    return done(user=found[0].shown()) if found else refused("users_not_found")


METHODS: Mapping[str, Method] = {
    "auth.test": Method(_auth_test, reads=True),
    "chat.postMessage": Method(_post, "chat:write"),
    "chat.postEphemeral": Method(_whisper, "chat:write"),
    "chat.update": Method(_update, "chat:write"),
    "views.open": Method(_open),
    "views.update": Method(_update_view),
    "views.publish": Method(_publish),
    "users.info": Method(_user, "users:read", reads=True),
    "users.lookupByEmail": Method(_by_email, "users:read.email", reads=True),
}
