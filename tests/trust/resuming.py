"""Runs that are stopped at an event and resumed, in every combination of settings: the same bits."""

from __future__ import annotations

import hashlib
import tempfile
from contextlib import nullcontext
from functools import cache
from pathlib import Path
from typing import Final

import numpy as np
from tests.trust.check import Check, Tally, sizes, try_all

from glassnet.data.augmentation import Augmentation
from glassnet.data.labeled_images import Dataset
from glassnet.data.simulated import simulate
from glassnet.engine.kernel import compiler_available, using
from glassnet.models.run_folder import RunFolder
from glassnet.nn import (
    Adam,
    AdamW,
    Dense,
    Dropout,
    ExponentialAverage,
    GradientDescent,
    Momentum,
    Nesterov,
    Optimizer,
    ReLU,
    RMSProp,
    Schedule,
    TailAverage,
)
from glassnet.nn.schedules import (
    Constant,
    Cosine,
    Exponential,
    LastEpochs,
    LinearWarmUp,
    OneCycle,
    Step,
    Switch,
)
from glassnet.recipes import EarlyStopping, Recipe

Generator = np.random.Generator
OPTIMIZERS: Final[tuple[Optimizer, ...]] = (
    GradientDescent(), Momentum(), Nesterov(), RMSProp(), Adam(), AdamW(),
)  # fmt: skip
SCHEDULES: Final[tuple[Schedule, ...]] = (
    Constant(0.01), Switch(0.01, 20, 0.002), Step(0.01, 0.5, 1), Exponential(0.01, 0.8),
    Cosine(0.01), OneCycle(0.01), LinearWarmUp(15, Constant(0.01)), LinearWarmUp(7, Cosine(0.01)),
)  # fmt: skip
# One trial in so many runs compiled, where there is a compiler.
COMPILED_EVERY: Final = 12


@cache
def _digits() -> Dataset:
    digits = simulate(np.random.default_rng(5), 150)
    return Dataset(
        "digits", train=digits.take(slice(0, 120)), validation=digits.take(slice(120, 150))
    )


def draw_recipe(rng: Generator, number: int) -> Recipe:
    """A small training; the first 48 have each optimizer with each schedule."""
    strength = LastEpochs(1, 0.0) if rng.random() < 0.5 else Constant(1.0)
    augmentation = Augmentation(strength=strength) if rng.random() < 0.5 else None
    hidden = (Dropout(0.3),) if rng.random() < 0.5 else ()
    averages = (None, ExponentialAverage(0.9), TailAverage(0.5))
    shards = int(rng.choice([1, 1, 1, 2, 4]))
    return Recipe(
        name="r",
        layers=(Dense(12, ReLU()), *hidden, Dense(10)),
        input_shape=(784,),
        optimizer=OPTIMIZERS[number % 6],
        schedule=SCHEDULES[number // 6 % 8],
        epochs=3,
        batch_size=8,
        augmentation=augmentation,
        averaging=averages[int(rng.integers(3))] if shards == 1 else None,
        stopping=EarlyStopping(5) if rng.random() < 0.3 else None,
        precision="float64" if rng.random() < 0.3 else "float32",
        order="file" if rng.random() < 0.2 else "shuffled",
        seed=int(rng.integers(1000)),
        shards=shards,
    )


def train_in_pieces(recipe: Recipe, folder: Path, pieces: list[int]) -> bytes:
    """Train, stopped after so many events of each piece but the last one; the bytes of the model."""
    for number, events in enumerate([*pieces, 1 << 30]):
        left = iter(range(events))
        run = RunFolder(
            recipe, _digits(), folder, should_stop=lambda left=left: next(left, None) is None
        )
        for _ in run.start() if number == 0 else run.resume():
            pass
        if (folder / "model.safetensors").exists():
            break
    return (folder / "model.safetensors").read_bytes()


def check_resuming(rng: Generator, trials: int) -> Tally:
    """Each run once as a whole, and once stopped one to three times, within epochs or at their ends."""
    with tempfile.TemporaryDirectory() as name:

        def attempt(number: int) -> str | None:
            recipe = draw_recipe(rng, number)
            pieces = rng.integers(0, 9, int(rng.integers(1, 4))).tolist()
            compiled = compiler_available() and number % COMPILED_EVERY == COMPILED_EVERY - 1
            with using("compiled") if compiled else nullcontext():
                whole = train_in_pieces(recipe, Path(name) / f"whole-{number}", [])
                parts = train_in_pieces(recipe, Path(name) / f"parts-{number}", pieces)
            if whole == parts:
                return None
            digests = [hashlib.sha256(each).hexdigest()[:8] for each in (whole, parts)]
            return f"{recipe}, stopped after {pieces}: {digests}"

        return try_all(trials, attempt)


CHECKS: Final = (
    Check(
        "resuming", "A run that is stopped and resumed ends with the same bits, whatever its settings.",
        sizes(6, 96, 480), check_resuming,
    ),
)  # fmt: skip
