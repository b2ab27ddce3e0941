"""Validators of single settings. Each returns the value, or raises ValueError with how to fix it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from uuid import UUID

from pydantic import AfterValidator, BeforeValidator, SecretStr
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from adapters.configuration.desk_settings import private_address

YES = ("true", "yes", "on", "1")
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+")


def database_url(written: str) -> str:
    try:
        url = make_url(written)
    except (ArgumentError, ValueError):  # make_url raises ValueError for a port that is no number
        raise ValueError("is not a database address. Write sqlite:///FILE or postgresql://…") from None
    if url.drivername == "sqlite" and url.database in (None, "", ":memory:"):
        raise ValueError("names no file. Write sqlite:///upmentor.db, or four slashes for an absolute path")
    if url.drivername == "postgres":
        raise ValueError("starts with postgres://. Write postgresql://")
    if url.drivername not in ("sqlite", "postgresql", "postgresql+psycopg"):
        raise ValueError("is for a database Upmentor does not know. Write sqlite:///… or postgresql://…")
    return written


def web_url(written: str) -> str:
    try:
        parts = urlsplit(written)
        whole = parts.scheme in ("http", "https") and parts.hostname and not (parts.query or parts.fragment)
    except ValueError:
        whole = False
    if not whole:
        raise ValueError("is not a web address. Write it like https://mentoring.example.com")
    return written.rstrip("/")


def split_emails(written: object) -> object:
    if not isinstance(written, str):
        return written
    emails = tuple(word.casefold() for word in re.split(r"[,;\s]+", written) if word)
    wrong = [email for email in emails if not _EMAIL.fullmatch(email)]
    if wrong:
        raise ValueError(f"holds {', '.join(wrong)}, which is not an email. Separate emails by commas")
    return emails


def seconds(written: object) -> object:
    try:
        number = int(str(written))
    except ValueError:
        number = 0
    if not 1 <= number <= 3_600:
        raise ValueError("is not a whole number of seconds from 1 to 3600. Leave it out for 15")
    return number


def one_of(words: tuple[str, ...]) -> BeforeValidator:
    def check(written: object) -> object:
        word = str(written).strip().casefold()
        if word not in words:
            raise ValueError(f"is none of {', '.join(words)}")
        return word

    return BeforeValidator(check)


def yes_or_no(written: object) -> object:
    word = str(written).strip().casefold()
    if word not in (*YES, "false", "no", "off", "0"):
        raise ValueError("is neither true nor false")
    return word in YES


def api_url(written: str) -> str:
    return f"{web_url(written)}/"


def slack_token(prefix: str, what: str) -> AfterValidator:
    """Checks the prefix of a Slack token, which names its kind, so a swapped token is found at once."""

    def check(written: SecretStr) -> SecretStr:
        if not re.fullmatch(rf"{prefix}[\w.-]+", written.get_secret_value()):
            raise ValueError(f"is not a Slack {what}: those begin with {prefix}")
        return written

    return AfterValidator(check)


def guid(written: str) -> str:
    try:
        return str(UUID(written))
    except ValueError:
        raise ValueError("is not a Microsoft id: those are 32 digits and letters with dashes") from None


def https_url(written: str) -> str:
    """Requires https, since requests to this address and responses from it must stay private and unchanged."""
    parts = urlsplit(web_url(written))
    if parts.scheme != "https" and parts.hostname not in ("127.0.0.1", "::1", "localhost"):
        raise ValueError("is not an https address. Write it like https://login.example.com")
    return written.rstrip("/")


def split_https_urls(written: object) -> object:
    if not isinstance(written, str):
        return written
    return tuple(f"{https_url(url)}/" for url in re.split(r"[,;\s]+", written) if url)


def per_minute(written: object) -> object:
    word = str(written)
    if not (word.isdecimal() and 1 <= int(word[:6]) <= 60_000):
        raise ValueError("is not a whole number from 1 to 60000. Leave it out for 300")
    return int(word)


def desk_url(written: str) -> str:
    return private_address(web_url(written))
