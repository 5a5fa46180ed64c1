"""`glassnet completion`: commands and options completed by the shell."""

from __future__ import annotations

import sys
from typing import Annotated, Literal

from cyclopts import Parameter

from glassnet.cli.console import report_console

Shell = Literal["bash", "zsh", "fish"]


def completion(shell: Shell, /, *, install: Annotated[bool, Parameter(negative=())] = False) -> int:
    """Print the script with which a shell completes commands and options, or install it.

    Parameters
    ----------
    shell
        bash, zsh or fish.
    install
        Write the script to the folder where this shell looks for it, and load it at the start of the shell.
    """
    from glassnet.cli import app

    if install:
        path = app.install_completion(shell=shell)
        report_console().print(
            f"Wrote {path}. Open a new shell to use it.", markup=False, soft_wrap=True
        )
    else:
        sys.stdout.write(app.generate_completion(prog_name="glassnet", shell=shell))
    return 0
