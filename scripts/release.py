"""Prepares a release: runs every check, sets the version, and writes the changelog's heading.

    python scripts/release.py 0.2.0             # all checks, then the changes; nothing is committed
    python scripts/release.py 0.2.0 --changes   # the changes alone

It ends at the first check that fails, before it changes anything. The checks are those of CI, the full sizes
of tests, and `scripts/check_package.py`.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

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
    (sys.executable, "-m", "pytest"),
    (sys.executable, "-m", "pytest", "-m", "browser"),
    (sys.executable, "-m", "pytest", "-m", "full", "-n", "0"),
    (sys.executable, "scripts/check_package.py"),
)


def main() -> None:
    """Run the checks and make the changes."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("version")
    parser.add_argument(
        "--changes", action="store_true", help="make the changes without the checks"
    )
    options = parser.parse_args()
    if not VERSION.fullmatch(options.version):
        raise SystemExit(f"A version is three numbers, such as 0.2.0; got {options.version!r}.")
    if not options.changes:
        expect_clean_checkout()
        for command in CHECKS:
            print("$", *command, flush=True)
            subprocess.run(command, cwd=ROOT, check=True)
    change_files(ROOT, options.version, datetime.now(UTC).date().isoformat())
    print(f"Now: git commit -am 'Version {options.version}' && git tag v{options.version}")


def expect_clean_checkout() -> None:
    """Raise SystemExit where something is not committed: the checks would be of something else."""
    command = ["git", "status", "--porcelain"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    if done.stdout:
        raise SystemExit(f"There are changes that are not committed:\n{done.stdout}")


def change_files(root: Path, version: str, date: str) -> None:
    """Set the version in every place, and put a heading for it into the changelog.

    Raises SystemExit, before anything is changed, where a place or what changed is missing.
    """
    changed = {}
    for name, pattern in PLACES.items():
        text = (root / name).read_text(encoding="utf-8")
        if len(pattern.findall(text)) != 1:
            raise SystemExit(f"{name} should name the version once: {pattern.pattern}")
        changed[name] = pattern.sub(lambda found: found[0].replace(found[1], version), text)
    changed["CHANGELOG.md"] = add_heading((root / "CHANGELOG.md").read_text("utf-8"), version, date)
    for name, text in changed.items():
        (root / name).write_text(text, encoding="utf-8")


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
