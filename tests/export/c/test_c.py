"""Exported C is C99 that gcc and clang accept with all warnings, and runs clean under their sanitizers."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from glassnet.data import LabeledImages
from glassnet.errors import SettingError
from glassnet.export import export_model
from glassnet.export.c.compiling import STRICT, has_sanitizers
from glassnet.export.c.source import Numbers
from glassnet.export.runners import answers_of, read_answers
from glassnet.ink.centering import center
from glassnet.models import Model, load_model

SANITIZERS = (
    "-O1",
    "-pedantic",
    "-Wshadow",
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover",
)

CENTER = """
#include <stdio.h>
#include "digits.h"
int main(void)
{
    uint8_t image[DIGITS_PIXELS];
    while (fread(image, 1, sizeof image, stdin) == sizeof image) {
        digits_center(image);
        fwrite(image, 1, sizeof image, stdout);
    }
    return 0;
}
"""


def compile_and_run(compiler: str, sources: list[Path], images: np.ndarray, *flags: str) -> bytes:
    if not has_sanitizers(compiler):
        pytest.skip(f"needs {compiler} with sanitizers")
    program = sources[0].parent / "program"
    command = [compiler, *STRICT, *flags, *map(str, sources), "-lm", "-o", str(program)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    ran = subprocess.run([str(program)], input=images.tobytes(), capture_output=True)
    assert ran.returncode == 0, ran.stderr.decode()
    assert ran.stderr == b""
    return ran.stdout


def check_answers(
    compiler: str, numbers: Numbers, model: Model, noise: LabeledImages, tmp_path: Path
) -> None:
    export = export_model(
        model, "c", tmp_path / "digits.c", numbers=numbers, images=noise.images
    )  # fmt: skip
    source, _, example = export.files

    printed = compile_and_run(compiler, [source, example], noise.images, *SANITIZERS)

    found, expected = (
        read_answers(printed.decode(), model.class_names),
        answers_of(model.score(noise.images)),
    )
    assert found.probabilities.shape == expected.probabilities.shape
    largest = np.abs(found.probabilities - expected.probabilities).max()
    assert largest < (1e-5 if numbers == "float32" else 0.05)


# The full size has every model with both compilers in both kinds of numbers.
FEW: dict[str, list[tuple[str, Numbers]]] = {
    "images": [("gcc", "float32"), ("clang", "int8")],
    "rows": [("clang", "float32")],
}
FEW |= {"means": [("gcc", "int8")], "one-layer": [("clang", "int8")]}


@pytest.mark.parametrize("model", FEW, indirect=True)
def test_all_layers_run_clean(model: Model, noise: LabeledImages, tmp_path: Path) -> None:
    for compiler, numbers in FEW[model.name]:
        check_answers(compiler, numbers, model, noise, tmp_path)


@pytest.mark.full
@pytest.mark.parametrize("numbers", ["float32", "int8"])
@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_all_layers_run_clean_with_every_compiler(
    compiler: str, numbers: Numbers, model: Model, noise: LabeledImages, tmp_path: Path
) -> None:
    check_answers(compiler, numbers, model, noise, tmp_path)


def test_ink_is_centered_as_in_the_pipeline(tmp_path: Path) -> None:
    export_model(load_model("tiny"), "c", tmp_path / "digits.c")
    (tmp_path / "center.c").write_text(CENTER)
    rng = np.random.default_rng(3)
    images = np.zeros((60, 28, 28), np.uint8)
    for image in images[1:]:
        top, left = rng.integers(0, 20, 2)
        height, width = rng.integers(1, 9, 2)
        image[top : top + height, left : left + width] = rng.integers(0, 256, (height, width))
    images[1], images[2] = 255, 0
    images[2, 27, 27] = 1

    moved = compile_and_run(
        "gcc", [tmp_path / "digits.c", tmp_path / "center.c"], images, *SANITIZERS
    )
    expected = images.copy()
    center(expected)

    assert (np.frombuffer(moved, np.uint8).reshape(images.shape) == expected).all()


def test_the_header_is_for_cpp_too(tmp_path: Path) -> None:
    if shutil.which("g++") is None:
        pytest.skip("needs g++")
    export_model(load_model("tiny"), "c", tmp_path / "my-digits.c")
    call = "int main() { return my_digits_predict(nullptr, nullptr); }"
    (tmp_path / "main.cpp").write_text(f'#include "my-digits.h"\n{call}\n')
    command = ["g++", "-fsyntax-only", *STRICT[1:], "main.cpp"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)

    assert done.returncode == 0, done.stderr


def test_nothing_is_allocated_and_math_h_alone_is_included(tmp_path: Path) -> None:
    export_model(load_model("tiny"), "c", tmp_path / "digits.c")
    text = (tmp_path / "digits.c").read_text()

    assert [line for line in text.splitlines() if line.startswith("#include")] == [
        '#include "digits.h"',
        "#include <math.h>",
    ]
    assert "alloc" not in text


def test_sizes_are_said(tmp_path: Path) -> None:
    notes = export_model(load_model("tiny"), "c", tmp_path / "digits.c", numbers="int8").notes

    assert notes[0] == "Constants 13,296 bytes, static buffers 96 bytes."
    if shutil.which("cc") and shutil.which("size"):
        flash = int(notes[1].partition("flash ")[2].partition(" bytes")[0].replace(",", ""))
        assert 13_296 < flash < 32_768


def test_a_softmax_in_the_middle_is_refused_in_eight_bits(tmp_path: Path) -> None:
    from glassnet.nn import Dense, Softmax
    from glassnet.recipes import Recipe

    recipe = Recipe(name="middle", layers=(Dense(9, Softmax()), Dense(10)), input_shape=(784,))
    model = Model(recipe, recipe.initial_parameters())

    with pytest.raises(SettingError, match=r"c with int8 expects layers of .*, got softmax"):
        export_model(model, "c", tmp_path / "digits.c", numbers="int8")
    export_model(model, "c", tmp_path / "digits.c")


def test_the_example_names_an_image_that_is_cut_off(tmp_path: Path) -> None:
    if shutil.which("gcc") is None:
        pytest.skip("needs gcc")
    source, _, example = export_model(load_model("tiny"), "c", tmp_path / "digits.c").files
    program = str(tmp_path / "digits")
    subprocess.run(["gcc", *STRICT, str(source), str(example), "-lm", "-o", program], check=True)

    done = subprocess.run([program], input=bytes(784 + 3), capture_output=True, text=False)

    assert done.returncode == 1
    assert done.stderr == b"The last image has 3 bytes in place of 784.\n"
    assert done.stdout.count(b"\n") == 1
