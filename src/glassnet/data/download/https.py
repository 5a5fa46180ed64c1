"""One https request with checked redirects and a limit on its total time.

Redirects may lead only to https and never to this machine or its network. A timeout of a socket
starts anew with every byte, so a watchdog cuts off servers that answer byte by byte.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import IO, Any
from urllib.parse import urlsplit

from glassnet.data.errors import DownloadError

USER_AGENT = "glassnet"


@contextmanager
def open_url(
    url: str,
    headers: Mapping[str, str],
    answer_seconds: float,
    total_seconds: float,
    loopback: bool = False,
) -> Iterator[http.client.HTTPResponse]:
    """The response to a GET; everything together may take `total_seconds`.

    Each single wait, and the headers as a whole, may take `answer_seconds`. With `loopback`, plain
    http to this machine is allowed: it is for tests. Raises DownloadError for a URL or a redirect
    that is not allowed, urllib's errors for the rest.
    """
    check_url(url, loopback)
    sockets: list[socket.socket] = []
    opener = _opener(sockets, loopback)
    fields = {"User-Agent": USER_AGENT, "Accept-Encoding": "identity", **headers}
    request = urllib.request.Request(url, headers=fields)  # noqa: S310 - checked above
    with _watchdog(total_seconds, sockets):
        with _watchdog(answer_seconds, sockets):
            response = opener.open(request, timeout=min(answer_seconds, total_seconds))
        with response:
            yield response


def check_url(url: str, loopback: bool = False) -> None:
    """Raise DownloadError unless a download may go there."""
    parts = urlsplit(url)
    local = _is_local(parts.hostname or "")
    if parts.scheme == "https" and parts.hostname and not local:
        return
    if loopback and local and parts.scheme == "http":
        return
    raise DownloadError(
        f"download: expected an https address on the internet, got {url!r}. Nothing was fetched."
    )


def _is_local(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    with suppress(ValueError):
        return not ipaddress.ip_address(host).is_global
    return False


def _opener(sockets: list[socket.socket], loopback: bool) -> urllib.request.OpenerDirector:
    """urllib's default, without the schemes ftp, file and data."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler({} if loopback else None),
        _Https(sockets),
        _Http(sockets),
        _CheckedRedirects(loopback),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        urllib.request.UnknownHandler(),
    ):
        opener.add_handler(handler)
    return opener


class _CheckedRedirects(urllib.request.HTTPRedirectHandler):
    max_repeats = 2
    max_redirections = 5

    def __init__(self, loopback: bool) -> None:
        self.loopback = loopback

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: http.client.HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        """urllib's own, for addresses that are allowed."""
        check_url(newurl, self.loopback)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, sockets: list[socket.socket]) -> None:
        super().__init__()
        self.sockets = sockets

    def https_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(_record_sockets(http.client.HTTPSConnection, self.sockets), req)


class _Http(urllib.request.HTTPHandler):
    def __init__(self, sockets: list[socket.socket]) -> None:
        super().__init__()
        self.sockets = sockets

    def http_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(_record_sockets(http.client.HTTPConnection, self.sockets), req)


def _record_sockets(kind: type[http.client.HTTPConnection], sockets: list[socket.socket]) -> Any:
    """A connection class that records its socket for the watchdog."""

    def connect(self: http.client.HTTPConnection) -> None:
        kind.connect(self)
        sockets.append(self.sock)

    return type("Recording", (kind,), {"connect": connect})


@contextmanager
def _watchdog(seconds: float, sockets: list[socket.socket]) -> Iterator[None]:
    """Shut the connections down when the block takes longer, and raise TimeoutError then.

    A read from a closed connection can look like a short response, so the result of the block is
    discarded.
    """
    expired = threading.Event()
    timer = threading.Timer(seconds, _close_sockets, (sockets, expired))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        if expired.is_set():
            raise TimeoutError(f"it took longer than {seconds:.1f} s")


def _close_sockets(sockets: list[socket.socket], expired: threading.Event) -> None:
    expired.set()
    for each in sockets:
        with suppress(OSError):
            # Not SSLSocket.shutdown, which removes the encryption while another thread reads.
            socket.socket.shutdown(each, socket.SHUT_RDWR)
