"""Paper and ink: tone, printed lines, and how strongly a pen or a pencil covers it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from benchmarks.pages.layouts import Segment

Floats = NDArray[np.float32]
Random = np.random.Generator
Color = tuple[float, float, float]

WHITE: Final[Color] = (250, 250, 248)
PALE: Final[tuple[Color, ...]] = ((250, 246, 232), (245, 245, 245), (236, 240, 246), WHITE)
TINTED: Final[tuple[Color, ...]] = (
    (250, 232, 140), (245, 190, 200), (170, 215, 240), (180, 225, 170), (240, 200, 150), (205, 190, 235),
    (200, 180, 150), (180, 180, 178),
)  # fmt: skip
DARK: Final[tuple[Color, ...]] = ((25, 25, 30), (20, 30, 90), (60, 30, 25), (30, 60, 40))
BRIGHT: Final[tuple[Color, ...]] = ((190, 30, 40), (30, 80, 190), (20, 120, 60), (130, 40, 130))


@dataclass(frozen=True)
class Paper:
    """A sheet: its tone, ruled or squared, and the ink on it.

    `cover` is how much of the paper's tone the ink hides. `grain` is how unevenly it does so. `pitch` is the
    distance of the printed lines in heights of a digit.
    """

    tone: Color = WHITE
    ink: Color = DARK[0]
    cover: float = 0.95
    grain: float = 0.0
    pattern: str = "plain"
    pitch: float = 1.0


def choose_paper(rng: Random, tinted: bool = False) -> Paper:
    """Plain, ruled or squared paper with a dark or a colored pen."""
    tones = TINTED if tinted else PALE
    inks = DARK if tinted or rng.random() < 0.7 else BRIGHT
    return Paper(
        tone=tones[int(rng.integers(len(tones)))],
        ink=inks[int(rng.integers(len(inks)))],
        cover=rng.uniform(0.85, 1.0),
        grain=rng.uniform(0, 0.1),
        pattern=str(rng.choice(["plain", "plain", "ruled", "squared"])),
        pitch=rng.uniform(0.5, 1.1),
    )


def choose_pencil(rng: Random) -> Paper:
    """A soft or a hard pencil on paper of any tone: gray, grainy, little contrast."""
    paper = choose_paper(rng, tinted=rng.random() < 0.4)
    level = float(rng.uniform(70, 110))
    return Paper(
        paper.tone,
        (level, level, level + 4),
        rng.uniform(0.45, 0.8),
        rng.uniform(0.2, 0.5),
        str(rng.choice(["plain", "plain", "ruled"])),
        paper.pitch,
    )


def print_page(
    ink: Floats, paper: Paper, rules: tuple[Segment, ...], height: float, rng: Random
) -> Image.Image:
    """The written sheet as a picture; `height` is that of a digit in pixels."""
    lines = _draw_rules(ink.shape, rules, height) if rules else None
    sheet = np.broadcast_to(np.array(paper.tone, np.float32), (*ink.shape, 3)).copy()
    if paper.pattern != "plain" and not rules:
        _print_pattern(sheet, paper, height, rng)
    if lines is not None:
        sheet += (np.float32(rng.uniform(70, 150)) - sheet) * lines[..., None]
    covered = ink * np.float32(paper.cover)
    if paper.grain:
        covered *= 1 - paper.grain * _grain(ink.shape, rng)
    sheet += (np.array(paper.ink, np.float32) - sheet) * covered[..., None]
    return Image.fromarray(np.clip(sheet, 0, 255).astype(np.uint8))


def _print_pattern(sheet: Floats, paper: Paper, height: float, rng: Random) -> None:
    tone = np.array((150, 175, 215) if rng.random() < 0.7 else (180, 180, 180), np.float32)
    strength = np.float32(rng.uniform(0.25, 0.6))
    step = max(9.0, paper.pitch * height * (1.6 if paper.pattern == "ruled" else 0.8))
    thick = max(1, round(step / 40))
    for at in np.arange(rng.uniform(0.3, 1) * step, sheet.shape[0], step).astype(int):
        sheet[at : at + thick] += (tone - sheet[at : at + thick]) * strength
    if paper.pattern == "squared":
        for at in np.arange(rng.uniform(0.3, 1) * step, sheet.shape[1], step).astype(int):
            sheet[:, at : at + thick] += (tone - sheet[:, at : at + thick]) * strength


def _draw_rules(shape: tuple[int, ...], rules: tuple[Segment, ...], height: float) -> Floats:
    mask = Image.new("L", (shape[1], shape[0]))
    pencil = ImageDraw.Draw(mask)
    for rule in rules:
        pencil.line([each * height for each in rule], fill=255, width=max(1, round(height / 35)))
    return np.asarray(mask, np.float32) / np.float32(255)


def _grain(shape: tuple[int, ...], rng: Random) -> Floats:
    """Fine spots from 0 to 1, about two pixels wide."""
    small = rng.random(((shape[0] + 1) // 2, (shape[1] + 1) // 2), np.float32)
    spots = Image.fromarray((255 * small).astype(np.uint8)).resize(
        (shape[1], shape[0]), Image.Resampling.BILINEAR
    )
    return np.asarray(spots.filter(ImageFilter.GaussianBlur(0.7)), np.float32) / np.float32(255)
