"""Access control for the chat page: only browsers on this machine, and no other site through them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from adapters.configuration.loopback import is_loopback

BODY_LIMIT = 256 * 1024  # room for a form filled beyond its limits, so that it gets their messages
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


class NotLoopback(ValueError):
    """The host is not loopback. The chat page lets anybody who can reach it act as anyone."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"the chat page is not served on {host!r}: it lets one act as anyone, so use 127.0.0.1"
        )


class RequestRejected(Exception):
    """A refused request. `message` is a sentence for the person at the page."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def guarded(handler: Handler) -> Handler:
    """Wraps the handler: checks the caller, and answers every failure with a sentence."""

    async def guarded_handler(request: web.Request) -> web.StreamResponse:
        try:
            _check(request)
            response = await handler(request)
        except RequestRejected as rejected:
            response = web.json_response({"message": rejected.message}, status=rejected.status)
        except web.HTTPException:
            raise
        except Exception as error:  # noqa: BLE001 - the boundary of requests: the page gets a sentence
            structlog.get_logger().error("chat page request failed", path=request.path, exc_info=error)
            message = "Something broke on the server. Nothing you typed is lost; please try once more."
            response = web.json_response({"message": message}, status=500)
        if not response.prepared:
            response.headers.update({name: HEADERS[name] for name in HEADERS if name not in response.headers})
        return response

    return guarded_handler


async def read_json(request: web.Request) -> bytes:
    """The body of a JSON request. Raises RequestRejected for other types and for too much."""
    if request.content_type != "application/json":
        raise RequestRejected(415, "This address takes JSON only.")
    body = await request.content.read(BODY_LIMIT + 1)
    while len(body) <= BODY_LIMIT and (more := await request.content.read(BODY_LIMIT)):
        body += more
    if len(body) > BODY_LIMIT:
        raise RequestRejected(413, "That is more than the page can send at once. Please make it shorter.")
    return body


def _check(request: web.Request) -> None:
    # Rejects DNS rebinding: another site's name that resolves to this machine.
    if not is_loopback(_host_name(request.host)):
        raise RequestRejected(
            403, "The chat page answers on this machine's own address only, like http://127.0.0.1:8080."
        )
    if not _comes_from_the_page(request):
        raise RequestRejected(403, "This came from another page, so it was turned down.")


def _host_name(host: str) -> str:
    """The host without its port; "" if it is malformed."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _comes_from_the_page(request: web.Request) -> bool:
    """True for navigation from anywhere, and for everything else if the page itself sent it."""
    site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{request.host}":
        return False
    if request.method == "GET":
        return site in (None, "none", "same-origin") or request.headers.get("Sec-Fetch-Mode") == "navigate"
    return site == "same-origin" or (site is None and origin is not None)
