"""Files in shared memory that processes have left."""

from __future__ import annotations

import re
from pathlib import Path

# Of browsers and of scikit-learn.
OTHERS = re.compile("chromium|loky")
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - looked at, not used


def find_left(before: set[str]) -> set[str]:
    """What was not there before, and is not used by other programs, which may have made some meanwhile."""
    used = find_used_memory()
    return {each for each in find_shared_memory() - before if each not in used}


def find_shared_memory() -> set[str]:
    """The files in shared memory that may be ours."""
    if not SHARED_MEMORY.is_dir():
        return set()
    return {each.name for each in SHARED_MEMORY.iterdir() if not OTHERS.search(each.name)}


def find_used_memory() -> str:
    """The files that processes have mapped, as the system lists them."""
    maps = []
    for each in Path("/proc").glob("[0-9]*/maps"):
        try:
            maps += [line for line in each.read_text().splitlines() if str(SHARED_MEMORY) in line]
        except OSError:
            continue
    return "\n".join(maps)
