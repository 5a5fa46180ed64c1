"""The image of deploy/ is built of files that exist, and of all that the build needs."""

import re
import tomllib
from pathlib import Path

from glassnet.serve.api.embedded_images import max_embedded_bytes
from glassnet.serve.http.limits import Limits

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


def test_the_proxy_lets_through_whatever_the_service_takes() -> None:
    nginx = (ROOT / "deploy" / "nginx.conf").read_text()
    limits = Limits()
    most = re.search(r"client_max_body_size (\d+)m;", nginx)
    wait = re.search(r"proxy_read_timeout (\d+)s;", nginx)

    assert most is not None
    assert wait is not None
    assert int(most[1]) << 20 >= max_embedded_bytes(limits.image_bytes)
    assert int(wait[1]) > limits.answer_seconds


def test_containers_get_the_time_that_the_service_takes_to_stop() -> None:
    compose = (ROOT / "deploy" / "compose.yaml").read_text()
    grace = re.search(r"stop_grace_period: (\d+)s", compose)

    assert grace is not None
    assert int(grace[1]) > 6
