"""Running the service: one process and one socket, stopped by a signal within seconds."""

from __future__ import annotations

import asyncio
import ctypes
import errno
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread
from typing import Final, Protocol

import uvicorn
from starlette.types import ASGIApp

from glassnet.errors import SettingError, format_error
from glassnet.serve.http.connections import LimitedProtocol
from glassnet.serve.http.logs import limit_log_lines
from glassnet.serve.http.settings import Settings

# A computation in a thread holds up the event loop for so long at most, where it runs in Python.
SWITCH_SECONDS: Final = 0.001


# glibc gives memory back to the system beyond these, and asks for it again a moment later: the pages of the
# arrays of a picture then take as long as what is computed on them.
MMAP_BYTES: Final = 4 << 20
TRIM_BYTES: Final = 64 << 20
M_MMAP_THRESHOLD, M_TRIM_THRESHOLD = -3, -1


class Stopping(Protocol):
    """What is notified that the service stops."""

    def begin_stopping(self) -> None:
        """Take no further work."""

    def stop(self) -> None:
        """Give up what is not finished."""


class Server(uvicorn.Server):
    """uvicorn's server, which also notifies the application that it stops, and again when time runs out."""

    def __init__(self, config: uvicorn.Config, stopping: Stopping, seconds: float) -> None:
        super().__init__(config)
        self._stopping = stopping
        self._seconds = seconds

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Finish the requests in progress, and answer the others before their tasks are canceled."""
        self._stopping.begin_stopping()
        loop = asyncio.get_running_loop()
        # First what computes gets its answers, then what is still being sent.
        timers = [
            loop.call_later(0.7 * self._seconds, self._stopping.stop),
            loop.call_later(0.85 * self._seconds, self._give_up_connections),
        ]
        try:
            await super().shutdown(sockets)
        finally:
            for timer in timers:
                timer.cancel()

    def _give_up_connections(self) -> None:
        for connection in list(self.server_state.connections):
            if isinstance(connection, LimitedProtocol):
                connection.give_up()


def run(
    app: ASGIApp, listener: socket.socket, settings: Settings, stopping: Stopping | None = None
) -> None:
    """Serve on `listener` until SIGINT or SIGTERM, then finish the requests in progress.

    `stopping` is notified when the service begins to stop, and when what is not finished must be given up.
    """
    limits = settings.limits
    config = uvicorn.Config(
        app,
        http=LimitedProtocol.with_limits(limits),
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
    sys.setswitchinterval(SWITCH_SECONDS)
    _keep_freed_memory()
    server = (
        uvicorn.Server(config)
        if stopping is None
        else Server(config, stopping, limits.stopping_seconds)
    )
    with _ignore_repeated_signals(), _one_blas_thread(), limit_log_lines():
        server.run(sockets=[listener])


def _keep_freed_memory() -> None:
    """Let the C library reuse the memory of arrays; elsewhere than with glibc, nothing."""
    allocator = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if allocator is not None:
        allocator(M_MMAP_THRESHOLD, MMAP_BYTES)
        allocator(M_TRIM_THRESHOLD, TRIM_BYTES)


def listen(settings: Settings, *, any_port: bool = False) -> socket.socket:
    """A socket that listens at the settings' address; `any_port` takes a free port where theirs is taken.

    Raises `SettingError` where it cannot listen.
    """
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # For each connection: what the system keeps for a client that reads slowly, it could keep 4 MB of.
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, settings.limits.socket_bytes)
    try:
        listener.bind((settings.host, settings.port))
        # From here on clients wait for the service instead of being refused.
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


def address_url(listener: socket.socket) -> str:
    """The address to open in a browser."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def on_hangup(reload: Callable[[], None]) -> None:
    """Call `reload`, in a thread, at each SIGHUP; a failure is logged."""

    def reload_or_log() -> None:
        try:
            reload()
        except Exception as error:
            logging.getLogger("glassnet.serve").error("The models were not reloaded: %s", error)

    in_main_thread = threading.current_thread() is threading.main_thread()
    if hasattr(signal, "SIGHUP") and in_main_thread:
        signal.signal(signal.SIGHUP, lambda *_: Thread(target=reload_or_log, daemon=True).start())


@contextmanager
def _ignore_repeated_signals() -> Iterator[None]:
    """uvicorn raises the signal that stopped it once more, which would end the process with a failure."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    stopping = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(each, lambda *_: None) for each in stopping]
    try:
        yield
    finally:
        for each, handler in zip(stopping, before, strict=True):
            signal.signal(each, handler)


@contextmanager
def _one_blas_thread() -> Iterator[None]:
    """One image is too little work to share between BLAS threads."""
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):
        yield
