"""The version of this package, and the commit that it was made from."""

from pathlib import Path

__version__ = "0.1.0"

PACKAGE = Path(__file__).parent
COMMIT_FILE = PACKAGE / "commit.txt"
"""Written into wheels and source archives when they are built."""


def find_commit() -> str | None:
    """The commit that a wheel was built from, or that a checkout is at; None where neither is known.

    A checkout with changes that are not committed is marked "+".
    """
    if COMMIT_FILE.is_file():
        return COMMIT_FILE.read_text(encoding="utf-8").strip() or None
    root = PACKAGE.parent.parent
    return ask_git(root) if (root / ".git").exists() and PACKAGE.parent.name == "src" else None


def ask_git(root: Path) -> str | None:
    """The commit of a checkout, ten digits; None without git."""
    import subprocess

    command = [
        "git",
        "-C",
        str(root),
        "describe",
        "--always",
        "--exclude=*",
        "--abbrev=10",
        "--dirty=+",
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=5)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def describe_version() -> str:
    """The version, with the commit where that is known: "0.1.0 (commit 0123456789)"."""
    commit = find_commit()
    return __version__ if commit is None else f"{__version__} (commit {commit})"
