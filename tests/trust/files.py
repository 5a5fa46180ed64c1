"""Files that were damaged or made to harm: refused with a message, or read, and nothing else."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
from tests.trust.check import Check, Tally, sizes, try_all
from tests.trust.formats import make_picture, open_more_parsers

from glassnet import ink
from glassnet.data.sources import load
from glassnet.errors import GlassnetError
from glassnet.models import DamagedFile, load_model, read_model, save_model
from glassnet.models.description import describe
from glassnet.models.inputs import read_inputs
from glassnet.models.run_folder import RECIPE, read_run_recipe
from glassnet.models.sealed import SEAL_START, seal, unseal
from glassnet.recipes import RECIPES, read_recipe, recipe_from_plain, recipe_to_plain

Generator = np.random.Generator
Parser = Callable[[bytes], object]
TOML: Final = b"""name = "r"
epochs = 2
batch_size = 16
input_shape = [784]
schedule = {type = "cosine", rate = 0.01}

[[layers]]
type = "dense"
units = 10
"""
# Values that parsers and formulas dislike.
ODD: Final[tuple[Any, ...]] = (
    None, True, -1, 0, 1 << 62, 10**30, 10**400, -0.0, 1e308, 5e-324, "", "x" * 20_000, "\ud800", "\0",
    "../..", [], {}, [[]] * 50, {"": {}}, "nan", "\x1b[2J",
)  # fmt: skip


def mutate(rng: Generator, content: bytes) -> bytes:
    """The content cut, extended, or with some bytes changed, repeated or left out."""
    changed = bytearray(content)
    for _ in range(int(rng.integers(1, 5))):
        place, kind = int(rng.integers(len(changed) + 1)), int(rng.integers(6))
        length = int(rng.integers(1, 16))
        if kind == 0:
            del changed[place:]
        elif kind == 1:
            changed[place:place] = rng.bytes(length)
        elif kind == 2:
            del changed[place : place + length]
        elif kind == 3:
            changed[place:place] = changed[place : place + length] * int(rng.integers(1, 200))
        elif place < len(changed):
            changed[place] = changed[place] ^ (1 << int(rng.integers(8)))
    return bytes(changed)


def change_value(rng: Generator, value: Any) -> Any:
    """The plain value with one of its parts replaced by something odd."""
    if isinstance(value, dict) and value and rng.random() < 0.8:
        key = list(value)[int(rng.integers(len(value)))]
        if rng.random() < 0.1:
            return {name: part for name, part in value.items() if name != key}
        return {**value, key: change_value(rng, value[key])}
    if isinstance(value, list) and value and rng.random() < 0.8:
        place = int(rng.integers(len(value)))
        return [*value[:place], change_value(rng, value[place]), *value[place + 1 :]]
    return ODD[int(rng.integers(len(ODD)))]


def check_mutated_models(rng: Generator, trials: int) -> Tally:
    """Bytes of a model file changed: nothing may be loaded."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.safetensors"
        save_model(load_model("tiny"), path)
        whole = path.read_bytes()

        def attempt(number: int) -> str | None:
            content = mutate(rng, whole)
            if content == whole:
                return None
            path.write_bytes(content)
            return _expect_refusal(lambda: read_model(path), f"mutation {number}")

        return try_all(trials, attempt)


def _expect_refusal(read: Callable[[], object], name: str) -> str | None:
    try:
        read()
    except DamagedFile:
        return None
    except Exception as error:
        return f"{name}: {error!r}"
    return f"{name}: loaded"


def check_crafted_models(rng: Generator, trials: int) -> Tally:
    """Headers with odd values, sealed: refused, or the model can be used, shown and served."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.safetensors"
        save_model(load_model("tiny"), path)
        arrays, header = unseal(path.read_bytes(), path)
        image = np.zeros((1, 28, 28), np.uint8)

        def attempt(number: int) -> str | None:
            changed = header
            for _ in range(int(rng.integers(1, 4))):
                changed = change_value(rng, changed)
            if not isinstance(changed, dict):
                return None
            try:
                path.write_bytes(seal(arrays, changed))
            except ValueError:
                return None
            try:
                model = read_model(path)
                json.dumps(describe(model), allow_nan=False).encode()
                if not np.isfinite(model.predict_proba(image)).all():
                    return f"header {number}: probabilities that are not finite"
            except DamagedFile:
                return None
            except Exception as error:
                return f"header {number}: {error!r}"
            return None

        return try_all(trials, attempt)


def _idx(images: bool) -> bytes:
    shape = (4, 28, 28) if images else (4,)
    head = bytes((0, 0, 8, len(shape))) + b"".join(side.to_bytes(4) for side in shape)
    return head + bytes(range(196)) * 16 if images else head + bytes(4)


@contextmanager
def open_parsers() -> Iterator[dict[str, tuple[bytes, Parser]]]:
    """Each parser by its name, with a whole input."""
    strokes = b'{"label": "1", "strokes": [[[0, 0], [5, 5], [9, 9]]]}\n' * 3
    table = b"label," + b",".join(b"p%d" % i for i in range(16)) + b"\n"
    table += b"".join(b"%d," % i + b",".join([b"0"] * 16) + b"\n" for i in range(6))
    recipe = json.dumps({"recipe": {"name": "x", "layers": []}, "made_by": "glassnet train x"})
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "idx").mkdir()

        def read_idx(content: bytes) -> object:
            (folder / "idx" / "train-images-idx3-ubyte").write_bytes(content)
            (folder / "idx" / "train-labels-idx1-ubyte").write_bytes(_idx(images=False))
            return load(str(folder / "idx"))

        def read_gzip(content: bytes) -> object:
            (folder / "idx" / "train-images-idx3-ubyte").unlink(missing_ok=True)
            (folder / "idx" / "train-images-idx3-ubyte.gz").write_bytes(content)
            try:
                return load(str(folder / "idx"))
            finally:
                (folder / "idx" / "train-images-idx3-ubyte.gz").unlink()

        def read_file(suffix: str) -> Callable[[bytes], object]:
            # Alone: arrays are paired with those beside them.
            own = folder / f"folder of {suffix[1:]}"
            own.mkdir()
            if suffix == ".npy":
                np.save(own / "labels.npy", np.zeros(1, np.int64))

            def read(content: bytes) -> object:
                (own / f"images{suffix}").write_bytes(content)
                return load(str(own / f"images{suffix}"))

            return read

        def read_run(content: bytes) -> object:
            (folder / RECIPE).write_bytes(content)
            return read_run_recipe(folder)

        def read_toml(content: bytes) -> object:
            (folder / "recipe.toml").write_bytes(content)
            return read_recipe(folder / "recipe.toml")

        array, arrays = io.BytesIO(), io.BytesIO()
        np.save(array, np.arange(784, dtype=np.uint8).reshape(1, 28, 28))
        np.savez(arrays, x=np.zeros((2, 28, 28), np.uint8), y=np.zeros(2, np.int64))
        save_model(load_model("tiny"), folder / "model")
        yield {
            "png": (make_picture("PNG"), ink.from_image), "jpeg": (make_picture("JPEG"), ink.from_image),
            "webp": (make_picture("WEBP"), ink.from_image), "idx": (_idx(images=True), read_idx),
            "gzip": (gzip.compress(_idx(images=True)), read_gzip), "csv": (table, read_file(".csv")),
            "strokes": (strokes, lambda content: read_inputs(content, "x.jsonl")),
            "run": (recipe.encode(), read_run), "toml": (TOML, read_toml),
            "npy": (array.getvalue(), read_file(".npy")), "npz": (arrays.getvalue(), read_file(".npz")),
            "model": ((folder / "model").read_bytes(), read_model_bytes),
            **open_more_parsers(folder),
        }  # fmt: skip


def read_model_bytes(content: bytes) -> object:
    """A model from bytes, its seal made anew, so that what lies behind it is reached."""
    with tempfile.NamedTemporaryFile(suffix=".safetensors") as file:
        file.write(reseal(content))
        file.flush()
        return read_model(Path(file.name))


def reseal(content: bytes) -> bytes:
    """The content with the digest that fits it, where it has a place for one."""
    start = content.find(SEAL_START) + len(SEAL_START)
    if start < len(SEAL_START) or start + 64 > len(content):
        return content
    digest = hashlib.sha256(content[:start] + b"0" * 64 + content[start + 64 :]).hexdigest()
    return content[:start] + digest.encode() + content[start + 64 :]


def check_parsers(rng: Generator, trials: int) -> Tally:
    """Mutated inputs of each parser: no foreign exception."""
    with open_parsers() as parsers:
        names = list(parsers)

        def attempt(number: int) -> str | None:
            name = names[number % len(names)]
            content, read = parsers[name]
            try:
                read(mutate(rng, content))
            except (GlassnetError, OSError):
                return None
            except Exception as error:
                return f"{name}, input {number}: {error!r}"
            return None

        return try_all(trials, attempt)


def check_recipes(rng: Generator, trials: int) -> Tally:
    """Recipes with odd values: refused with a message, or built."""
    whole = [recipe_to_plain(each) for each in RECIPES.values()]

    def attempt(number: int) -> str | None:
        plain: Any = whole[number % len(whole)]
        for _ in range(int(rng.integers(1, 4))):
            plain = change_value(rng, plain)
        if not isinstance(plain, dict):
            return None
        try:
            recipe_from_plain(plain, "recipe")
        except GlassnetError:
            return None
        except Exception as error:
            return f"recipe {number}: {error!r}"
        return None

    return try_all(trials, attempt)


CHECKS: Final = (
    Check(
        "mutated models", "A model file in which any byte is changed is not loaded.",
        sizes(300, 5_000, 50_000), check_mutated_models,
    ),
    Check(
        "crafted models", "A sealed file with an odd header is refused when it is read, or works.",
        sizes(150, 5_000, 50_000), check_crafted_models,
    ),
    Check(
        "recipes", "No recipe with odd values ends in anything but a message.",
        sizes(400, 20_000, 200_000), check_recipes,
    ),
    Check(
        "parsers", "No damaged input of any format ends in anything but a message.",
        sizes(240, 8_000, 400_000), check_parsers,
    ),
)  # fmt: skip
