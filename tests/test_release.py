"""The release script sets the version and writes the changelog's heading; packages are complete."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import glassnet

ROOT = Path(__file__).parent.parent
FILES = (
    "pyproject.toml",
    "src/glassnet/version.py",
    "CITATION.cff",
    "CHANGELOG.md",
    "scripts/release.py",
)


def release(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(folder / "scripts" / "release.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for name in FILES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_every_place_has_the_same_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["version"] == glassnet.__version__
    assert f"\nversion: {glassnet.__version__}\n" in (ROOT / "CITATION.cff").read_text()


def test_a_release_sets_the_version_and_the_heading(checkout: Path) -> None:
    before = (checkout / "CHANGELOG.md").read_text()

    done = release(checkout, "9.8.7", "--changes")

    assert done.returncode == 0, done.stderr
    assert "git tag v9.8.7" in done.stdout
    assert tomllib.loads((checkout / "pyproject.toml").read_text())["project"]["version"] == "9.8.7"
    assert '__version__ = "9.8.7"' in (checkout / "src/glassnet/version.py").read_text()
    assert "\nversion: 9.8.7\n" in (checkout / "CITATION.cff").read_text()
    after = (checkout / "CHANGELOG.md").read_text()
    assert "## Unreleased\n\n## 9.8.7 (20" in after
    assert len(after.splitlines()) == len(before.splitlines()) + 2


def test_a_second_release_needs_something_new(checkout: Path) -> None:
    release(checkout, "9.8.7", "--changes")

    done = release(checkout, "9.8.8", "--changes")

    assert done.returncode != 0
    assert "nothing below '## Unreleased'" in done.stderr
    assert '__version__ = "9.8.7"' in (checkout / "src/glassnet/version.py").read_text()


def test_a_version_before_the_present_one_is_refused(checkout: Path) -> None:
    release(checkout, "9.8.7", "--changes")

    done = release(checkout, "9.8.7rc1", "--changes")

    assert done.returncode == 1
    assert done.stderr == "9.8.7rc1 is before 9.8.7, the version in pyproject.toml.\n"


def test_changes_that_are_not_committed_are_named_first(checkout: Path) -> None:
    subprocess.run(["git", "init", "--quiet", str(checkout)], check=True)

    done = release(checkout, "9.8.7")

    assert done.returncode == 1
    assert done.stderr.startswith("There are changes that are not committed:\n?? CHANGELOG.md\n")
    assert "CHANGELOG.md has" not in done.stderr


def test_a_version_has_three_numbers(checkout: Path) -> None:
    assert "three numbers" in release(checkout, "next", "--changes").stderr


def test_checks_that_there_are_not_are_not_left_out(checkout: Path) -> None:
    done = release(checkout, "9.8.7", "--from", "99")

    assert "--from is a number from 1 to " in done.stderr
    assert '__version__ = "9.8.7"' not in (checkout / "src/glassnet/version.py").read_text()


def test_the_checks_of_a_release_are_listed_and_every_script_is_there() -> None:
    done = release(ROOT, "--list")

    scripts = [word for word in done.stdout.split() if word.startswith("scripts/")]
    assert "scripts/check_package.py" in scripts
    assert [name for name in scripts if not (ROOT / name).is_file()] == []
    assert "pytest -m full" in done.stdout


def check_package(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts" / "check_package.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True)


def test_each_step_of_the_check_of_packages_can_be_run_alone(tmp_path: Path) -> None:
    steps = check_package("--list").stdout.splitlines()
    needs_a_wheel = check_package("--only", "contents", "--out", str(tmp_path))

    assert steps[:2] == ["build", "contents"]
    assert any(step.startswith("oldest on 3.") for step in steps)
    assert "Run the step 'build' first." in needs_a_wheel.stderr


def test_a_step_that_there_is_not_is_named_with_those_that_there_are() -> None:
    done = check_package("--from", "newest on 2.7")

    assert done.returncode == 1
    assert "There is no step 'newest on 2.7'. The steps: build, contents, " in done.stderr


@pytest.mark.full
def test_packages_are_complete_and_usable(tmp_path: Path) -> None:
    script = str(ROOT / "scripts" / "check_package.py")
    command = [sys.executable, script, "--out", str(tmp_path / "dist")]
    done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr
    assert "are complete and usable" in done.stdout
