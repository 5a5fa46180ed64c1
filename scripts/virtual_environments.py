"""The Pythons of this machine, and virtual environments with the newest or the oldest allowed packages."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
VERSIONS: Final = ("3.11", "3.12", "3.13", "3.14")
# What others' packages and modules could come from.
LEFT_OUT: Final = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")


def find_pythons() -> dict[str, Path]:
    """The interpreters of the supported versions: those of pyenv, else on the path."""
    folder = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = {}
    for version in VERSIONS:
        installed = sorted(folder.glob(f"{version}.*/bin/python{version}"))
        on_path = shutil.which(f"python{version}")
        if installed or on_path:
            found[version] = installed[-1] if installed else Path(str(on_path))
    return found or {"{}.{}".format(*sys.version_info): Path(sys.executable)}


def make_tools(folder: Path, packages: Sequence[str]) -> Path:
    """A virtual environment of this Python with packages, by pip; returns the folder of its commands."""
    run([sys.executable, "-m", "venv", folder])
    commands = folder / "bin"
    install = [commands / "python", "-m", "pip", "install", "--quiet"]
    run([*install, "--disable-pip-version-check", *packages])
    return commands


def make_environment(uv: Path, python: Path, folder: Path, packages: Sequence[str]) -> Path:
    """A virtual environment with the newest versions of packages; returns its interpreter."""
    run([uv, "venv", "--quiet", "--python", python, folder])
    interpreter = folder / "bin" / "python"
    run([uv, "pip", "install", "--quiet", "--python", interpreter, *packages])
    return interpreter


def make_oldest_environment(
    uv: Path, python: Path, folder: Path, package: str, extras: Sequence[str] = ()
) -> Path:
    """A virtual environment with this project and the oldest versions that pyproject.toml allows.

    `package` is its wheel or checkout. Of each package, the oldest that has a wheel for this Python; what
    they depend on themselves is the newest.
    """
    oldest = ["--resolution", "lowest-direct", "--only-binary", ":all:", *list_requirements(extras)]
    interpreter = make_environment(uv, python, folder, oldest)
    run([uv, "pip", "install", "--quiet", "--python", interpreter, "--no-deps", package])
    return interpreter


def list_requirements(extras: Sequence[str] = ()) -> list[str]:
    """What pyproject.toml requires, with these extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    optional = project["optional-dependencies"]
    return [*project["dependencies"], *(line for extra in extras for line in optional[extra])]


def name_packages(requirements: Sequence[str]) -> list[str]:
    """The names of the packages that are required, without extras and versions."""
    return [re.split(r"[^\w-]", line)[0] for line in requirements]


def list_versions(interpreter: Path, packages: Sequence[str]) -> str:
    """The installed versions of those packages that are there, in a line."""
    code = """
import sys
from importlib.metadata import PackageNotFoundError, version
found = []
for name in sys.argv[1:]:
    try:
        found.append(f"{name} {version(name)}")
    except PackageNotFoundError:
        pass
print(", ".join(found))
"""
    return run([interpreter, "-c", code, *packages]).strip()


def run(command: Sequence[Path | str], folder: Path | None = None, status: int = 0) -> str:
    """What a command prints; raises SystemExit, with that, where it ends with another status."""
    words = [str(word) for word in command]
    outside = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    where = folder or Path(tempfile.gettempdir())
    done = subprocess.run(words, capture_output=True, text=True, env=outside, cwd=where)
    printed = done.stdout + done.stderr
    if done.returncode != status:
        raise SystemExit(f"{' '.join(words)}\nended with status {done.returncode}:\n{printed}")
    return printed
