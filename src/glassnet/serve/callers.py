"""Who may call: the name that the service is called by, the page that calls, and the key.

Listening on 127.0.0.1 keeps other machines out, but not the pages that this machine's browser shows.
A page can send requests anywhere (cross-site request forgery), and its own name can be made to
point here (DNS rebinding). Hence the checks of Host, Origin and Sec-Fetch-Site.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from starlette.types import Scope

from glassnet.serve.errors import ApiError
from glassnet.serve.settings import KEY_VARIABLE, Settings

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
KEYLESS_PATHS: Final = frozenset({"/api/health", "/api/ready"})
KEYED_PREFIXES: Final = ("/api/", "/metrics")
HOST: Final = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?")


def check_caller(scope: Scope, settings: Settings) -> None:
    """Raise `ApiError` 400, 401, 403 or 421 unless this request may be looked at."""
    headers = scope["headers"]
    host = _host(headers, settings)
    if scope["method"] not in SAFE_METHODS:
        _check_page(headers, host, settings)
    if settings.key is not None and _needs_key(scope):
        _check_key(headers, settings)


def values_of(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> list[str]:
    """The values of every header of this name, which is in lower case."""
    return [value.decode("latin-1") for each, value in headers if each == name]


def _host(headers: Iterable[tuple[bytes, bytes]], settings: Settings) -> str:
    """The name and port that the service is called by."""
    hosts = values_of(headers, b"host")
    if len(hosts) != 1:
        raise ApiError(400, f"Host: expected it once, got it {len(hosts)} times. Send it once.")
    host = hosts[0].lower()
    found = HOST.fullmatch(host)
    if found is None or not settings.allows_host(found[1]):
        raise ApiError(
            421,
            "Host: expected a name of this service, got another. "
            "Call it by localhost, or start it with --allow-host NAME.",
        )
    return host


def _check_page(headers: Iterable[tuple[bytes, bytes]], host: str, settings: Settings) -> None:
    """A page of another site may not ask anything here, unless its origin is allowed.

    The scheme is not compared: behind a proxy, the page's is https and ours is http.
    """
    origins = values_of(headers, b"origin")
    if any(origin in settings.allowed_origins for origin in origins):
        return
    sites = values_of(headers, b"sec-fetch-site")
    foreign_site = any(site not in ("same-origin", "none") for site in sites)
    if foreign_site or any(_without_scheme(origin) != host for origin in origins):
        raise ApiError(
            403,
            "Origin: expected a page of this service, got one of another site. "
            "Start it with --allow-origin ORIGIN if that is meant.",
        )


def _without_scheme(origin: str) -> str:
    return origin.lower().partition("://")[2]


def _needs_key(scope: Scope) -> bool:
    path = scope["path"]
    preflight = scope["method"] == "OPTIONS"
    return path.startswith(KEYED_PREFIXES) and path not in KEYLESS_PATHS and not preflight


def _check_key(headers: Iterable[tuple[bytes, bytes]], settings: Settings) -> None:
    offered = [value for name, value in headers if name == b"x-api-key"]
    bearer = [value for name, value in headers if name == b"authorization"]
    offered += [value[7:] for value in bearer if value[:7].lower() == b"bearer "]
    if settings.key is None or len(offered) != 1 or not settings.key.matches(offered[0]):
        raise ApiError(
            401,
            "X-API-Key: expected the key of this service, got none or another. "
            f"Send the one that the service was started with ({KEY_VARIABLE}).",
            ((b"www-authenticate", b"Bearer"),),
        )
