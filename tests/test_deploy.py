"""The image of deploy/ is built of files that exist, and of all that the build needs."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "deploy" / "Dockerfile").read_text()


def list_copied() -> set[str]:
    lines = re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE)
    return {name for line in lines for name in line.split()}


def list_needed() -> set[str]:
    """What pyproject.toml names of the files beside it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = {"pyproject.toml", "src", project["project"]["readme"]}
    needed |= {each.split("/")[0] for each in project["project"]["license-files"]}
    if "custom" in project["tool"]["hatch"]["build"].get("hooks", {}):
        needed.add("hatch_build.py")
    return needed


def test_all_that_the_build_needs_is_copied() -> None:
    assert list_needed() <= list_copied()


def test_what_is_copied_exists_and_goes_to_the_builder() -> None:
    ignore = (ROOT / "deploy" / "Dockerfile.dockerignore").read_text().splitlines()
    allowed = {line[1:] for line in ignore if line.startswith("!")}

    assert all((ROOT / name).exists() for name in list_copied())
    assert {name.rstrip("/") for name in list_copied()} <= allowed


def test_packages_are_installed_by_hash_alone() -> None:
    assert "--require-hashes -r deploy/requirements.lock" in DOCKERFILE
    assert "--no-deps ." in DOCKERFILE
