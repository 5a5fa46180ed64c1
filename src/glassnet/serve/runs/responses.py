"""The response that streams a run's events, for as long as the viewer reads."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from glassnet.serve.http.errors import ApiError
from glassnet.serve.runs.runs import Runs
from glassnet.serve.runs.stream import stream_events


class EventStream(StreamingResponse):
    """The events of the run in `folder` after `last_id`.

    Raises `ApiError` 503 where there are too many viewers. One that does not accept a part in time is
    dropped by the deadline of its connection.
    """

    def __init__(self, runs: Runs, folder: Path, last_id: int) -> None:
        if runs.viewers >= runs.limits.viewers:
            raise ApiError(503, "Too many viewers. Try again later.", {"retry-after": "10"})
        self._runs = runs
        self._parts = stream_events(folder, last_id, lambda: runs.processes.is_running(folder.name))
        super().__init__(
            self._parts, media_type="text/event-stream", headers={"x-accel-buffering": "no"}
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Stream until the run is over, or the viewer is gone."""
        extend = scope.get("extend_deadline", lambda seconds: None)
        self.body_iterator = self._extending(extend)
        self._runs.viewers += 1
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._runs.viewers -= 1

    async def _extending(self, extend: Callable[[float], None]) -> AsyncIterator[bytes]:
        async for part in self._parts:
            extend(self._runs.limits.viewer_seconds)
            yield part
