"""The models that a service offers, by name."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import isqrt
from pathlib import Path
from threading import Lock
from typing import Final, Self

import numpy as np

from glassnet.data.batches import scale
from glassnet.engine import implementation_in_use, prefer_compiled, using
from glassnet.errors import SettingError, format_error
from glassnet.ink.rehearsal import rehearse
from glassnet.ink.rendering import SIDE
from glassnet.models import DEFAULT_MODEL, Model, load_model, shipped_names
from glassnet.nn import Array

# A prediction that takes longer runs in a thread, so that the event loop stays free. For a shorter one,
# the way to a thread and back would cost more than a fifth of the time.
MAX_INLINE_SECONDS: Final = 0.0005


@dataclass(frozen=True, eq=False)
class LoadedModel:
    """A model under the name by which requests select it.

    `is_compiled` says that its kernels are compiled; until then the reference implementation answers.
    `runs_inline` says that one prediction is fast enough for the event loop.
    """

    name: str
    model: Model
    is_compiled: bool = False
    runs_inline: bool = False

    @classmethod
    def check(cls, name: str, model: Model) -> Self:
        """The model, if its outputs are finite for a black and for a white image; else `SettingError`."""
        loaded = cls(name, model)
        images = np.stack([loaded.uniform_image(0), loaded.uniform_image(255)])
        inputs = scale(images, model.parameters.vector.dtype)
        shaped = inputs.reshape(2, *model.network.input_shape)
        outputs = model.network.forward(model.parameters, shaped).outputs[-1]
        if not np.isfinite(model.score_outputs(outputs).probabilities).all():
            raise SettingError(
                format_error(name, "finite outputs", "others", "Train the model again.")
            )
        return loaded

    @cached_property
    def image_shape(self) -> tuple[int, ...]:
        """Height and width of its images, and their channels where there are several.

        A flat input is a square image where that is possible, else one row.
        """
        shape = self.model.network.input_shape
        if len(shape) == 1:
            side = isqrt(shape[0])
            return (side, side) if side * side == shape[0] else (1, shape[0])
        return tuple(shape[:-1]) if len(shape) == 3 and shape[-1] == 1 else tuple(shape)

    @property
    def reads_drawings(self) -> bool:
        """Whether its images have the size that strokes and image files are turned into."""
        return self.image_shape == (SIDE, SIDE)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the parameters, in hex."""
        return hashlib.sha256(self.model.parameters.vector.tobytes()).hexdigest()

    def uniform_image(self, level: int) -> Array:
        """An image whose pixels all have this gray level."""
        return np.full(self.image_shape, level, np.uint8)

    def warm_up(self) -> Self:
        """This model with its kernels compiled, and timed."""
        with using(implementation_in_use()):
            warm_up(self.model, self.uniform_image(128))
            seconds = min(self._time_prediction() for _ in range(9))
        return replace(self, is_compiled=True, runs_inline=seconds < MAX_INLINE_SECONDS)

    def _time_prediction(self) -> float:
        image = self.uniform_image(128)
        started = time.perf_counter()
        self.model.outputs(image[np.newaxis])
        return time.perf_counter() - started


class ModelRegistry:
    """Several models by name; the first one is the default.

    A request takes `models` once and keeps it. Changes replace that one reference, so no request sees
    half of a change.
    """

    def __init__(self, models: Mapping[str, Model]) -> None:
        self._lock = Lock()
        self._reloading = Lock()
        self.models = _check_all(models)

    def warm_up(self) -> None:
        """Compile what the models need, the default model first. Meanwhile the models answer."""
        with self._lock:
            for name, loaded in self.models.items():
                self.models = {**self.models, name: loaded.warm_up()}
            with using(implementation_in_use()):
                rehearse()
            # Until here pictures are read as written: a request never waits for the compiler.
            prefer_compiled()

    def reload(self, load: Callable[[], Mapping[str, Model]]) -> None:
        """`replace` by what `load` returns, one after another: the last one has read the newest files."""
        with self._reloading:
            self.replace(load())

    def replace(self, models: Mapping[str, Model]) -> None:
        """Offer these models from now on. Raises `SettingError`, and changes nothing, if one is unfit."""
        checked = _check_all(models)
        with self._lock:
            self.models = {name: loaded.warm_up() for name, loaded in checked.items()}


def warm_up(model: Model, image: Array) -> None:
    """Run what compiles on first use: the outputs of one image, and of several."""
    model.outputs(image[np.newaxis])
    model.outputs(np.stack([image, image]))


def load_models(names: Sequence[str]) -> dict[str, Model]:
    """Models by name: each of `names` is a shipped name, a path, or NAME=PATH.

    Raises `SettingError` for two of the same name, and what `load_model` raises.
    """
    models: dict[str, Model] = {}
    for text in names:
        name, model = _load_model(text)
        if name in models:
            raise SettingError(
                format_error(
                    f"--model {text}",
                    "a name for each model",
                    f"{name!r} a second time",
                    "Give it another one: --model NAME=PATH.",
                )
            )
        models[name] = model
    return models


def shipped_names_default_first() -> list[str]:
    """The names of all shipped models, the default one first. Raises `SettingError` where none is shipped."""
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


def _check_all(models: Mapping[str, Model]) -> Mapping[str, LoadedModel]:
    if not models:
        raise SettingError(
            format_error("The service", "at least one model", "none", "Name one by --model.")
        )
    return {name: LoadedModel.check(name, model) for name, model in models.items()}


def _load_model(text: str) -> tuple[str, Model]:
    name, equals, path = text.partition("=")
    if equals and not Path(text).exists():
        return name, load_model(path)
    model = load_model(text)
    return (text if not Path(text).exists() else model.name), model
