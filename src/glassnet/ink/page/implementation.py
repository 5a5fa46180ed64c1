"""Whether a page is read by compiled code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from glassnet.engine.cost import pays_to_compile_work, record_uncompiled
from glassnet.engine.kernel import chosen_implementation, using
from glassnet.engine.kernel_cache import remember_run

# Of a page as written, with the network; and what its kernels are known by.
SECONDS_PER_PART: Final = 0.015
KERNELS: Final = "pages of digits"


@contextmanager
def choosing_implementation(parts: int) -> Iterator[None]:
    """Compiled code for a page with so many parts, where that pays and no implementation is chosen."""
    seconds = SECONDS_PER_PART * parts
    chosen = chosen_implementation()
    if chosen is None and not pays_to_compile_work(seconds, KERNELS):
        # The network decides for itself.
        record_uncompiled(seconds)
        yield
        return
    with using(chosen or "compiled"):
        yield
    if chosen != "reference":
        remember_run(KERNELS)
