"""Loading model files under Python's audit hook: no code, no import, no process, no socket, no other file."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import numpy as np
from tests.trust.check import Check, Tally, sizes
from tests.trust.files import change_value, mutate, reseal

from glassnet.errors import GlassnetError
from glassnet.models import load_model, read_model, save_model
from glassnet.models.sealed import seal, unseal

Generator = np.random.Generator
# Events of Python's audit hook (PEP 578) that loading must not cause.
REFUSED: Final = (
    "exec", "compile", "import", "marshal.", "pickle.", "ctypes.", "subprocess.", "socket.", "os.", "shutil.",
    "urllib.", "ftplib.", "http.", "code.__new__", "function.__new__", "cpython.run", "mmap.", "sqlite3.",
)  # fmt: skip
# What looking at a path does.
ALLOWED: Final = ("os.listdir", "os.scandir")


def load_all(seed: int, trials: int) -> list[str]:
    """What loading so many damaged and crafted files did that it must not do, in this process."""
    rng, seen = np.random.default_rng(seed), []
    is_loading = False
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "model.safetensors"
        save_model(load_model("tiny"), path)
        whole = path.read_bytes()
        arrays, header = unseal(whole, path)
        read_model(path)  # imports what loading needs

        def hook(event: str, arguments: tuple[Any, ...]) -> None:
            if not is_loading:
                return
            is_other = event == "open" and str(arguments[0]) not in (str(path), path.name)
            is_write = event == "open" and arguments[1] not in ("r", "rb", None)
            if is_other or is_write or (event.startswith(REFUSED) and event not in ALLOWED):
                seen.append(f"{event} {arguments!r:.300}")

        sys.addaudithook(hook)
        for number in range(trials):
            if number % 3 == 0:
                content = mutate(rng, whole)
            elif number % 3 == 1:
                content = reseal(mutate(rng, whole))
            else:
                changed = change_value(rng, header)
                try:
                    content = seal(arrays, changed if isinstance(changed, dict) else {})
                except (ValueError, TypeError, OverflowError):
                    continue
            path.write_bytes(content)
            is_loading = True
            try:
                read_model(path)
            except (GlassnetError, OSError):
                pass
            finally:
                is_loading = False
    return seen


def check_audit(rng: Generator, trials: int) -> Tally:
    """In a process of its own, since an audit hook stays."""
    command = [
        sys.executable,
        "-m",
        "tests.trust.audit",
        str(int(rng.integers(1 << 30))),
        str(trials),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return Tally(trials, [done.stderr[-2000:]])
    return Tally(trials, json.loads(done.stdout))


CHECKS: Final = (
    Check(
        "loading does nothing else", "Loading a model runs no code, imports nothing and opens no other file.",
        sizes(300, 6_000, 60_000), check_audit,
    ),
)  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(load_all(int(sys.argv[1]), int(sys.argv[2]))))
