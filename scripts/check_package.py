"""Builds wheel and source archive, checks what is in them, and uses the wheel in environments of its own.

    python scripts/check_package.py                           # every step, and how long each took
    python scripts/check_package.py --list                    # the names of the steps
    python scripts/check_package.py --only "oldest on 3.12"   # one step, with the wheel that was built
    python scripts/check_package.py --from "oldest on 3.12"   # it, and the steps after it

On each Python from 3.11 on that is found: a fresh environment with the wheel alone, with the newest and with
the oldest allowed versions of its dependencies, and the commands that need no extra. The step that fails ends
the script.
"""

from __future__ import annotations

import argparse
import re
import shutil
import tarfile
import tempfile
import time
import tomllib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Final

from virtual_environments import (
    ROOT,
    find_pythons,
    list_requirements,
    list_versions,
    make_environment,
    make_oldest_environment,
    make_tools,
    name_packages,
    run,
)

DRAWING: Final = '{"strokes": [[[30, 10], [28, 60], [26, 110]]]}\n'
ADDED: Final = {"glassnet/commit.txt"}

USER_PROGRAM: Final = """
import glassnet
import numpy as np

model = glassnet.load_model("tiny")
reading = model.read_strokes([[[30, 10], [28, 60], [26, 110]]])
label: str | None = reading.label
accuracy: float = glassnet.evaluate(model, "simulated").accuracy
predictions: np.ndarray = model.predict(np.zeros((1, 28, 28), np.uint8))
"""
WRONG_PROGRAM: Final = "import glassnet\n\nnumber: int = glassnet.load_model('tiny').name\n"

TABLE: Final = "".join(f"{row % 2}{f',{255 * (row % 2)}' * 784}\n" for row in range(20))
"""Blank and full images, as CSV."""

TRAINING: Final = ("train", "--data", "table.csv", "--epochs", "1")
NEEDS_EXTRA: Final = {
    "serve": ("studio", "--port", "0"),
    "export": ("export", "tiny", "--to", "onnx", "--out", "tiny.onnx"),
    "cluster": (*TRAINING, "--workers", "2", "--out", "shared"),
}
"""What each of these extras is needed for; without it, a message names the extra."""


@dataclass(frozen=True)
class Workplace:
    """Where packages are built, and a folder for each of tools and the step that runs."""

    out: Path
    tool_folder: Path
    folder: Path

    @property
    def wheel(self) -> Path:
        """The wheel that was built."""
        return self._find("*.whl")

    @property
    def archive(self) -> Path:
        """The source archive that was built."""
        return self._find("*.tar.gz")

    @cached_property
    def tools(self) -> Path:
        """The commands that build, install and check: build, pipx, twine, uv."""
        packages = ["build", "pipx", "twine", "uv"]
        return make_tools(self.tool_folder, packages)

    @property
    def uv(self) -> Path:
        """What makes environments."""
        return self.tools / "uv"

    def _find(self, pattern: str) -> Path:
        found = sorted(self.out.glob(pattern))
        if len(found) != 1:
            raise SystemExit(f"{self.out}: one {pattern} is needed. Run the step 'build' first.")
        return found[0]


def main() -> None:
    """Run the steps; the first that fails ends the script with an error."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--list", action="store_true", help="print the names of the steps")
    parser.add_argument("--only", action="append", metavar="STEP", help="may be given repeatedly")
    parser.add_argument("--from", dest="first", metavar="STEP")
    options = parser.parse_args()
    steps = list_steps()
    chosen = choose_steps(list(steps), options.only, options.first)
    if options.list:
        print("\n".join(steps))
        return
    with tempfile.TemporaryDirectory() as temporary:
        work = Workplace(
            options.out.absolute(), Path(temporary) / "tools", Path(temporary) / "step"
        )
        for number, name in enumerate(chosen, 1):
            print(f"[{number}/{len(chosen)}] {name}", end=": ", flush=True)
            started = time.monotonic()
            work.folder.mkdir()
            found = steps[name](work)
            shutil.rmtree(work.folder)
            print(f"{found} ({time.monotonic() - started:.0f} s)", flush=True)
    if len(chosen) == len(steps):
        print("The packages are complete and usable.")


def list_steps() -> dict[str, Callable[[Workplace], str]]:
    """Every step by its name, in order. A step returns what it found, in a line."""
    pythons = find_pythons()
    steps: dict[str, Callable[[Workplace], str]] = {"build": build, "contents": check_contents}
    for version, python in pythons.items():
        steps[f"newest on {version}"] = partial(use_wheel, python=python, oldest=False)
        steps[f"oldest on {version}"] = partial(use_wheel, python=python, oldest=True)
    first = next(iter(pythons.values()))
    return steps | {
        "missing extras": partial(check_missing_extras, python=first),
        "pipx run": partial(run_without_installing, python=first),
        "types": partial(check_types, python=first),
    }


def choose_steps(names: list[str], only: list[str] | None, first: str | None) -> list[str]:
    """The steps to run. Raises SystemExit for a name that there is not."""
    for name in [*(only or []), *([first] if first else [])]:
        if name not in names:
            raise SystemExit(f"There is no step {name!r}. The steps: {', '.join(names)}.")
    if only:
        return [name for name in names if name in only]
    return names[names.index(first) :] if first else names


def build(work: Workplace) -> str:
    """The source archive of the checkout, and the wheel that is built from that archive."""
    shutil.rmtree(work.out, ignore_errors=True)
    printed = run([work.tools / "python", "-m", "build", "--outdir", work.out, ROOT])
    expect_equal("warnings of the build", set(re.findall(r".*[Ww]arning.*", printed)), set())
    run([work.tools / "twine", "check", "--strict", work.wheel, work.archive])
    sizes = [
        f"{path.name} {path.stat().st_size / 1e6:.1f} MB" for path in (work.wheel, work.archive)
    ]
    return ", ".join(sizes)


def check_contents(work: Workplace) -> str:
    """Wheel: the package as it is tracked, and nothing else. Archive: what it is to hold, as tracked."""
    tracked = set(run(["git", "-C", ROOT, "ls-files"]).splitlines())
    package = {path.removeprefix("src/") for path in tracked if path.startswith("src/glassnet/")}
    with zipfile.ZipFile(work.wheel) as content:
        names = {name for name in content.namelist() if ".dist-info/" not in name}
    expect_equal("the wheel", names - ADDED, package)
    with tarfile.open(work.archive) as content:
        files = {each.name.partition("/")[2] for each in content.getmembers() if each.isfile()}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    included = project["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    expected = {path for path in tracked if path.partition("/")[0] in included}
    expected |= {"pyproject.toml", ".gitignore"}  # what a build reads
    made = {"PKG-INFO"} | {f"src/{name}" for name in ADDED}
    expect_equal("the source archive", files - made, expected)
    return f"{len(names)} files in the wheel, {len(files)} in the source archive"


def use_wheel(work: Workplace, python: Path, oldest: bool) -> str:
    """Install the wheel into a fresh environment, and run what needs no extra."""
    where = work.folder / "environment"
    if oldest:
        interpreter = make_oldest_environment(work.uv, python, where, str(work.wheel))
    else:
        interpreter = make_environment(work.uv, python, where, [str(work.wheel)])
    run([work.uv, "pip", "check", "--python", interpreter])
    command = interpreter.parent / "glassnet"
    (work.folder / "one.jsonl").write_text(DRAWING)
    (work.folder / "table.csv").write_text(TABLE)
    read = run([command, "predict", "one.jsonl", "--json", "-"], work.folder)
    assert '"label": "1"' in read, read  # noqa: S101 - a check
    run([command, "info"], work.folder)
    run([command, "export", "tiny", "--to", "python", "--out", "tiny.py"], work.folder)
    code = "import numpy, tiny; print(tiny.predict(numpy.zeros((1, 28, 28), numpy.uint8))[0])"
    run([interpreter, "-c", code], work.folder)
    run([command, *TRAINING, "--no-plots", "--out", "run"], work.folder)
    run([command, "evaluate", "run", "--data", "table.csv"], work.folder)
    return list_versions(interpreter, name_packages(list_requirements()))


def check_missing_extras(work: Workplace, python: Path) -> str:
    """Without an extra, what needs it ends with a message that names it."""
    interpreter = make_environment(work.uv, python, work.folder / "environment", [str(work.wheel)])
    (work.folder / "table.csv").write_text(TABLE)
    for extra, command in NEEDS_EXTRA.items():
        printed = run([interpreter.parent / "glassnet", *command], work.folder, status=1)
        is_named = f"pip install 'glassnet[{extra}]'" in printed and "Traceback" not in printed
        assert is_named, printed  # noqa: S101 - a check
    return f"each is named: {', '.join(NEEDS_EXTRA)}"


def run_without_installing(work: Workplace, python: Path) -> str:
    """A command of the wheel through pipx, which installs it for this once."""
    (work.folder / "one.jsonl").write_text(DRAWING)
    pipx = [
        work.tools / "pipx",
        "run",
        "--no-cache",
        "--python",
        python,
        "--spec",
        work.wheel,
        "glassnet",
    ]
    read = run([*pipx, "predict", "one.jsonl", "--json", "-"], work.folder)
    assert '"label": "1"' in read, read  # noqa: S101 - a check
    return "reads a drawing"


def check_types(work: Workplace, python: Path) -> str:
    """A type checker finds no error in a user's program, and one in a wrong one."""
    packages = [str(work.wheel), "pyright[nodejs]"]
    interpreter = make_environment(work.uv, python, work.folder / "types", packages)
    program = work.folder / "program.py"
    for text, status in ((USER_PROGRAM, 0), (WRONG_PROGRAM, 1)):
        program.write_text(text)
        run([interpreter, "-m", "pyright", "--pythonpath", interpreter, program], status=status)
    return "a user's program is checked, and a wrong one is refused"


def expect_equal(what: str, found: set[str], expected: set[str]) -> None:
    """Raise SystemExit with the difference unless both are the same."""
    if found != expected:
        raise SystemExit(
            f"{what}: missing {sorted(expected - found)}, too many {sorted(found - expected)}"
        )


if __name__ == "__main__":
    main()
