"""Running the service: one process, one socket, stopped by a signal within seconds."""

from __future__ import annotations

import errno
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

import uvicorn
from starlette.types import ASGIApp

from glassnet.errors import format_error
from glassnet.nn import SettingError
from glassnet.serve.connections import LimitedProtocol
from glassnet.serve.settings import Settings


def run(app: ASGIApp, listener: socket.socket, settings: Settings) -> None:
    """Serve on `listener` until SIGINT or SIGTERM, then finish what is being answered."""
    limits = settings.limits
    config = uvicorn.Config(
        app,
        http=LimitedProtocol.limited(limits),
        ws="none",
        lifespan="on",
        access_log=False,
        log_level="warning",
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=int(limits.idle_seconds),
        timeout_graceful_shutdown=int(limits.stopping_seconds),
        backlog=_backlog(settings),
    )
    with _quiet_signals(), _one_numerics_thread():
        uvicorn.Server(config).run(sockets=[listener])


def listen(settings: Settings, *, any_port: bool = False) -> socket.socket:
    """A socket that listens where the settings say; `any_port` takes another port where that one is taken.

    Raises `SettingError` where that cannot be.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        # From here on whoever connects waits for the service instead of being refused.
        listener.listen(_backlog(settings))
    except OSError as error:
        listener.close()
        if any_port and error.errno == errno.EADDRINUSE:
            return listen(replace(settings, port=0))
        raise SettingError(
            format_error(
                f"{settings.host}:{settings.port}",
                "an address to listen on",
                error.strerror or str(error),
                "Choose another port by --port; 0 takes any free one.",
            )
        ) from None
    return listener


def _backlog(settings: Settings) -> int:
    return min(2 * settings.limits.connections, 2048)


def address_of(listener: socket.socket) -> str:
    """The address to open in a browser."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def on_hangup(reload: Callable[[], None]) -> None:
    """Call `reload`, in a thread, at each SIGHUP; a failure leaves all as it was."""

    def reload_or_stay() -> None:
        try:
            reload()
        except Exception as error:
            logging.getLogger("glassnet.serve").error("Models stay as they were: %s", error)

    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, lambda *_: Thread(target=reload_or_stay, daemon=True).start())


@contextmanager
def _quiet_signals() -> Iterator[None]:
    """uvicorn raises the signals that it was stopped by once more: being stopped is no failure."""
    stopping = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(each, lambda *_: None) for each in stopping]
    try:
        yield
    finally:
        for each, handler in zip(stopping, before, strict=True):
            signal.signal(each, handler)


@contextmanager
def _one_numerics_thread() -> Iterator[None]:
    """One picture is too little work to share: more threads would only wait for one another."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield
