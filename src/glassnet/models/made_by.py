"""The command that made a model, as its file has it."""

from __future__ import annotations

import re
import shlex


def leave_out_folders(command: str) -> str:
    """The command with only the last part of each path: where files lie is no part of a model."""
    try:
        words = shlex.split(command)
    except ValueError:
        return command
    if not any("/" in word or "\\" in word for word in words):
        return command
    return " ".join(shlex.quote(re.split(r"[/\\]", word.rstrip("/\\"))[-1]) for word in words)
