"""Builds wheel and source archive, checks what is in them, and uses the wheel in environments of its own.

    python scripts/check_package.py [--out dist] [--quick]

For each Python from 3.11 on that is found: a fresh environment with the wheel alone, and the commands that
need no extra. On the oldest Python again, with the oldest allowed versions of the dependencies, where these
can be installed. Then a type checker reads a user's program. With --quick: one Python, newest versions.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parent.parent
PYTHONS: Final = ("3.11", "3.12", "3.13", "3.14")
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


def main() -> None:
    """Run every check; the first that fails ends the script with an error."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "dist")
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        wheel, archive = build(Path(folder), options.out)
        check_contents(wheel, archive)
        found = find_pythons()[: 1 if options.quick else None]
        for python in found:
            use_wheel(python, wheel, Path(folder), [])
        if not options.quick:
            use_wheel(found[0], wheel, Path(folder), oldest_dependencies(wheel))
        check_types(found[0], wheel, Path(folder))
    print(f"{wheel.name} and {archive.name} are complete and usable.")


def build(folder: Path, out: Path) -> tuple[Path, Path]:
    """The source archive of the checkout, and the wheel that is built from that archive."""
    shutil.rmtree(out, ignore_errors=True)
    environment = make_environment(Path(sys.executable), folder / "build", ["build"])
    run([environment, "-m", "build", "--outdir", str(out), str(ROOT)])
    return next(out.glob("*.whl")), next(out.glob("*.tar.gz"))


def check_contents(wheel: Path, archive: Path) -> None:
    """Wheel: the package as it is tracked, and nothing else. Archive: nothing that is not tracked."""
    tracked = set(run(["git", "-C", str(ROOT), "ls-files"]).split())
    package = {path.removeprefix("src/") for path in tracked if path.startswith("src/glassnet/")}
    with zipfile.ZipFile(wheel) as content:
        names = {name for name in content.namelist() if ".dist-info/" not in name}
    expect_equal("the wheel", names - ADDED, package)
    with tarfile.open(archive) as content:
        files = {each.name.partition("/")[2] for each in content.getmembers() if each.isfile()}
    unknown = files - tracked - {"PKG-INFO"} - {f"src/{name}" for name in ADDED}
    expect_equal("the source archive beside tracked files", unknown, set())
    needed = {f"src/{name}" for name in package} | {"pyproject.toml", "README.md", "LICENSE"}
    expect_equal("what the source archive lacks", needed - files, set())
    print(f"contents: {len(names)} files in the wheel, {len(files)} in the source archive")


def use_wheel(python: Path, wheel: Path, folder: Path, constraints: list[str]) -> None:
    """Install the wheel into a fresh environment, and run what needs no extra."""
    where = folder / f"bare-{python.name}-{'oldest' if constraints else 'newest'}"
    try:
        environment = make_environment(python, where, [str(wheel), *constraints])
    except subprocess.CalledProcessError as error:
        if not constraints:
            raise
        print(
            f"{python.name}: the oldest versions cannot be installed: {error.stderr.strip()[-200:]}"
        )
        return
    run([environment, "-m", "pip", "check"])
    command = environment.parent / "glassnet"
    (folder / "one.jsonl").write_text(DRAWING)
    version = run([command, "--version"])
    read = run([command, "predict", str(folder / "one.jsonl"), "--json", "-"])
    assert '"label": "1"' in read, read  # noqa: S101 - a check
    run([command, "export", "tiny", "--to", "python", "--out", str(folder / "tiny.py")])
    run([command, "train", "tiny", "--data", "simulated", "--examples", "300", "--epochs", "1",
         "--validation", "50", "--no-plots", "--out", str(where / "run")])  # fmt: skip
    print(f"{python.name}, {'oldest' if constraints else 'newest'} dependencies: {version.strip()}")


def check_types(python: Path, wheel: Path, folder: Path) -> None:
    """A type checker finds no error in a user's program, and one in a wrong one."""
    environment = make_environment(python, folder / "types", [str(wheel), "pyright[nodejs]"])
    for text, status in ((USER_PROGRAM, 0), (WRONG_PROGRAM, 1)):
        (folder / "program.py").write_text(text)
        command = [
            environment,
            "-m",
            "pyright",
            "--pythonpath",
            environment,
            str(folder / "program.py"),
        ]
        done = subprocess.run(list(map(str, command)), capture_output=True, text=True)
        assert done.returncode == status, done.stdout  # noqa: S101 - a check
    print("types: a user's program is checked, and a wrong one is refused")


def oldest_dependencies(wheel: Path) -> list[str]:
    """The lowest version that each dependency may have, as requirements."""
    with zipfile.ZipFile(wheel) as content:
        name = next(each for each in content.namelist() if each.endswith(".dist-info/METADATA"))
        metadata = content.read(name).decode()
    return [
        f"{name}=={low}"
        for name, low in re.findall(r"^Requires-Dist: ([\w-]+)>=([\d.]+)$", metadata, re.M)
    ]


def find_pythons() -> list[Path]:
    """Interpreters of the supported versions: on the path, and those of pyenv."""
    folder = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    found = []
    for version in PYTHONS:
        installed = sorted(folder.glob(f"{version}.*/bin/python{version}"))
        on_path = shutil.which(f"python{version}")
        found += installed[-1:] or ([Path(on_path)] if on_path else [])
    return found or [Path(sys.executable)]


def make_environment(python: Path, folder: Path, packages: list[str]) -> Path:
    """A virtual environment with these packages; returns its interpreter."""
    run([python, "-m", "venv", str(folder)])
    interpreter = folder / "bin" / "python"
    run([interpreter, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages])
    return interpreter


def run(command: list[Path | str]) -> str:
    """What a command prints; raises CalledProcessError, with its messages, where it fails."""
    outside = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        list(map(str, command)),
        capture_output=True,
        text=True,
        env=outside,
        cwd=tempfile.gettempdir(),
    )
    if done.returncode != 0:
        print(done.stdout, done.stderr, file=sys.stderr)
    done.check_returncode()
    return done.stdout


def expect_equal(what: str, found: set[str], expected: set[str]) -> None:
    """Raise SystemExit with the difference unless both are the same."""
    if found != expected:
        raise SystemExit(
            f"{what}: missing {sorted(expected - found)}, too many {sorted(found - expected)}"
        )


if __name__ == "__main__":
    main()
