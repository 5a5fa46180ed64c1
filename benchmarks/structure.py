"""`python -m benchmarks.structure`: numbers with a checksum, read without it and with it."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from math import prod
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np

from glassnet.data.formats.stroke_file import read_drawings
from glassnet.data.published.catalog import MNIST
from glassnet.data.published.files import user_folder
from glassnet.data.simulated import simulate_strokes
from glassnet.ink import from_strokes
from glassnet.ink.strokes.geometry import Stroke, to_segments
from glassnet.ink.strokes.pen import draw
from glassnet.models import Model, NumberReading, load_model
from glassnet.models.page import PageBox
from glassnet.models.structure import Structure, choose_reading

Writer = Callable[[int, np.random.Generator], Sequence[Stroke]]
"""Writes one digit: its strokes."""

Reader = Callable[
    [Model, str, Structure, Writer, np.random.Generator], tuple[NumberReading, NumberReading, float]
]
"""Writes a number and reads it without its structure and with it; and the seconds of the latter."""

HEIGHT: Final = 80  # pixels of a digit on a picture
PEN: Final = 7
GAPS: Final = (0.05, 0.3)
CLOSE_GAPS: Final = (-0.14, 0.02)
"""Between digits, in their heights: apart, and touching or nearly so."""

STROKES: Final = "drawn/unipen_validation.jsonl.gz"


@dataclass(frozen=True)
class Kind:
    """Numbers with a structure: how many characters, and how they begin."""

    name: str
    structure: Structure
    length: int
    begin: str = ""

    def draw_text(self, rng: np.random.Generator) -> str:
        """A random number of this kind."""
        while True:
            digits = rng.integers(0, 10, self.length - len(self.begin)).tolist()
            text = self.begin + "".join(map(str, digits))
            if self.structure.matches(text):
                return text


KINDS: Final = (
    Kind("8 digits, Luhn", Structure(length=8, checksum="luhn"), 8),
    Kind("16 digits, Luhn", Structure(length=16, checksum="luhn"), 16),
    Kind("ISBN-10", Structure(checksum="isbn10"), 10),
    Kind("ISBN-13", Structure(checksum="isbn13"), 13, "978"),
    Kind("EAN-13", Structure(checksum="ean", length=13), 13),
    Kind("IBAN of Germany", Structure(pattern=f"DE{20 * '#'}", checksum="iban"), 22, "DE"),
)


@dataclass
class Counts:
    """Numbers of one kind: without the structure, with it, and such as have a wrong digit."""

    numbers: int = 0
    right_alone: int = 0
    right: int = 0
    reported: int = 0
    others_reported: int = 0
    seconds: float = 0.0

    def __str__(self) -> str:
        wrong = self.numbers - self.right - self.reported
        counts = (self.right_alone, self.right, wrong, self.reported, self.others_reported)
        cells = " | ".join(f"{100 * each / self.numbers:.1f} %" for each in counts)
        return f"{cells} | {1000 * self.seconds / self.numbers:.1f}"


HEAD: Final = (
    "| kind | right without it | right with it | wrong | reported | one digit changed: reported | ms |\n"
    "| --- | --- | --- | --- | --- | --- | --- |"
)


def measure(
    model: Model,
    kind: Kind,
    write: Writer,
    count: int,
    seed: int,
    read: Reader,
) -> Counts:
    """Read `count` numbers of a kind, and as many with one digit changed."""
    counts = Counts()
    for index in range(count):
        rng = np.random.default_rng([seed, index, kind.length])
        text = kind.draw_text(rng)
        alone, chosen, seconds = read(model, text, kind.structure, write, rng)
        counts.numbers += 1
        # Letters are not written: they come from the pattern.
        counts.right_alone += alone.text == text.removeprefix("DE")
        counts.right += bool(chosen.consistent) and chosen.text == text
        counts.reported += not chosen.consistent
        counts.seconds += seconds
        _, other, _ = read(model, change_digit(text, rng), kind.structure, write, rng)
        counts.others_reported += not other.consistent
    return counts


def change_digit(text: str, rng: np.random.Generator) -> str:
    """The number with another digit in one place."""
    places = [place for place, character in enumerate(text) if character.isdigit()]
    place = int(rng.choice(places))
    other = (int(text[place]) + int(rng.integers(1, 10))) % 10
    return f"{text[:place]}{other}{text[place + 1 :]}"


def read_digits(
    model: Model, text: str, structure: Structure, write: Writer, rng: np.random.Generator
) -> tuple[NumberReading, NumberReading, float]:
    """The number from digits that are apart, without the structure and with it; seconds of choosing."""
    written = [write(int(each), rng) for each in text if each.isdigit()]
    digits = tuple(model.read([from_strokes(strokes, stages=False) for strokes in written]))
    joined = "".join(digit.label or "?" for digit in digits)
    confidence = prod(digit.confidence or 0.0 for digit in digits)
    alone = NumberReading(joined, digits, 1, 1, PageBox(0, 0, 1, 1), confidence)
    started = perf_counter()
    return alone, choose_reading(alone, structure), perf_counter() - started


def read_picture(
    model: Model,
    text: str,
    structure: Structure,
    write: Writer,
    rng: np.random.Generator,
    gaps: tuple[float, float] = GAPS,
) -> tuple[NumberReading, NumberReading, float]:
    """The number on a picture, without the structure and with it, and the seconds of reading with it."""
    picture = draw_picture(text, write, rng, gaps)
    alone = model.read_page(picture).numbers
    started = perf_counter()
    chosen = model.read_page(picture, structure).numbers
    seconds = perf_counter() - started
    nothing = NumberReading("", (), 1, 1, PageBox(0, 0, 1, 1), 0.0, consistent=False)
    return (
        alone[0] if len(alone) == 1 else nothing,
        chosen[0] if len(chosen) == 1 else nothing,
        seconds,
    )


def draw_picture(
    text: str, write: Writer, rng: np.random.Generator, gaps: tuple[float, float] = GAPS
) -> np.ndarray:
    """The digits of a text on bright paper, beside each other with gaps of all these sizes."""
    left, lines = 40.0, []
    for character in text:
        if character.isdigit():
            strokes = _fit(write(int(character), rng), left, 40.0)
            lines += strokes
            right = max(float(stroke[:, 0].max()) for stroke in strokes)
            left = right + PEN + HEIGHT * float(rng.uniform(*gaps))
    image = np.empty((1, HEIGHT + 80, int(left) + 60), np.uint8)
    segments = to_segments(lines).astype(np.float32)
    radii = np.full((len(segments), 2), PEN / 2, np.float32)
    draw(segments, radii, np.array([0, len(segments)]), image)
    return 245 - (image[0] * 0.85).astype(np.uint8)


def _fit(strokes: Sequence[Stroke], left: float, top: float) -> list[Stroke]:
    points = np.concatenate(strokes)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = HEIGHT / max(*(high - low), 1e-6)
    return [(stroke - low) * scale + (left, top) for stroke in strokes]


def write_simulated(digit: int, rng: np.random.Generator) -> Sequence[Stroke]:
    """A digit of simulated ink."""
    return simulate_strokes(rng, digit)


def load_drawn(path: Path) -> Writer:
    """Digits that people drew, of a stroke file."""
    by_label: dict[str, list[Sequence[Stroke]]] = {}
    for drawing in read_drawings(path):
        by_label.setdefault(drawing.label or "", []).append(drawing.strokes)

    def write(digit: int, rng: np.random.Generator) -> Sequence[Stroke]:
        own = by_label[str(digit)]
        return own[int(rng.integers(len(own)))]

    return write


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=200, help="numbers of each kind")
    parser.add_argument("--model", default="cnn")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--drawn", action="store_true", help=f"digits of {STROKES}, not simulated")
    parser.add_argument(
        "--pictures", action="store_true", help="of whole numbers: not of single digits"
    )
    parser.add_argument("--close", action="store_true", help="pictures of digits that touch")
    parser.add_argument("--kind", action="append", choices=[kind.name for kind in KINDS])
    options = parser.parse_args()
    write = write_simulated
    if options.drawn:
        folder = user_folder(MNIST)
        if folder is None:
            parser.error(f"set GLASSNET_DATA to the folder that has {STROKES}")
        write = load_drawn(folder.parent / STROKES)
    model = load_model(options.model)
    read: Reader = read_picture if options.pictures else read_digits
    if options.close:
        read = partial(read_picture, gaps=CLOSE_GAPS)
    print(HEAD)
    for kind in KINDS:
        if options.kind and kind.name not in options.kind:
            continue
        found = measure(model, kind, write, options.count, options.seed, read)
        print(f"| {kind.name} | {found} |", flush=True)


if __name__ == "__main__":
    main()
