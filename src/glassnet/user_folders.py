"""Where a user's files are: the home folder, and the folder of caches. There may be neither."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import platformdirs


def find_user_cache() -> Path | None:
    """The folder for what can be made again; None for a user without a home folder."""
    try:
        folder = platformdirs.user_cache_path("glassnet", appauthor=False)
    except RuntimeError:
        return None
    return folder if folder.is_absolute() else None  # older versions leave "~" as it is


def user_cache_or_temporary() -> Path:
    """`find_user_cache`, or without a home folder one of the user's below that of temporary files.

    For what is checked when it is read: others may write there.
    """
    user = getattr(os, "getuid", lambda: "user")()
    return find_user_cache() or Path(tempfile.gettempdir()) / f"glassnet-{user}"


def expand_home(path: str | Path) -> Path:
    """A path with `~` as the home folder; a name such as `~1.png` stays as it is."""
    return Path(os.path.expanduser(path))
