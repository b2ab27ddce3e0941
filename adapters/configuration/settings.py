"""Settings from the environment or a `.env`. Reports all problems at once."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Literal, TypeAlias, get_args

from dotenv import dotenv_values
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy import make_url

from adapters.configuration import validators
from adapters.configuration.desk_settings import DeskKind, desk_contradictions, header_safe, long_enough

LogLevel: TypeAlias = Literal["debug", "info", "warning", "error"]
LogFormat: TypeAlias = Literal["text", "json"]

PREFIX = "UPMENTOR_"
DOTENV = ".env"
_FOR_TESTS = frozenset({"test_database_url"})


class Settings(BaseSettings):
    """The settings. The variable of a field is `UPMENTOR_` and its name in capitals."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: Annotated[str, Field(repr=False), AfterValidator(validators.database_url)] = (
        "sqlite:///upmentor.db"
    )
    secret_keys: SecretStr | None = None
    key_file: Path | None = None
    public_url: Annotated[str, AfterValidator(validators.web_url)] = "http://127.0.0.1:8080"
    admins: Annotated[tuple[str, ...], NoDecode, BeforeValidator(validators.split_emails)] = ()
    tick_seconds: Annotated[int, BeforeValidator(validators.seconds)] = 15
    log_level: Annotated[LogLevel, validators.one_of(get_args(LogLevel))] = "info"
    log_format: Annotated[LogFormat, validators.one_of(get_args(LogFormat))] = "text"
    browser: Annotated[bool, BeforeValidator(validators.yes_or_no)] = False
    slack_bot_token: Annotated[SecretStr, validators.slack_token("xoxb-", "bot token")] | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: Annotated[SecretStr, validators.slack_token("xapp-", "app-level token")] | None = None
    slack_client_id: str | None = None
    slack_client_secret: SecretStr | None = None
    slack_api_url: Annotated[str, AfterValidator(validators.api_url)] = "https://slack.com/api/"
    desk: Annotated[DeskKind, validators.one_of(get_args(DeskKind))] = "queue"
    desk_url: Annotated[str, AfterValidator(validators.desk_url)] | None = None
    desk_token: Annotated[SecretStr, AfterValidator(header_safe)] | None = None
    desk_user: str | None = None
    desk_secret: Annotated[SecretStr, AfterValidator(long_enough)] | None = None
    desk_queue: str | None = None
    desk_requester_field: str | None = None
    slack_messages_a_minute: Annotated[int, BeforeValidator(validators.per_minute)] = 300
    teams_app_id: Annotated[str, AfterValidator(validators.guid)] | None = None
    teams_app_password: SecretStr | None = None
    teams_tenant_id: Annotated[str, AfterValidator(validators.guid)] | None = None
    teams_openid_metadata_url: Annotated[str, AfterValidator(validators.https_url)] = (
        "https://login.botframework.com/v1/.well-known/openidconfiguration"
    )
    teams_login_url: Annotated[str, AfterValidator(validators.https_url)] = (
        "https://login.microsoftonline.com"
    )
    teams_bot_framework_url: Annotated[str, AfterValidator(validators.https_url)] = (
        "https://api.botframework.com"
    )
    teams_graph_url: Annotated[str, AfterValidator(validators.https_url)] = "https://graph.microsoft.com"
    teams_service_urls: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(validators.split_https_urls)
    ] = ()
    teams_anonymous: Annotated[bool, BeforeValidator(validators.yes_or_no)] = False

    @property
    def has_slack(self) -> bool:
        return self.slack_bot_token is not None or self.slack_client_id is not None

    @property
    def has_teams(self) -> bool:
        return self.teams_app_id is not None or self.teams_anonymous

    @property
    def desk_secret_text(self) -> str:
        return self.desk_secret.get_secret_value() if self.desk_secret else ""

    @property
    def sqlite_file(self) -> Path | None:
        """The database's file; None with PostgreSQL."""
        url = make_url(self.database_url)
        return Path(url.database or "") if url.drivername == "sqlite" else None

    @property
    def database_without_password(self) -> str:
        """The database's URL without its password."""
        return make_url(self.database_url).render_as_string(hide_password=True)


@dataclass(frozen=True, slots=True)
class SettingsProblems:
    """All problems of the settings, one per line with how to fix it; never a secret."""

    lines: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self.lines)


def read_settings(dotenv: Path | None = None) -> Settings | SettingsProblems:
    """Reads the environment, then the `.env` in the working folder."""
    path = dotenv or Path(DOTENV)
    try:
        written = _written(path)
    except (OSError, UnicodeDecodeError):
        return SettingsProblems((f"{path} cannot be read as UTF-8 text. Correct the file or move it away",))
    problems = [*_unknown(written), *_contradictions(written)]
    try:
        settings = Settings(_env_file=path)
    except ValidationError as invalid:
        return SettingsProblems((*_problems(invalid), *problems))
    return SettingsProblems(tuple(problems)) if problems else settings


def _written(dotenv: Path) -> Mapping[str, str]:
    """The values by name in lower case without the prefix. Leaves out empty values."""
    in_file = dotenv_values(dotenv, encoding="utf-8", interpolate=False) if dotenv.is_file() else {}
    both = {**_ours(in_file), **_ours(os.environ)}
    return {name: value for name, value in both.items() if value}


def _ours(values: Mapping[str, str | None]) -> dict[str, str]:
    found = {name.casefold(): value or "" for name, value in values.items()}
    prefix = PREFIX.casefold()
    return {name.removeprefix(prefix): value for name, value in found.items() if name.startswith(prefix)}


def _unknown(written: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(written.keys() - Settings.model_fields.keys() - _FOR_TESTS):
        close = get_close_matches(name, Settings.model_fields, n=1)
        fix = f"Did you mean {env_name(close[0])}?" if close else "Remove it"
        yield f"{env_name(name)} is not a setting of this version. {fix}"


def _contradictions(written: Mapping[str, str]) -> Iterator[str]:
    keys, key_file = env_name("secret_keys"), env_name("key_file")
    if "secret_keys" in written and "key_file" in written:
        yield f"{keys} and {key_file} are both set. Keep one: keys in two places drift apart"
    on_postgres = written.get("database_url", "").casefold().startswith("postgres")
    if on_postgres and not ("secret_keys" in written or "key_file" in written):
        yield f"{keys} or {key_file} is needed with PostgreSQL. `upmentor keys new` prints a key"
    yield from _slack_contradictions(written.keys())
    yield from desk_contradictions(written, env_name)
    yield from _teams_contradictions(written)


def _slack_contradictions(written: Set[str]) -> Iterator[str]:
    token, secret, app_token, client, client_secret = (
        env_name(f"slack_{name}")
        for name in ("bot_token", "signing_secret", "app_token", "client_id", "client_secret")
    )
    has_token, has_client = "slack_bot_token" in written, "slack_client_id" in written
    ways_in = written & {"slack_signing_secret", "slack_app_token"}
    if has_client != ("slack_client_secret" in written):
        yield f"{client} and {client_secret} belong together. Set both, or neither"
    if has_token and has_client:
        yield f"{token} and {client} are both set. Keep one: the token is for one workspace, OAuth for many"
    if (has_token or has_client) and not ways_in:
        yield f"{secret} is needed for what Slack sends by HTTP, or {app_token} for Socket Mode. Set one of them"
    if ways_in and not (has_token or has_client or "slack_client_secret" in written):
        named = " and ".join(sorted(env_name(name) for name in ways_in))
        verb = "is" if len(ways_in) == 1 else "are"
        yield f"{named} {verb} not enough alone. Set {token} for one workspace, or {client} and {client_secret}"


def _teams_contradictions(written: Mapping[str, str]) -> Iterator[str]:
    app, password, tenant, anonymous = (
        env_name(f"teams_{name}") for name in ("app_id", "app_password", "tenant_id", "anonymous")
    )
    is_anonymous = written.get("teams_anonymous", "").casefold() in validators.YES
    if "teams_app_id" in written and "teams_tenant_id" not in written:
        yield f"{tenant} is needed with {app}: the bot answers one tenant alone. Set it"
    if "teams_app_id" not in written and not is_anonymous:
        for name, label in (("teams_app_password", password), ("teams_tenant_id", tenant)):
            if name in written:
                yield f"{label} has no effect alone. Set {app}"
    if is_anonymous and "teams_app_password" in written:
        yield f"{anonymous} and {password} are both set. Keep one: without credentials nothing is checked"


def _problems(invalid: ValidationError) -> Iterator[str]:
    for error in invalid.errors(include_input=False, include_url=False):
        message = error.get("ctx", {}).get("error") or error["msg"]
        yield f"{env_name(str(error['loc'][0]))} {message}"


def env_name(field: str) -> str:
    return f"{PREFIX}{field.upper()}"
