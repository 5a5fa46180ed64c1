"""Which requests are accepted: by host name, by the page that sends them, and by key.

Listening on 127.0.0.1 keeps other machines out, but not the pages that this machine's browser shows.
A page can send requests anywhere (cross-site request forgery), and its own name can be made to
resolve to this machine (DNS rebinding). Hence the checks of Host, Origin and Sec-Fetch-Site.

The checks use what the server parsed (`scope["path"]` and the headers), never a URL put together again
from what the client sent.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from glassnet.serve.http.errors import ApiError
from glassnet.serve.http.settings import KEY_VARIABLE, Key, Settings

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
HOST: Final = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?")

Headers = Iterable[tuple[bytes, bytes]]


class CheckMiddleware:
    """Runs one check on each HTTP request; the check raises `ApiError` to refuse it."""

    def __init__(self, app: ASGIApp, check: Callable[[Scope], None]) -> None:
        self._app = app
        self._check = check

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the request, then pass it on."""
        if scope["type"] == "http":
            self._check(scope)
        await self._app(scope, receive, send)


def host_check(settings: Settings) -> Callable[[Scope], None]:
    """A check that the request names a host of this service; raises `ApiError` 400 or 421."""

    def check_host(scope: Scope) -> None:
        match = HOST.fullmatch(_host_of(scope["headers"]))
        target = scope.get("target_host", b"").decode("latin-1")
        is_foreign = bool(target) and not settings.allows_host(target)
        if match is None or is_foreign or not settings.allows_host(match[1]):
            raise ApiError(
                421,
                "This service does not answer under this host name. "
                "Call it localhost, or start it with --allow-host NAME.",
            )

    return check_host


def origin_check(settings: Settings) -> Callable[[Scope], None]:
    """A check that no page of another site sends it, unless allowed; raises `ApiError` 403.

    The scheme is not compared: behind a proxy, the page's is https and ours is http.
    """

    def check_origin(scope: Scope) -> None:
        if scope["method"] in SAFE_METHODS:
            return
        headers = scope["headers"]
        origins = header_values(headers, b"origin")
        if any(origin in settings.allowed_origins for origin in origins):
            return
        host = _host_of(headers)
        foreign_origin = any(_without_scheme(origin) != host for origin in origins)
        sites = header_values(headers, b"sec-fetch-site")
        if foreign_origin or any(site not in ("same-origin", "none") for site in sites):
            raise ApiError(
                403,
                "Pages of other sites may not use this service. "
                "To allow one, start it with --allow-origin ORIGIN.",
            )

    return check_origin


def key_check(key: Key, public_paths: Collection[str]) -> Callable[[Scope], None]:
    """A check that the request has the key, except for `public_paths`; raises `ApiError` 401."""

    def check_key(scope: Scope) -> None:
        is_preflight = scope["method"] == "OPTIONS"
        if is_preflight or scope["path"] in public_paths:
            return
        offered = _offered_keys(scope["headers"])
        if len(offered) != 1 or not key.matches(offered[0]):
            raise ApiError(
                401,
                f"The key is missing or wrong. Send the service's key ({KEY_VARIABLE}) as X-API-Key.",
                {"www-authenticate": "Bearer"},
            )

    return check_key


def header_values(headers: Headers, name: bytes) -> list[str]:
    """The values of all headers of this name, which is in lower case."""
    return [value.decode("latin-1") for each, value in headers if each == name]


def _host_of(headers: Headers) -> str:
    hosts = header_values(headers, b"host")
    if len(hosts) != 1:
        raise ApiError(400, f"Host must be sent once, not {len(hosts)} times.")
    return hosts[0].lower()


def _without_scheme(origin: str) -> str:
    return origin.lower().partition("://")[2]


def _offered_keys(headers: Headers) -> list[bytes]:
    offered = [value for name, value in headers if name == b"x-api-key"]
    bearer = [value for name, value in headers if name == b"authorization"]
    return offered + [value[7:] for value in bearer if value[:7].lower() == b"bearer "]
