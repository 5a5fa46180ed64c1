"""Prepares a release: runs every check, sets the version, and writes the changelog's heading.

    python scripts/release.py 0.2.0             # all checks, then the changes; nothing is committed
    python scripts/release.py 0.2.0 --from 5    # from the fifth check on
    python scripts/release.py 0.2.0 --changes   # the changes alone
    python scripts/release.py --list            # the checks and their numbers

It ends at the first check that fails, before it changes anything. The checks are those of CI, the full sizes
of tests, the counted promises of `docs/trust.md`, every environment, and the packages. They take some hours.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from packaging.version import Version

ROOT: Final = Path(__file__).parent.parent
VERSION: Final = re.compile(r"\d+\.\d+\.\d+(?:(?:a|b|rc)\d+)?")
UNRELEASED: Final = "## Unreleased\n"
PLACES: Final = {
    "pyproject.toml": re.compile(r'(?m)^version = "(.*)"$'),
    "src/glassnet/version.py": re.compile(r'(?m)^__version__ = "(.*)"$'),
    "CITATION.cff": re.compile(r"(?m)^version: (.*)$"),
}
CHECKS: Final = (
    ("scripts/check",),
    ("scripts/docs",),
    (sys.executable, "-m", "pytest"),
    (sys.executable, "-m", "pytest", "-m", "browser and not full"),
    (sys.executable, "scripts/check_package.py"),
    (sys.executable, "scripts/environments", "--full"),
    (sys.executable, "-m", "pytest", "-m", "full", "-n", "0"),
    (sys.executable, "-m", "tests.trust", "--size", "nightly"),
)


def main() -> None:
    """Run the checks and make the changes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("version", nargs="?", default="")
    parser.add_argument("--from", dest="first", type=int, default=1, metavar="NUMBER")
    parser.add_argument("--list", action="store_true", help="print the checks")
    parser.add_argument(
        "--changes", action="store_true", help="make the changes without the checks"
    )
    options = parser.parse_args()
    if options.list:
        print(
            *(f"{number}. {shlex.join(check)}" for number, check in enumerate(CHECKS, 1)), sep="\n"
        )
        return
    if not VERSION.fullmatch(options.version):
        raise SystemExit(f"A version is three numbers, such as 0.2.0; got {options.version!r}.")
    if not 1 <= options.first <= len(CHECKS):
        raise SystemExit(f"--from is a number from 1 to {len(CHECKS)}: see --list.")
    if not options.changes:
        expect_clean_checkout()
    today = datetime.now(UTC).date().isoformat()
    changes = prepare_changes(ROOT, options.version, today)
    if not options.changes:
        run_checks(options.first)
    for path, text in changes.items():
        path.write_text(text, encoding="utf-8")
    print(f"Now: git commit -am 'Version {options.version}' && git tag v{options.version}")


def run_checks(first: int) -> None:
    """Run the checks from a number on. Raises SystemExit, with that number, at the first that fails."""
    # Scripts find their tools in the environment that this one runs in.
    variables = os.environ | {"VIRTUAL_ENV": sys.prefix}
    for number, command in enumerate(CHECKS, 1):
        if number < first:
            continue
        print(f"[{number}/{len(CHECKS)}] {shlex.join(command)}", flush=True)
        started = time.monotonic()
        status = subprocess.run(command, cwd=ROOT, env=variables).returncode
        print(
            f"[{number}/{len(CHECKS)}] {(time.monotonic() - started) / 60:.1f} minutes", flush=True
        )
        if status:
            raise SystemExit(
                f"Check {number} failed. When that is mended, go on with --from {number}."
            )


def expect_clean_checkout() -> None:
    """Raise SystemExit where something is not committed: the checks would be of something else."""
    command = ["git", "status", "--porcelain"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    if done.stdout:
        raise SystemExit(
            f"There are changes that are not committed:\n{done.stdout}Commit them first."
        )


def prepare_changes(root: Path, version: str, date: str) -> dict[Path, str]:
    """Files and their new texts: the version in every place, and a heading for it in the changelog.

    Raises SystemExit where a place or what changed is missing, and for a version before the present one.
    """
    changed = {}
    for name, pattern in PLACES.items():
        text = (root / name).read_text(encoding="utf-8")
        if len(pattern.findall(text)) != 1:
            raise SystemExit(f"{name} should name the version once: {pattern.pattern}")
        present = pattern.findall(text)[0]
        if Version(version) < Version(present):
            raise SystemExit(f"{version} is before {present}, the version in {name}.")
        changed[root / name] = pattern.sub(lambda found: found[0].replace(found[1], version), text)
    changelog = root / "CHANGELOG.md"
    return changed | {changelog: add_heading(changelog.read_text("utf-8"), version, date)}


def add_heading(changelog: str, version: str, date: str) -> str:
    """The changelog with what was unreleased below a heading of this version."""
    before, found, after = changelog.partition(UNRELEASED)
    if not found or not after.partition("\n## ")[0].strip():
        raise SystemExit("CHANGELOG.md has nothing below '## Unreleased'.")
    if f"## {version} " in changelog:
        raise SystemExit(f"CHANGELOG.md has {version} already.")
    return f"{before}{UNRELEASED}\n## {version} ({date})\n{after}"


if __name__ == "__main__":
    main()
