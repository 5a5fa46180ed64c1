"""The command line: the list of commands, and their exit status.

Exit status: 0 done, 1 the work failed, 2 the call was wrong, 130 interrupted, 143 and 129 ended by SIGTERM
and SIGHUP. An error is one message on standard error. A command's module is imported when the command is run.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from threading import Event
from typing import TYPE_CHECKING, Final

from cyclopts import App, CycloptsError, UnknownCommandError, UnusedCliTokensError

from glassnet.cli.console import error_console
from glassnet.cli.interruption import INTERRUPTED, answering_interrupts
from glassnet.cli.streams import prepare_streams
from glassnet.errors import GlassnetError, describe_os_error, did_you_mean
from glassnet.version import describe_version

if TYPE_CHECKING:
    from rich.text import Text

DONE: Final = 0
FAILED: Final = 1
WRONG_CALL: Final = 2

COMMANDS: Final = {
    "train": ("train:train", "Train a network."),
    "evaluate": ("evaluate:evaluate", "Measure a model on a data set."),
    "predict": ("predict:predict", "Read digits in images and stroke files."),
    "explain": (
        "explain:explain",
        "Show every value of a forward and backward pass.",
    ),
    "ablate": ("ablate:ablate", "Measure what each neuron of a layer is worth."),
    "prune": ("prune:prune_weights", "Measure how many weights a model needs."),
    "quantize": ("quantize:quantize_weights", "Measure how many bits the weights need."),
    "robustness": (
        "robustness:robustness",
        "Measure a model on changed images, attacks among them.",
    ),
    "models": ("models:models", "List the models that ship with Glassnet."),
    "reproduce": (
        "reproduce:reproduce",
        "Reproduce the five tutorials and compare their claims with measurements.",
    ),
    "sweep": ("sweep:sweep", "Search the settings of a recipe."),
    "compare": ("compare:compare", "Train two recipes with the same seeds and compare them."),
    "worksheet": ("worksheet:worksheet", "Write worksheets to compute by hand, with their keys."),
    "quiz": ("quiz:quiz", "Find the bug in training code by its symptoms."),
    "plan": ("plan:plan", "Show how a network is run, and why."),
    "compile": ("compile:compile", "Compile ahead what training and reading need."),
    "check": ("check:check", "Check all gradients against finite differences."),
    "export": ("export:export", "Write a model as ONNX, C, Python or JavaScript."),
    "import": ("importing:import_", "Read a network from ONNX, PyTorch, Keras or NumPy."),
    "form": ("form:app", "Read filled forms into a table."),
    "info": ("info:info", "Show versions, CPU and data: what a bug report needs."),
    "completion": ("completion:completion", "Complete commands in bash, zsh or fish."),
    "data": ("data:app", "Download, verify and show data sets."),
    "serve": ("serve:serve", "Serve the HTTP API."),
    "studio": ("serve:studio", "Draw digits and watch the network in the browser."),
}

app = App(
    name="glassnet",
    help="A neural network from scratch that reads handwritten digits and shows every value.",
    version=describe_version,
    # Rendering Markdown takes longer to import than the list of commands to show.
    help_format="plaintext",
    suppress_keyboard_interrupt=False,
    error_formatter=lambda error: _message(_describe_call_error(error)),
    result_action="return_value",
)
for _order, (_name, (_target, _help)) in enumerate(COMMANDS.items()):
    # A group of commands, an App, has a format of its own.
    _format = {} if _target.endswith(":app") else {"help_format": "markdown"}
    app.command(f"glassnet.cli.{_target}", name=_name, help=_help, sort_key=_order, **_format)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (that of the process unless given); return the exit status."""
    prepare_streams()
    try:
        with answering_interrupts() as answered:
            status = _run(sys.argv[1:] if arguments is None else list(arguments), answered)
        sys.stdout.flush()
    except BrokenPipeError:
        _silence_output()
        return FAILED
    except OSError as error:
        # Standard output is on a full disk, or closed.
        _silence_output()
        error_console().print(_message(describe_os_error(error, "standard output")), soft_wrap=True)
        return FAILED
    return status


def _run(arguments: list[str], answered: Event) -> int:
    try:
        status = app(arguments, exit_on_error=False, error_console=error_console())
    except KeyboardInterrupt:
        answered.set()
        return INTERRUPTED
    except SystemExit as ending:
        return ending.code if isinstance(ending.code, int) else FAILED
    except CycloptsError:
        return WRONG_CALL
    except BrokenPipeError:
        raise
    except Exception as error:
        status = _status_of(error)
        if status is None:
            raise
        error_console().print(_message(_describe_error(error)), soft_wrap=True)
    return status if isinstance(status, int) else DONE


def _status_of(error: Exception) -> int | None:
    """The exit status for an error that the caller can fix; None for a bug of ours."""
    from glassnet.data.errors import UnknownSource
    from glassnet.errors import SettingError

    if isinstance(error, SettingError | UnknownSource):
        return WRONG_CALL
    return FAILED if isinstance(error, GlassnetError | OSError | MemoryError) else None


def _describe_error(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return (
            f"There is not enough memory. {error} Choose fewer units, or a smaller batch.".strip()
        )
    if isinstance(error, OSError) and not isinstance(error, GlassnetError):
        # Files are named where they are written: what has no name is a standard stream.
        return describe_os_error(error, "standard output")
    return str(error)


def _message(text: str) -> Text:
    from rich.text import Text

    return Text.assemble(("Error: ", "bold red"), text)


def _describe_call_error(error: CycloptsError) -> str:
    """What is wrong with a call, and how to get help."""
    chain = "".join(f"{name} " for name in error.command_chain or ())
    if isinstance(error, UnknownCommandError) and not chain:
        # Cyclopts would import every command for its message.
        return _unknown_command((error.unused_tokens or [""])[0])
    if isinstance(error, UnusedCliTokensError):
        unused = " ".join(error.unused_tokens or [])
        text = f"glassnet {chain.strip()} takes no more arguments, got {unused!r}."
        return f"{text} See: glassnet {chain}--help"
    return f"{error} See: glassnet {chain}--help"


def _unknown_command(name: str) -> str:
    kind = "option" if name.startswith("-") else "command"
    guess = did_you_mean(name, [*COMMANDS, "--help", "--version"])
    return f"Unknown {kind} {name!r}. {guess} See: glassnet --help"


def _silence_output() -> None:
    """The reader of a pipe is gone: avoid an error at exit about what is still buffered."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
