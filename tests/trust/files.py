"""Files that were damaged or made to harm: refused with a message, or read, and nothing else."""

from __future__ import annotations

import gzip
import io
import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image
from tests.trust.check import Check, Tally, sizes, try_all

from glassnet import ink
from glassnet.data.sources import load
from glassnet.errors import GlassnetError
from glassnet.models import DamagedFile, load_model, read_model, save_model
from glassnet.models.description import describe
from glassnet.models.inputs import read_inputs
from glassnet.models.run_folder import RECIPE, read_run_recipe
from glassnet.models.sealed import seal, unseal

Generator = np.random.Generator
# Values that parsers and formulas dislike.
ODD: Final[tuple[Any, ...]] = (
    None, True, -1, 0, 1 << 62, 10**30, -0.0, 1e308, 5e-324, "", "x" * 20_000, "\ud800", "\0", "../..", [],
    {}, [[]] * 50, {"": {}}, "nan", "\x1b[2J",
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


def _picture(kind: str) -> bytes:
    pixels = np.full((60, 60, 3), 255, np.uint8)
    pixels[10:50, 25:32] = 0
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind)
    return file.getvalue()


def _idx(images: bool) -> bytes:
    shape = (4, 28, 28) if images else (4,)
    head = bytes((0, 0, 8, len(shape))) + b"".join(side.to_bytes(4) for side in shape)
    return head + bytes(range(256)) * 12 if images else head + bytes(4)


def check_parsers(rng: Generator, trials: int) -> Tally:
    """Mutated pictures, stroke files, CSV, IDX and descriptions of runs: no foreign exception."""
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
            def read(content: bytes) -> object:
                (folder / f"file{suffix}").write_bytes(content)
                return load(str(folder / f"file{suffix}"))

            return read

        def read_run(content: bytes) -> object:
            (folder / RECIPE).write_bytes(content)
            return read_run_recipe(folder)

        parsers: list[tuple[bytes, Callable[[bytes], object]]] = [
            (_picture("PNG"), ink.from_image), (_picture("JPEG"), ink.from_image),
            (_picture("WEBP"), ink.from_image), (_idx(images=True), read_idx),
            (gzip.compress(_idx(images=True)), read_gzip), (table, read_file(".csv")),
            (strokes, lambda content: read_inputs(content, "x.jsonl")), (recipe.encode(), read_run),
        ]  # fmt: skip

        def attempt(number: int) -> str | None:
            content, read = parsers[number % len(parsers)]
            try:
                read(mutate(rng, content))
            except (GlassnetError, OSError):
                return None
            except Exception as error:
                return f"parser {number % len(parsers)}, input {number}: {error!r}"
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
        "parsers", "No damaged input of any format ends in anything but a message.",
        sizes(240, 8_000, 400_000), check_parsers,
    ),
)  # fmt: skip
