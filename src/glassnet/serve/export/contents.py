"""What goes into an exported page: models, simulated digits, the version."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from glassnet.data.simulated import simulate
from glassnet.errors import SettingError, format_error
from glassnet.serve.api.descriptions import describe_model, summarize_model
from glassnet.serve.api.registry import LoadedModel, load_models, shipped_names_default_first
from glassnet.serve.api.replies import encode_json
from glassnet.serve.api.training_data import SIMULATED_LICENSE, SIMULATED_SEED
from glassnet.serve.application import WEB
from glassnet.serve.packed_digits import pack_digits
from glassnet.version import __version__

DIGITS: Final = "data/digits.bin"
"""The path of the packed digits, as the page knows it."""


# The page shows it as another model's card: they are the same, bit for bit.
SAME_AS_ANOTHER: Final = {"zhang-readme"}
# Left out of one file, for its size.
LARGE: Final = {"mlp", "simulated"}


@dataclass(frozen=True)
class Contents:
    """Files by their path in the page's folder, and what the page is to know of them."""

    models: dict[str, bytes]
    digits: bytes
    summaries: list[dict[str, Any]]

    @property
    def files(self) -> dict[str, bytes]:
        """Models, digits and the page's own data by path."""
        own = sorted((WEB / "data").glob("*.json"))
        return {
            **{f"models/{name}.json": text for name, text in self.models.items()},
            **{f"data/{path.name}": encode_json(json.loads(path.read_bytes())) for path in own},
            DIGITS: self.digits,
        }

    def describe(self) -> bytes:
        """What the page says of itself, as JSON: see `web/data/site-files.js`."""
        plain = {"version": __version__, "models": self.summaries, "files": list(self.files)}
        return encode_json(plain)


def collect(names: Sequence[str] | None, digit_count: int, *, large: bool) -> Contents:
    """Models and simulated digits.

    `names` are names, paths or NAME=PATH; None means the shipped models, the `large` ones if wanted. The same
    arguments give the same bytes. Raises what `load_models` raises, and `SettingError` for names that
    cannot be part of an address.
    """
    models = load_models(names or _choose_shipped(large=large))
    loaded = [LoadedModel.check(_check_name(name), model) for name, model in models.items()]
    described = {
        each.name: encode_json(describe_model(each, default=each is loaded[0], parameters=True))
        for each in loaded
    }
    summaries = [summarize_model(each, default=each is loaded[0]) for each in loaded]
    digits = simulate(np.random.default_rng(SIMULATED_SEED), digit_count)
    return Contents(described, pack_digits(digits, SIMULATED_LICENSE), summaries)


def _choose_shipped(*, large: bool) -> list[str]:
    left_out = SAME_AS_ANOTHER if large else SAME_AS_ANOTHER | LARGE
    return [name for name in shipped_names_default_first() if name not in left_out]


def _check_name(name: str) -> str:
    if not all(letter.isascii() and (letter.isalnum() or letter in "-_.") for letter in name):
        raise SettingError(
            format_error(
                f"--model {name}",
                "a name of letters, digits, '-', '_' and '.' for an exported page",
                repr(name),
                "Give it another one: --model NAME=PATH.",
            )
        )
    return name
