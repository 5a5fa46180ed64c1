"""A sealed file is whole or refused: no byte of it can change unseen."""

import json
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy
from hypothesis import given
from hypothesis import strategies as st

from glassnet.models.sealed import DamagedFile, read_sealed, seal, unseal, write_sealed

HERE = Path("model.safetensors")
ARRAYS = {"1.weights": np.arange(12, dtype=np.float32).reshape(3, 4), "1.bias": np.ones(4)}
HEADER = {"format": 1, "text": 'quotes " and {"sha256": "00"} and ümläut', "list": [1, 2.5, None]}


def is_refused(content: bytes) -> bool:
    try:
        unseal(content, HERE)
    except DamagedFile:
        return True
    return False


def test_what_is_sealed_comes_back() -> None:
    arrays, header = unseal(seal(ARRAYS, HEADER), HERE)

    assert header == HEADER
    assert arrays.keys() == ARRAYS.keys()
    for name, array in arrays.items():
        np.testing.assert_array_equal(array, ARRAYS[name], strict=True)


def test_every_truncation_is_refused() -> None:
    content = seal(ARRAYS, HEADER)

    assert all(is_refused(content[:length]) for length in range(len(content)))


def test_every_flipped_bit_is_refused() -> None:
    content = bytearray(seal(ARRAYS, HEADER))

    unseen = []
    for position in range(len(content)):
        for bit in range(8):
            content[position] ^= 1 << bit
            if not is_refused(bytes(content)):
                unseen.append((position, bit))
            content[position] ^= 1 << bit
    assert unseen == []


@given(st.binary(min_size=1, max_size=64))
def test_appended_bytes_are_refused(more: bytes) -> None:
    assert is_refused(seal(ARRAYS, HEADER) + more)


@given(st.binary(max_size=400))
def test_any_other_bytes_are_refused(content: bytes) -> None:
    assert is_refused(content)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html><html><body>503 Service Unavailable</body></html>",
        pickle.dumps({"weights": ARRAYS["1.weights"]}),
        b"PK\x03\x04" + bytes(200),
        b"\x93NUMPY\x01\x00" + bytes(200),
        b"\xff" * 8 + b"{}",
        (2**63).to_bytes(8, "little") + b"{}" * 10,
        safetensors.numpy.save(ARRAYS),
        safetensors.numpy.save(ARRAYS, {"glassnet": "{}"}),
    ],
    ids=[
        "nothing", "web page", "pickle", "npz", "npy", "endless header", "huge header",
        "another's safetensors", "without a seal",
    ],
)  # fmt: skip
def test_other_kinds_of_files_are_refused_in_four_parts(content: bytes) -> None:
    with pytest.raises(DamagedFile, match=r"^model.safetensors expects .*, got .*\. Restore"):
        unseal(content, HERE)


def test_a_header_above_the_limit_is_refused_before_it_is_parsed() -> None:
    content = seal(ARRAYS, {"notes": "x" * 5000})

    with pytest.raises(DamagedFile, match="cut off or of another type"):
        unseal(content, HERE, max_header=4096)


def test_a_header_that_nests_without_end_is_refused() -> None:
    depth = 20_000
    sealed = seal(ARRAYS, {"deep": "nest" * depth})
    deep = "[" * (2 * depth) + "]" * (2 * depth)
    content = sealed.replace(b'\\"' + b"nest" * depth + b'\\"', (deep + " " * 4).encode())

    assert is_refused(_sealed_again(content))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e400"])
def test_numbers_that_json_does_not_know_are_refused(number: str) -> None:
    content = seal(ARRAYS, {"temperature": "?" * (len(number) - 2)})
    content = content.replace(b'\\"' + b"?" * (len(number) - 2) + b'\\"', f"{number}  ".encode())

    assert is_refused(_sealed_again(content))


def test_numbers_that_are_not_finite_are_not_written() -> None:
    with pytest.raises(ValueError, match="JSON"):
        seal(ARRAYS, {"temperature": float("nan")})


@pytest.mark.parametrize(
    "array",
    [
        np.arange(12.0).reshape(3, 4).T,
        np.asfortranarray(np.arange(12.0).reshape(3, 4)),
        np.arange(24.0).reshape(4, 6)[::2, ::3],
        np.arange(12.0).reshape(3, 4)[::-1],
        np.broadcast_to(np.arange(3.0), (4, 3)),
    ],
    ids=["transposed", "Fortran order", "every second", "reversed", "broadcast"],
)
def test_arrays_come_back_by_value_however_they_lie_in_memory(array: np.ndarray) -> None:
    arrays, _ = unseal(seal({"a": array}, {}), HERE)

    np.testing.assert_array_equal(arrays["a"], array, strict=True)


def test_equal_contents_make_equal_bytes_in_every_process() -> None:
    code = (
        "import hashlib, numpy as np; from glassnet.models.sealed import seal;"
        "arrays = {'b': np.ones(3), 'a': np.zeros(2)}; header = {'y': 1, 'x': 'two'};"
        "print({hashlib.sha256(seal(arrays, header)).hexdigest() for _ in range(20)})"
    )
    printed = {
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
        for _ in range(2)
    }

    assert len(printed) == 1
    assert printed.pop().count(b"'") == 2


def test_any_reader_of_safetensors_can_open_it(tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    write_sealed(path, ARRAYS, HEADER)

    with safetensors.safe_open(path, "numpy") as file:
        np.testing.assert_array_equal(file.get_tensor("1.weights"), ARRAYS["1.weights"])
        assert json.loads(file.metadata()["glassnet"])["text"] == HEADER["text"]


def test_a_file_larger_than_any_model_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.safetensors"
    with path.open("wb") as file:
        file.truncate((1 << 30) + 1)

    with pytest.raises(DamagedFile, match="at most 1,073,741,824 bytes"):
        read_sealed(path)


def test_a_missing_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_sealed(tmp_path / "none")


def _sealed_again(content: bytes) -> bytes:
    """The content with a right seal: what is wrong with it is not the seal."""
    from glassnet.models import sealed

    start = content.index(sealed.SEAL_START) + len(sealed.SEAL_START)
    return content[:start] + sealed._digest(content, start) + content[start + 64 :]
