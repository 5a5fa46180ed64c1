"""ONNX files with their weights in the file or in one beside it, and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from glassnet.bounded_file import TooLargeFileError, read_bounded
from glassnet.models import DamagedFile

MAX_BYTES: Final = 1 << 30


def load_onnx(onnx: Any, path: Path) -> Any:
    """The model in an ONNX file, with all of its weights. Raises `DamagedFile` and OSError.

    Weights in another file must be in a file of this folder, not a link, within its size.
    """
    try:
        content = read_bounded(path, MAX_BYTES)
    except TooLargeFileError:
        raise DamagedFile.at(path, f"at most {MAX_BYTES:,} bytes", "more") from None
    try:
        model = onnx.load_model_from_string(content)
        external = list(_find_external(onnx, model.graph))
    except Exception as error:  # protobuf raises what it likes
        raise DamagedFile.at(path, "an ONNX file", _first_line(error)) from None
    left = MAX_BYTES
    for tensor in external:
        left -= _measure_external(path, tensor)
        if left < 0:
            raise DamagedFile.at(path, f"at most {MAX_BYTES:,} bytes of weights", "more")
    try:
        onnx.load_external_data_for_model(model, str(path.parent))
        onnx.checker.check_model(model)
    except Exception as error:
        raise DamagedFile.at(path, "an ONNX file", _first_line(error)) from None
    return model


def _find_external(onnx: Any, graph: Any) -> Iterator[Any]:
    """The tensors whose content is elsewhere; those in nodes are not read here, and must be in the file."""
    for tensor in graph.initializer:
        if tensor.data_location == onnx.TensorProto.EXTERNAL:
            yield tensor
    for node in graph.node:
        for attribute in node.attribute:
            tensors = [attribute.t, *attribute.tensors]
            if any(each.data_location == onnx.TensorProto.EXTERNAL for each in tensors):
                raise ValueError(f"the node {node.name[:60]!r} has its values in another file")


def _measure_external(path: Path, tensor: Any) -> int:
    """How many bytes a tensor takes of its file. Raises `DamagedFile` for any other place."""
    about = {each.key: each.value for each in tensor.external_data}
    name = about.get("location", "")
    beside = path.parent / name
    is_plain = bool(name) and Path(name).name == name and "\\" not in name and "\0" not in name
    if not is_plain or beside.is_symlink() or not beside.is_file():
        raise DamagedFile.at(path, "weights in a file beside it", repr(name[:80]))
    size = beside.stat().st_size
    numbers = [about.get("offset", "0"), about.get("length", str(size))]
    if not all(each.isascii() and each.isdecimal() and len(each) < 16 for each in numbers):
        raise DamagedFile.at(path, "a place within the weights", str(numbers)[:80])
    offset, length = map(int, numbers)
    if "length" in about and offset + length > size:
        raise DamagedFile.at(
            path, f"weights within the {size:,} bytes of {name}", f"{offset + length:,}"
        )
    return length


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0][:200]
