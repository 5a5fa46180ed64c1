"""Arrays by the names that other libraries give them, as modules with weights and a bias."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from glassnet.errors import SettingError, format_error
from glassnet.nn import Array

Layout = Literal["torch", "keras"]

WEIGHTS: Final = {"weight", "weights", "kernel", "w", "gamma", "gain"}
BIAS: Final = {"bias", "b", "beta", "biases"}
NUMBERED: Final = re.compile(r"^(.*?)(weights?|kernel|w|bias(?:es)?|b)_?(\d+)$", re.IGNORECASE)
NUMBER: Final = re.compile(r"\d{1,18}", re.ASCII)
MAX_NAME_LENGTH: Final = 300
# What batch normalization keeps besides its gain and bias.
BATCH_NORMALIZATION: Final = {
    "running_mean", "running_var", "num_batches_tracked", "moving_mean", "moving_variance",
}  # fmt: skip


@dataclass
class Module:
    """The arrays of one layer elsewhere: `weights` (or a gain), `bias` where there is one."""

    name: str
    arrays: dict[str, Array] = field(default_factory=dict)


def group_modules(arrays: Mapping[str, Array]) -> list[Module]:
    """Modules in the natural order of their names: "fc2" before "fc10".

    Raises `SettingError` for arrays that are neither weights nor bias.
    """
    modules: dict[str, Module] = {}
    for name in sorted(arrays, key=_natural):
        module, role = _split(name)
        modules.setdefault(module, Module(module)).arrays[role] = arrays[name]
    return list(modules.values())


def _split(name: str) -> tuple[str, str]:
    """The name of the module, and what the array is to it."""
    if len(name) > MAX_NAME_LENGTH:
        expected = f"names of at most {MAX_NAME_LENGTH} characters"
        raise SettingError(format_error("An array", expected, f"{name[:40]!r}...", "Rename it."))
    module, _, last = name.replace("/", ".").removesuffix(":0").rpartition(".")
    if last in BATCH_NORMALIZATION:
        raise SettingError(
            format_error(
                name, "weights and biases", "batch normalization, which no layer here does",
                "Fold it into the layer before it (torch.nn.utils.fuse_conv_bn_eval), or import ONNX.",
            )
        )  # fmt: skip
    numbered = NUMBERED.match(last)
    word = numbered[2] if numbered else last
    if numbered:
        module = f"{module}.{numbered[1]}{numbered[3]}"
    if word.lower() in WEIGHTS:
        return module, "weights"
    if word.lower() in BIAS:
        return module, "bias"
    raise SettingError(
        format_error(
            f"The array {name!r}", "a name that ends in weight, kernel or bias", repr(last),
            "Rename it, or leave it out of the file.",
        )
    )  # fmt: skip


def _natural(name: str) -> list[tuple[int, int | str]]:
    parts = re.split(r"(\d+)", name)
    return [(0, int(part)) if NUMBER.fullmatch(part) else (1, part) for part in parts]
