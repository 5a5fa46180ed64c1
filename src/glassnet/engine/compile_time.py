"""How long kernels were compiled: time that a machine spends once, and that training times leave out."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from glassnet.engine.kernel import compiled_in_use

if TYPE_CHECKING:
    from numba.core.event import TimingListener


def compile_seconds() -> float:
    """Seconds that this process has compiled, or loaded compiled kernels, since this was first asked."""
    if not compiled_in_use():
        return 0.0
    listener = _listen()
    return listener.duration if listener.done else 0.0


@functools.cache
def _listen() -> TimingListener:
    from numba.core import event

    listener = event.TimingListener()
    event.register("numba:compiler_lock", listener)
    return listener
