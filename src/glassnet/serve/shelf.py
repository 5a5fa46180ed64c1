"""The models that a service offers, by name: swapped whole, never piece by piece."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final, Self

import numpy as np

from glassnet.errors import format_error
from glassnet.ink import Rendering, from_strokes
from glassnet.models import DEFAULT_MODEL, Model, load_model, shipped_names
from glassnet.nn import Array, SettingError

# Longer than this and the event loop would feel it: a thread's round trip costs about a fifth.
QUICK_SECONDS: Final = 0.0005


@dataclass(frozen=True)
class Shelved:
    """A model under the name by which it is asked for.

    `quick` says that reading one picture takes less time than handing it to a thread is worth.
    """

    name: str
    model: Model
    quick: bool

    @classmethod
    def warmed(cls, name: str, model: Model) -> Self:
        """The model, compiled, measured and found to give finite answers."""
        dark, light = np.zeros((28, 28), np.uint8), np.full((28, 28), 255, np.uint8)
        # One at a time and several together take different ways.
        for images in (dark[None], light[None], np.stack((dark, light))):
            if not np.isfinite(model.predict_proba(images)).all():
                raise SettingError(
                    format_error(name, "finite answers", "others", "Train the model again.")
                )
        return cls(name, model, _seconds_to_read(model) < QUICK_SECONDS)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the parameters: equal digests, equal numbers."""
        return hashlib.sha256(self.model.parameters.vector.tobytes()).hexdigest()


class Shelf:
    """Several models by name; the first one reads when none is named.

    Readers take `models` once and keep it for the whole request. A swap replaces that one
    reference, so nobody ever sees half of a change.
    """

    def __init__(self, models: Mapping[str, Model]) -> None:
        self.models: Mapping[str, Shelved] = {}
        self.swap(models)

    def swap(self, models: Mapping[str, Model]) -> None:
        """Offer these models from now on. Raises `SettingError`, and changes nothing, if one is unfit."""
        if not models:
            raise SettingError(
                format_error("The service", "at least one model", "none", "Name one by --model.")
            )
        # Strokes take compiled steps, too, and the first request should not wait for these.
        from_strokes([[(0, 0), (1, 1)]])
        self.models = {name: Shelved.warmed(name, model) for name, model in models.items()}


def load_models(names: Sequence[str]) -> dict[str, Model]:
    """Models by name: each of `names` is a shipped name, a path, or NAME=PATH.

    Raises `SettingError` for two of the same name, and what `load_model` raises.
    """
    found: dict[str, Model] = {}
    for text in names:
        name, model = _named(text)
        if name in found:
            raise SettingError(
                format_error(
                    f"--model {text}",
                    "a name for each model",
                    f"{name!r} a second time",
                    "Give it another one: --model NAME=PATH.",
                )
            )
        found[name] = model
    return found


def shipped_first() -> list[str]:
    """The names of all shipped models, the default reader first. Raises `SettingError` for none."""
    names = list(shipped_names())
    if not names:
        raise SettingError(
            format_error(
                "The service",
                "a model",
                "none, and none is shipped",
                "Train one and name it: glassnet train --out runs/mine, then --model runs/mine",
            )
        )
    return sorted(names, key=lambda name: name != DEFAULT_MODEL)


def _named(text: str) -> tuple[str, Model]:
    name, equals, path = text.partition("=")
    if equals and not Path(text).exists():
        return name, load_model(path)
    model = load_model(text)
    return (text if not Path(text).exists() else model.name), model


def _seconds_to_read(model: Model) -> float:
    """The shortest of a few tries: what the work takes when nothing else disturbs it."""
    image = np.full((28, 28), 128, np.uint8)
    model.read([Rendering(image)])
    return min(_seconds(model, image) for _ in range(9))


def _seconds(model: Model, image: Array) -> float:
    started = time.perf_counter()
    model.outputs(image[np.newaxis])
    return time.perf_counter() - started
