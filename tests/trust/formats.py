"""Inputs of every further format that commands read, each with what reads it."""

from __future__ import annotations

import gzip
import importlib.util
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import numpy as np
from PIL import Image

from glassnet import ink
from glassnet.cluster.bulk_reading import BulkTask, read_block
from glassnet.cluster.bulk_source import open_source
from glassnet.cluster.sweep_file import read_sweep
from glassnet.data.formats.page_files import read_pages
from glassnet.data.formats.stroke_file import read_drawings
from glassnet.data.sources import load
from glassnet.export import export_model, import_model
from glassnet.export.writing import Kind
from glassnet.forms.corrections import read_corrections
from glassnet.forms.template import read_template
from glassnet.models import load_model

Parser = Callable[[bytes], object]
Parsers = dict[str, tuple[bytes, Parser]]

TEMPLATE: Final = b"""name = "meter"
width = 1654
height = 2339
[[fields]]
name = "reading"
box = [0.1, 0.2, 0.4, 0.25]
pattern = "#####"
[[fields]]
name = "paid"
box = [800, 200, 900, 250]
kind = "choice"
options = ["yes", "no"]
"""
SWEEP: Final = b"""recipe = "tiny"
trials = 3
seeds = 1
[settings]
epochs = 1
[search]
learning_rate = { low = 0.001, high = 0.1, log = true }
batch_size = [16, 32]
"layers.0.units" = { low = 8, high = 32, step = 8 }
"""
UNIPEN: Final = b""".COORD X Y
.SEGMENT DIGIT 0 ? "1"
.PEN_DOWN
 50 80
 50 40
.PEN_UP
.SEGMENT DIGIT 1:0-2:1 ? "7"
.PEN_DOWN
 100 80
 140 80
.PEN_UP
.PEN_DOWN
 110 40
 120 0
.PEN_UP
"""
INKML: Final = b"""<ink xmlns="http://www.w3.org/2003/InkML">
<traceFormat><channel name="X"/><channel name="Y"/></traceFormat>
<trace id="0">50 0, 50 40, '1 "2</trace><trace id="1">100 0, 140 0, 120 80</trace>
<traceGroup><annotation type="truth">1</annotation><traceView traceDataRef="0"/></traceGroup>
<traceGroup><annotation type="truth">7</annotation><traceView traceDataRef="#1"/></traceGroup>
</ink>"""
RECIPE: Final = b"""input_shape = [784]
layers = [{ type = "dense", units = 16, activation = "relu" }, { type = "dense", units = 10 }]
"""


def make_picture(kind: str, pages: int = 1) -> bytes:
    """A dark line on white, as a file of this kind."""
    pixels = np.full((60, 60, 3), 255, np.uint8)
    pixels[10:50, 25:32] = 0
    first, file = Image.fromarray(pixels), io.BytesIO()
    more: dict[str, Any] = {"save_all": True, "append_images": [first] * (pages - 1)}
    first.save(file, kind, **(more if pages > 1 else {}))
    return file.getvalue()


def open_more_parsers(folder: Path) -> Parsers:
    """Each parser by its name, with a whole input; they write into `folder`."""

    def through(name: str, read: Callable[[Path], object]) -> Parser:
        def parse(content: bytes) -> object:
            (folder / name).write_bytes(content)
            return read(folder / name)

        return parse

    def whole(name: str, content: bytes, read: Callable[[Path], object]) -> tuple[bytes, Parser]:
        return content, through(name, read)

    digit = make_picture("PNG")
    parsers = {
        **{kind.lower(): (make_picture(kind), ink.from_image) for kind in ("GIF", "BMP", "TIFF")},
        "pages of tiff": (make_picture("TIFF", 2), lambda each: _read_all_pages(each)),
        "pages of pdf": (make_picture("PDF", 2), lambda each: _read_all_pages(each)),
        "unipen": whole("x.dat", UNIPEN, lambda path: list(read_drawings(path))),
        "inkml": whole("x.inkml", INKML, lambda path: list(read_drawings(path))),
        "template": whole("t.toml", TEMPLATE, read_template),
        "sweep": whole("s.toml", SWEEP, read_sweep),
        "corrections": whole("c.json", _corrections(), read_corrections),
        "zip": whole("z.zip", _zip({"0/a.png": digit, "1/b.png": digit}), _load),
        "bulk zip": whole("b.zip", _zip({"a.png": digit, "b.png": digit}), read_bulk),
        "bulk tar": whole("b.tar", _tar({"a.png": digit, "b.png": digit}), read_bulk),
        "bulk lines": whole("b.jsonl", b'{"strokes": [[[0, 0], [5, 5], [9, 9]]]}\n' * 3, read_bulk),
        "bulk lines in gzip": whole(
            "b.jsonl.gz", gzip.compress(b'{"strokes": [[[0, 0], [5, 5]]]}\n' * 3), read_bulk
        ),
        "bulk array": whole("b.npy", _array(np.zeros((2, 28, 28), np.uint8)), read_bulk),
        **_make_imports(folder, whole),
    }
    return {**parsers, **_make_tables(folder, whole, digit)}


def _make_imports(folder: Path, whole: Any) -> Parsers:
    tiny, recipe = load_model("tiny"), folder / "layers.toml"
    recipe.write_bytes(RECIPE)
    arrays = io.BytesIO()
    np.savez(
        arrays, **{"0.weight": np.zeros((16, 784), np.float32), "0.bias": np.zeros(16, np.float32),
                   "2.weight": np.zeros((10, 16), np.float32), "2.bias": np.zeros(10, np.float32)},
    )  # fmt: skip
    found = {
        "import arrays": whole(
            "arrays.npz",
            arrays.getvalue(),
            lambda path: import_model(path, recipe, layout="torch"),
        )
    }
    kinds: list[Kind] = ["json", "npz"]
    if importlib.util.find_spec("onnx") is not None:
        kinds.append("onnx")
    for kind in kinds:
        processing = kind != "onnx"  # of which the network alone can be read
        export_model(tiny, kind, folder / f"own.{kind}", processing=processing)
        content = (folder / f"own.{kind}").read_bytes()
        found[f"import {kind}"] = whole(f"own.{kind}", content, import_model)
    return found


def _make_tables(folder: Path, whole: Any, digit: bytes) -> Parsers:
    import pyarrow as pa
    import pyarrow.parquet as parquet
    from scipy.io import savemat

    pictures = pa.table({"image": [{"bytes": digit, "path": "a"}] * 2, "label": [0, 1]})
    parquet.write_table(pictures, folder / "p.parquet")
    savemat(
        folder / "m.mat",
        {"X": np.zeros((4, 28, 28), np.uint8), "y": np.arange(4).reshape(4, 1)},
        do_compression=True,
    )
    return {
        "parquet": whole("p.parquet", (folder / "p.parquet").read_bytes(), _load),
        "bulk parquet": whole("b.parquet", (folder / "p.parquet").read_bytes(), read_bulk),
        "mat": whole("m.mat", (folder / "m.mat").read_bytes(), _load),
    }


def _load(path: Path) -> object:
    return load(str(path))


def read_bulk(path: Path) -> int:
    """Read a source block by block, as `predict --bulk` does; the number of records."""
    with open_source(str(path)) as source:
        return sum(
            read_block(BulkTask("tiny", block)).records
            for block in source.blocks(lambda number: False)
        )


def _read_all_pages(content: bytes) -> object:
    return [ink.from_image(page.picture) for page in read_pages(content, "scan")]


def _corrections() -> bytes:
    entry = {"input": "a.png", "page": 1, "field": "reading", "text": "12345"}
    return json.dumps({"format": "glassnet form corrections", "corrections": [entry] * 3}).encode()


def _array(array: np.ndarray) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def _zip(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def _tar(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return file.getvalue()
