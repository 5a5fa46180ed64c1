"""`glassnet predict`: digits in pictures and stroke files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from cyclopts import Parameter
from PIL import Image
from rich.console import Console
from rich.table import Table
from rich.text import Text

from glassnet.cli.arguments import FileOrDash, models_and_files
from glassnet.cli.console import JsonFile, Target, report_console, told_if_slow, write_json
from glassnet.models import Reader, Reading, find_reader
from glassnet.models.inputs import STANDARD_INPUT, Input, read_inputs
from glassnet.nn import GlassnetError


@dataclass(frozen=True)
class Row:
    """What came of one input: a reading, or the reason why it could not be read."""

    name: str
    reading: Reading | None = None
    error: str = ""


def predict(
    *files: FileOrDash,
    model: Annotated[tuple[str, ...], Parameter(negative=(), show_default=False)] = (),
    many: bool = False,
    stages: Target | None = None,
    json: JsonFile = None,
) -> int:
    """Read digits in pictures (PNG, JPEG, WebP, TIFF, BMP, GIF) and stroke files (*.jsonl).

    Parameters
    ----------
    files
        What to read; - is standard input. The first one may name the model instead.
    model
        A shipped model, a model file or a run folder; the default reader, if not given. Given several
        times: they read together, by the mean of their probabilities.
    many
        Look for several digits in each picture, and read them row by row.
    stages
        Write every step from the picture to the 28x28 that is read into this folder, as PNG.
    """
    names, files = models_and_files("predict", model, files)
    reader, name = find_reader(names), " + ".join(names)
    drawn = None if stages is None else StageFolder(stages)
    with told_if_slow():
        rows = [row for file in files for row in _read(reader, file, drawn, many)]
    written = _written(rows) if many else {}
    plain = {"model": name, "readings": [_plain(row, reader) for row in rows]}
    numbers = {origin: "".join(lines) for origin, lines in written.items()}
    write_json(json, {**plain, "numbers": numbers, "rows": written} if many else plain)
    console = report_console(json)
    _show(console, rows, reader)
    for origin, lines in written.items():
        console.print(Text.assemble(f"{origin}: ", (" ".join(lines), "bold green")))
    for row in rows:
        if row.reading is not None and row.reading.rendering.crowded:
            hint = f"{row.name}: there may be several digits on it; --many reads them all."
            console.print(Text(hint), style="yellow", soft_wrap=True)
    if drawn is not None:
        console.print(Text(f"Stages in {stages}: {drawn.count} pictures"), soft_wrap=True)
    return 1 if any(row.error for row in rows) else 0


def _read(model: Reader, file: Path, stages: StageFolder | None, many: bool) -> Iterator[Row]:
    """One row for each digit of a file, or one that says why there is none."""
    try:
        inputs = read_inputs(file, stages is not None, many, model.likeness)
    except (GlassnetError, OSError, ValueError) as error:
        name = "standard input" if file == STANDARD_INPUT else str(file)
        yield Row(name, error=str(error))
        return
    if stages is not None:
        stages.write(inputs)
    readings = model.read([each.rendering for each in inputs])
    for each, reading in zip(inputs, readings, strict=True):
        yield Row(each.name, reading)


class StageFolder:
    """A folder that gets one PNG for each stage, numbered in their order, named after the input."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0
        self._origins: set[str] = set()

    def write(self, inputs: Sequence[Input]) -> None:
        """Write the stages of these inputs."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for each in inputs:
            origin = self._origin(each.name)
            for number, stage in enumerate(each.rendering.stages, start=1):
                path = self.folder / f"{origin}-{number}-{stage.name.replace(' ', '-')}.png"
                Image.fromarray(stage.image).save(path)
                self.count += 1

    def _origin(self, name: str) -> str:
        """The input's own name, with a number where another folder's file has the same."""
        plain = origin = Path(name).name.replace(", ", "-").replace(" ", "-")
        again = 1
        while origin in self._origins:
            again += 1
            origin = f"{plain}-again-{again}"
        self._origins.add(origin)
        return origin


def _plain(row: Row, model: Reader) -> dict[str, Any]:
    if row.reading is None:
        return {"input": row.name, "error": row.error}
    probabilities, place = row.reading.probabilities, row.reading.rendering.place
    return {
        "input": row.name,
        "label": row.reading.label,
        "digit": row.reading.digit,
        "confidence": row.reading.confidence,
        "reason": row.reading.reason,
        "probabilities": None
        if probabilities is None
        else dict(zip(model.class_names, map(float, probabilities), strict=True)),
        **({} if place is None else {"place": place._asdict()}),
    }


def _show(console: Console, rows: Sequence[Row], model: Reader) -> None:
    table = Table("input", "reads", box=None, padding=(0, 2, 0, 0))
    table.add_column("confidence", justify="right")
    table.add_column("or else")
    for row in rows:
        table.add_row(Text(row.name), *_cells(row, model))
    console.print(table)
    for row in rows:
        if row.error:
            named = row.error if row.name in row.error else f"{row.name}: {row.error}"
            console.print(Text(named), style="red", soft_wrap=True)


def _written(rows: Sequence[Row]) -> dict[str, list[str]]:
    """What the rows of each picture with several digits say, from top to bottom."""
    written: dict[str, list[str]] = {}
    for row in rows:
        place = None if row.reading is None else row.reading.rendering.place
        if row.reading is None or place is None:
            continue
        lines = written.setdefault(row.name.rpartition(", digit ")[0], [])
        lines.extend([""] * (place.row - len(lines)))
        lines[place.row - 1] += row.reading.label or "?"
    return written


def _cells(row: Row, model: Reader) -> tuple[Text | str, ...]:
    if row.reading is None:
        return Text("unreadable", style="red"), "", ""
    if row.reading.label is None:
        return Text(row.reading.reason, style="yellow"), "", ""
    return (
        Text(row.reading.label, style="bold green"),
        f"{row.reading.confidence:.1%}",
        _second_best(row.reading, model),
    )


def _second_best(reading: Reading, model: Reader) -> str:
    """The runner-up, where it has more than a token share."""
    if reading.probabilities is None:
        return ""
    second = int(reading.probabilities.argsort()[-2])
    share = float(reading.probabilities[second])
    return f"{model.class_names[second]} {share:.1%}" if share >= 0.005 else ""
