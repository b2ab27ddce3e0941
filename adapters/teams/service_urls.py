"""The addresses that we call with our token: Teams' alone, since an activity may claim any address."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, urlsplit

PUBLIC_CLOUD: Final = (
    "https://smba.trafficmanager.net/",
    "https://smba.infra.gcc.teams.microsoft.com/",  # government tenants of the public cloud
)
_EVERYWHERE: Final = "teams/"
"""The path that serves every region (learn.microsoft.com, proactive messages)."""
LOOPBACK: Final = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class ServiceUrls:
    """A prefix allows every address under it, by whole path segments. `or_loopback` allows clients on this machine."""

    prefixes: tuple[str, ...]
    or_loopback: bool = False

    @property
    def beginning(self) -> str:
        """The address for conversations in a tenant that no activity came from yet."""
        first = f"{self.prefixes[0].rstrip('/')}/"
        return first if urlsplit(first).path != "/" else f"{first}{_EVERYWHERE}"

    def allow(self, url: str) -> bool:
        return _is_allowed(self, url)


@lru_cache(1_024)
def _is_allowed(urls: ServiceUrls, url: str) -> bool:
    """Cached: a tenant has few addresses, and each message checks its address twice."""
    found = _parts(url)
    if found is None:
        return False
    if urls.or_loopback and found[1] in LOOPBACK:
        return True
    return any(_is_under(found, prefix) for prefix in map(_parts, urls.prefixes) if prefix)


_Parts = tuple[str, str, int | None, str]


def _parts(url: str) -> _Parts | None:
    """Scheme, host, port and path; None for an address that parsers could read differently."""
    if not url.isascii() or any(mark in url for mark in "\\@?#") or any(map(str.isspace, url)):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in ("https", "http") or not parts.hostname or ".." in unquote(unquote(parts.path)):
        return None
    return parts.scheme, parts.hostname, port, f"{parts.path.rstrip('/')}/"


def _is_under(found: _Parts, prefix: _Parts) -> bool:
    return found[:3] == prefix[:3] and found[3].startswith(prefix[3])
