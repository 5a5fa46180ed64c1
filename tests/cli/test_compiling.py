"""A first run says on a terminal that it compiles, and only then."""

import io
import time

import pytest
from rich.console import Console

from glassnet.cli import compiling
from glassnet.cli.compiling import notify_if_compiling
from glassnet.engine.compiling import report_compiled, report_compiling, report_task


def watch(terminal: bool, seconds: float) -> str:
    """What is printed while three kernels are compiled, each for so long."""
    text = io.StringIO()
    with notify_if_compiling(Console(file=text, force_terminal=terminal, width=200)):
        for number, name in enumerate(("sums", "products", "maxima"), start=1):
            report_task(number, 3)
            report_compiling(f"engine.compiled.{name}")
            time.sleep(seconds)
            report_compiled(f"engine.compiled.{name}")
    return text.getvalue()


def test_compiling_for_long_is_shown_with_its_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "SECONDS_BETWEEN_NOTICES", 0)

    shown = watch(terminal=True, seconds=0.6)

    assert shown == "Compiling kernels, once on this machine: part 3 of 3 (maxima)\n"


@pytest.mark.parametrize(("terminal", "seconds"), [(True, 0.01), (False, 0.6)])
def test_a_short_wait_is_not_shown_nor_is_any_without_a_terminal(
    terminal: bool, seconds: float
) -> None:
    assert watch(terminal, seconds) == ""
