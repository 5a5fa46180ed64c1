"""The stages from pictures to their 28x28, as PNG in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from glassnet.data.output_file import write_picture
from glassnet.models.inputs import Input


class StageFolder:
    """A folder with one PNG for each stage, numbered in their order and named after the input."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0
        self._origins: set[str] = set()

    def write(self, inputs: Sequence[Input]) -> None:
        """Write the stages of these inputs."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for each in inputs:
            origin = self._unique_origin(each.name)
            for number, stage in enumerate(each.rendering.stages, start=1):
                path = self.folder / f"{origin}-{number}-{stage.name.replace(' ', '-')}.png"
                write_picture(path, Image.fromarray(stage.image))
                self.count += 1

    def describe(self) -> str:
        """What was written, for the report."""
        return f"Stages in {self.folder}: {self.count} pictures"

    def _unique_origin(self, name: str) -> str:
        """The input's own name, numbered if a file in another folder has the same."""
        plain = origin = Path(name).name.replace(", ", "-").replace(" ", "-")
        number = 1
        while origin in self._origins:
            number += 1
            origin = f"{plain}-again-{number}"
        self._origins.add(origin)
        return origin
