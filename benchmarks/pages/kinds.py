"""Pages of the kinds that people have: what is written, with which pen, on which paper, in which photo."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from benchmarks.pages.camera import Shot, map_box, photograph, scan, take_picture
from benchmarks.pages.hands import Hand, Random
from benchmarks.pages.layouts import (
    Layout,
    make_any,
    make_columns,
    make_large_page,
    make_list,
    make_postcodes,
    make_score_sheet,
)
from benchmarks.pages.papers import Paper, choose_paper, choose_pencil, print_page
from benchmarks.pages.writing import Pen, WrittenNumber, write_page

MAX_ANGLE: Final = 30.0  # degrees
MAX_SIDE: Final = 4000  # pixels of a sheet


@dataclass(frozen=True)
class Page:
    """A picture of a page as a file, and what is on it.

    Boxes are in shares of the upright picture. `turn` is by how many degrees clockwise it has to be turned
    to be upright.
    """

    picture: bytes
    numbers: tuple[WrittenNumber, ...]
    turn: int


@dataclass(frozen=True)
class Plan:
    """All that decides how a page looks."""

    layout: Layout
    pen: Pen
    paper: Paper
    shot: Shot


def make_page(kind: str, hand: Hand, rng: Random) -> Page:
    """A page of this kind in this hand."""
    plan = KINDS[kind](rng)
    largest = max(plan.layout.width + 1, plan.layout.height) * plan.pen.height
    pen = replace(plan.pen, height=plan.pen.height * min(1.0, MAX_SIDE / largest))
    ink, numbers = write_page(plan.layout, pen, hand, rng)
    sheet = print_page(ink, plan.paper, plan.layout.rules, pen.height, rng)
    dark = rng.uniform(20, 110, 3)
    red, green, blue = map(int, dark if plan.shot.border else plan.paper.tone)
    picture, homography, size = take_picture(sheet, plan.shot, (red, green, blue), rng)
    mapped = (
        replace(number, boxes=tuple(map_box(box, homography, size) for box in number.boxes))
        for number in numbers
    )
    return Page(picture, tuple(mapped), plan.shot.turn)


def _ordinary_pen(rng: Random) -> Pen:
    return Pen(height=rng.uniform(45, 110), width=rng.uniform(0.07, 0.12))


def _any_shot(rng: Random, turn: int = 0) -> Shot:
    return photograph(rng, turn) if rng.random() < 0.65 else scan(rng, turn)


def _turned(rng: Random) -> Plan:
    layout = make_score_sheet(rng) if rng.random() < 0.25 else make_any(rng)
    shot = _any_shot(rng, int(rng.choice([90, 180, 270])))
    return Plan(layout, _ordinary_pen(rng), choose_paper(rng), shot)


def _skewed(rng: Random) -> Plan:
    """Up to 30 degrees in the picture, or in depth, or half of each."""
    roll, tilt, pan = rng.uniform(-MAX_ANGLE, MAX_ANGLE, 3)
    share = np.array([(1, 0.2, 0.2), (0.2, 1, 0.3), (0.2, 0.3, 1), (0.5, 0.5, 0.5)])
    parts = share[int(rng.integers(len(share)))] * (roll, tilt, pan)
    border = rng.uniform(0.02, 0.08) if rng.random() < 0.5 else 0.0
    roll, tilt, pan = parts.tolist()
    shot = replace(photograph(rng), roll=roll, tilt=tilt, pan=pan, border=border)
    return Plan(make_any(rng), _ordinary_pen(rng), choose_paper(rng), shot)


def _columns(rng: Random) -> Plan:
    return Plan(make_columns(rng), _ordinary_pen(rng), choose_paper(rng), _any_shot(rng))


def _small(rng: Random) -> Plan:
    """Digits of 12 to 28 pixels, fifty or more, on a large page."""
    pen = Pen(height=rng.uniform(12, 28), width=rng.uniform(0.08, 0.12), gap=(0.16, 0.36))
    paper = replace(choose_paper(rng), pitch=rng.uniform(1, 1.6))
    shot = photograph(rng, roll=1, tilt=3) if rng.random() < 0.5 else scan(rng)
    return Plan(make_large_page(rng), pen, paper, replace(shot, blur=min(shot.blur, 0.6)))


def _close(rng: Random) -> Plan:
    """Digits that touch or overlap."""
    pen = replace(_ordinary_pen(rng), gap=(-rng.uniform(0.02, 0.08), rng.uniform(0.0, 0.08)))
    layout = make_list(rng, rows=(3, 6), digits=(2, 4), per_row=(1, 2))
    return Plan(layout, pen, choose_paper(rng), _any_shot(rng))


def _faint(rng: Random) -> Plan:
    """Thin pencil, or any pen on colored paper."""
    if rng.random() < 0.6:
        pen = replace(_ordinary_pen(rng), width=rng.uniform(0.035, 0.06))
        return Plan(make_any(rng), pen, choose_pencil(rng), _any_shot(rng))
    return Plan(make_any(rng), _ordinary_pen(rng), choose_paper(rng, tinted=True), _any_shot(rng))


def _broken(rng: Random) -> Plan:
    """A hairline, or a pen whose ink fails."""
    if rng.random() < 0.4:
        pen = Pen(height=rng.uniform(40, 130), width=rng.uniform(0.018, 0.03))
    else:
        width = rng.uniform(0.05, 0.1)
        pen = Pen(height=rng.uniform(45, 110), width=width, breaks=rng.uniform(0.4, 1))
    return Plan(make_any(rng), pen, choose_paper(rng), _any_shot(rng))


def _readings(rng: Random) -> Plan:
    layout = make_list(rng, rows=(4, 7), digits=(3, 6))
    return Plan(layout, _ordinary_pen(rng), choose_paper(rng), _any_shot(rng))


def _scores(rng: Random) -> Plan:
    return Plan(make_score_sheet(rng), _ordinary_pen(rng), choose_paper(rng), _any_shot(rng))


def _postcodes(rng: Random) -> Plan:
    return Plan(make_postcodes(rng), _ordinary_pen(rng), choose_paper(rng), _any_shot(rng))


KINDS: Final[dict[str, Callable[[Random], Plan]]] = {
    "turned": _turned,
    "skewed": _skewed,
    "columns": _columns,
    "small": _small,
    "close": _close,
    "faint": _faint,
    "broken": _broken,
    "readings": _readings,
    "scores": _scores,
    "postcodes": _postcodes,
}
"""A way to plan a page for each kind, by its name."""
