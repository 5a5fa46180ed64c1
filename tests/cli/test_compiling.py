"""A first run says on a terminal that it compiles, and only then."""

import io
import time

import pytest
from rich.console import Console

from glassnet.cli.compiling import NOTICE, notify_if_compiling


def watch(terminal: bool, seconds: float, compiling: bool) -> str:
    """What is printed while a thread works for `seconds`, holding numba's lock or not."""
    from numba.core.compiler_lock import global_compiler_lock

    text = io.StringIO()
    with notify_if_compiling(Console(file=text, force_terminal=terminal)):
        if compiling:
            with global_compiler_lock:
                time.sleep(seconds)
        else:
            time.sleep(seconds)
    return text.getvalue()


@pytest.mark.parametrize(
    ("terminal", "seconds", "compiling", "notified"),
    [(True, 2.5, True, True), (True, 1.6, False, False), (True, 0.2, True, False), (False, 1.6, True, False)],
    ids=["long", "long work without compiling", "short", "no terminal"],
)  # fmt: skip
def test_only_compiling_for_long_on_a_terminal_is_noticed(
    terminal: bool, seconds: float, compiling: bool, notified: bool
) -> None:
    pytest.importorskip("numba", reason="without numba nothing is compiled")

    assert (NOTICE.split(",")[0] in watch(terminal, seconds, compiling)) == notified
