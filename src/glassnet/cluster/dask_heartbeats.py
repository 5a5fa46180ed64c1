"""Workers whose heartbeats stop: found and removed by the client, so that their tasks run elsewhere.

Dask has a limit of its own in the scheduler, which is too slow: at least ten heartbeats, then four seconds in
which the worker may end by itself, and thirty where the process that started the worker cannot be reached.
"""

from __future__ import annotations

from asyncio import gather, wait_for
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from distributed.scheduler import heartbeat_interval
from tornado.ioloop import PeriodicCallback

# A worker without a heartbeat for so long, and for so many of the intervals that Dask chooses, is removed.
SECONDS_WITHOUT_HEARTBEAT: Final = 6.0
HEARTBEATS_MISSED: Final = 3
MIN_SECONDS_BETWEEN_LOOKS: Final = 0.5
# The nanny of a worker, which starts another one, kills it after most of this time.
SECONDS_TO_END: Final = 0.5
# A nanny that does not answer within so long is cut off like its worker.
SECONDS_FOR_NANNY: Final = 2.5
REASON: Final = "glassnet: no heartbeat"


@dataclass(frozen=True)
class _Heartbeat:
    """The latest one of a worker, in the scheduler's seconds, and when it was first seen here."""

    sent: float
    seen: float


@contextmanager
def remove_silent_workers(client: Any) -> Iterator[None]:
    """For the block, remove the workers of a client whose heartbeats stop."""
    watch = _Watch(client)
    client.loop.add_callback(watch.start)
    try:
        yield
    finally:
        client.loop.add_callback(watch.stop)


class _Watch:
    """Looks at all heartbeats now and then; all of it runs in the client's event loop."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._heartbeats: dict[str, _Heartbeat] = {}
        self._looked = monotonic()
        self._timer = PeriodicCallback(self._look, 1000 * MIN_SECONDS_BETWEEN_LOOKS)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    async def _look(self) -> None:
        if self._client.status != "running":
            return
        try:
            found = (await self._client.scheduler.identity(n_workers=-1))["workers"]
        except OSError:
            # The pool finds that the scheduler is gone.
            return
        now, interval = monotonic(), heartbeat_interval(len(found))
        patience = max(SECONDS_WITHOUT_HEARTBEAT, HEARTBEATS_MISSED * interval)
        self._timer.callback_time = 1000 * max(MIN_SECONDS_BETWEEN_LOOKS, interval / 2)
        if now - self._looked > patience / 2:
            # The scheduler or this process stood still: what it has not seen may have been sent.
            self._heartbeats.clear()
        self._heartbeats = {
            address: self._compare(address, worker["last_seen"], now)
            for address, worker in found.items()
        }
        silent = [a for a, each in self._heartbeats.items() if now - each.seen > patience]
        await gather(*map(self._remove, silent))
        self._looked = monotonic()

    def _compare(self, address: str, sent: float, now: float) -> _Heartbeat:
        before = self._heartbeats.get(address)
        return before if before is not None and before.sent == sent else _Heartbeat(sent, now)

    async def _remove(self, address: str) -> None:
        """Let the nanny of a worker replace it; where it does not answer, take the worker off the list."""
        scheduler = self._client.scheduler
        kill = {"op": "kill", "timeout": SECONDS_TO_END, "reason": REASON}
        ended: dict[str, Any] = {}
        # KeyError: it is gone already.
        with suppress(OSError, KeyError):
            call = scheduler.broadcast(msg=kill, workers=[address], nanny=True, on_error="ignore")
            ended = await wait_for(call, SECONDS_FOR_NANNY)
        if address not in ended:
            with suppress(OSError):
                await scheduler.unregister(address=address, stimulus_id=REASON)
