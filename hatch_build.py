"""Builds the commit into wheels and source archives, so that `glassnet --version` can name it."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CommitHook(BuildHookInterface):
    """Writes glassnet/commit.txt into what is built; an editable installation asks git instead."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the file, unless the source archive has it already or there is no git."""
        root = Path(self.root)
        module = runpy.run_path(str(root / "src" / "glassnet" / "version.py"))
        commit = module["find_commit"]()
        if version == "editable" or commit is None:
            return
        folder = Path(self.directory)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "commit.txt"
        file.write_text(f"{commit}\n", encoding="utf-8")
        target = "glassnet" if self.target_name == "wheel" else "src/glassnet"
        build_data["force_include"][str(file)] = f"{target}/commit.txt"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the file from the folder of what was built."""
        (Path(self.directory) / "commit.txt").unlink(missing_ok=True)
