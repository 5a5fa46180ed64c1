"""`python -m benchmarks.symbols`: numbers with symbols, read with them and, for plain numbers, without."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.pages.__main__ import STROKES, make_judge
from benchmarks.pages.hands import HALVES, PenHand, split_writers
from benchmarks.symbols.pages import KINDS, LINES, PATTERNS, SymbolPage, make_page
from glassnet.data.formats.stroke_file import read_drawings
from glassnet.data.published.catalog import MNIST
from glassnet.data.published.files import user_folder
from glassnet.ink.symbols.names import SYMBOLS
from glassnet.models import Model, PageReading, load_model
from glassnet.models.structure import Structure

HEAD = (
    "| kind | numbers | digits right | symbols right | false symbols | numbers right | with a pattern | "
    "without --symbols: digits |\n" + "| --- " * 8 + "|"
)


@dataclass
class Counts:
    """What was read of numbers of one kind."""

    numbers: int = 0
    digits: int = 0
    digits_right: int = 0
    symbols: int = 0
    symbols_right: int = 0
    false_symbols: int = 0
    numbers_right: int = 0
    right_by_pattern: int = 0
    digits_right_without: int = 0

    def add(
        self, page: SymbolPage, read: PageReading, known: PageReading, plain: PageReading
    ) -> None:
        """Count a page, read with symbols, with a pattern, too, and without symbols."""
        lines = zip(page.texts, *(_lines_of(each) for each in (read, known, plain)), strict=True)
        for text, own, chosen, without in lines:
            pairs = list(align(text, own))
            self.numbers += 1
            self.digits += sum(map(str.isdigit, text))
            self.symbols += sum(not each.isdigit() for each in text)
            self.digits_right += sum(a == b and a.isdigit() for a, b in pairs)
            self.symbols_right += sum(a == b and not a.isdigit() for a, b in pairs)
            self.false_symbols += sum(b in SYMBOLS and a != b for a, b in pairs)
            self.numbers_right += own == text
            self.right_by_pattern += chosen == text
            self.digits_right_without += sum(
                a == b and a.isdigit() for a, b in align(text, without)
            )

    def __str__(self) -> str:
        symbols = f"{self.symbols_right / self.symbols:.1%}" if self.symbols else ""
        return (
            f"{self.numbers} | {self.digits_right / self.digits:.1%} | {symbols} | "
            f"{self.false_symbols} | {self.numbers_right / self.numbers:.1%} | "
            f"{self.right_by_pattern / self.numbers:.1%} | {self.digits_right_without / self.digits:.1%}"
        )


def _lines_of(reading: PageReading) -> list[str]:
    """The text of each line of a page of `LINES`; by their place on it where some are missing."""
    found = [""] * LINES
    middles = [(each.box.top + each.box.bottom) / 2 for each in reading.numbers]
    if not middles:
        return found
    rows = {each.line for each in reading.numbers}
    if len(rows) == LINES:
        for each in reading.numbers:
            found[each.line - 1] += each.text
        return found
    low, high = min(middles), max(middles)
    for each, middle in zip(reading.numbers, middles, strict=True):
        share = (middle - low) / max(high - low, 1e-9)
        found[round(share * (LINES - 1))] += each.text
    return found


def align(written: str, read: str) -> Iterator[tuple[str, str]]:
    """Characters that correspond, by the least edit distance; empty where there is none."""
    costs = np.zeros((len(written) + 1, len(read) + 1), int)
    costs[:, 0], costs[0] = range(len(written) + 1), range(len(read) + 1)
    for i, a in enumerate(written, start=1):
        for j, b in enumerate(read, start=1):
            costs[i, j] = min(
                costs[i - 1, j] + 1, costs[i, j - 1] + 1, costs[i - 1, j - 1] + (a != b)
            )
    i, j = len(written), len(read)
    while i or j:
        if i and j and costs[i, j] == costs[i - 1, j - 1] + (written[i - 1] != read[j - 1]):
            i, j = i - 1, j - 1
            yield written[i], read[j]
        elif i and costs[i, j] == costs[i - 1, j] + 1:
            i -= 1
            yield written[i], " "
        else:
            j -= 1
            yield " ", read[j]


def measure(model: Model, kind: str, pages: Sequence[SymbolPage], out: Path | None) -> Counts:
    """Read pages of a kind; keep those with an error in `out`."""
    counts = Counts()
    structure = Structure(regex=PATTERNS[kind])
    for number, page in enumerate(pages):
        read = model.read_page(page.picture, symbols=True)
        known = model.read_page(page.picture, structure, symbols=True)
        counts.add(page, read, known, model.read_page(page.picture))
        if out is not None and _lines_of(read) != list(page.texts):
            out.mkdir(parents=True, exist_ok=True)
            (out / f"{kind}-{number:02d}.jpg").write_bytes(page.picture)
            lines = zip(page.texts, _lines_of(read), _lines_of(known), strict=True)
            text = "\n".join(f"{a}\t{b}\t{c}\t{'' if a == b else '*'}" for a, b, c in lines)
            (out / f"{kind}-{number:02d}.txt").write_text(text + "\n")
    return counts


def main() -> None:
    """Print a row for each kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--half", choices=HALVES, default="look", help="which of the writers")
    parser.add_argument("--kind", action="append", choices=KINDS, help="only this kind")
    parser.add_argument("--count", type=int, default=5, help="pages of each kind")
    parser.add_argument("--model", default="cnn")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, help="a folder for the pages with an error")
    options = parser.parse_args()
    folder = user_folder(MNIST)
    if folder is None:
        raise SystemExit(f"Set GLASSNET_DATA to the folder that has {STROKES}.")
    by_label: dict[str, list] = {}
    for drawing in split_writers(list(read_drawings(folder.parent / STROKES)), options.half):
        by_label.setdefault(drawing.label or "", []).append(drawing)
    hand, model = PenHand(by_label, make_judge(every_digit=False)), load_model(options.model)
    print(HEAD)
    for kind in options.kind or KINDS:
        seeds = [(options.seed, list(KINDS).index(kind), number) for number in range(options.count)]
        pages = [make_page(kind, hand, np.random.default_rng(seed)) for seed in seeds]
        print(f"| {kind} | {measure(model, kind, pages, options.out)} |", flush=True)


if __name__ == "__main__":
    main()
