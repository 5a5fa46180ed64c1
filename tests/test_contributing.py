"""What a new part needs: one class, and the places that CONTRIBUTING.md lists.

A test names the place that is missing.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, fields
from pathlib import Path

import pytest

import glassnet
from glassnet import nn
from glassnet.nn.catalog import PARTS
from glassnet.nn.gradient_cases import missing_cases

ROOT = Path(__file__).parent.parent
RECIPES_PAGE = (ROOT / "docs" / "recipes.md").read_text("utf-8")
KINDS = list(PARTS)


def find_missing(kind: str, parts: dict[str, type]) -> list[str]:
    """The places where parts of a kind are still missing, in words."""
    documented = set(re.findall(r"`([\w-]+)`", RECIPES_PAGE))
    missing = []
    for name, part in parts.items():
        if part.__name__ not in nn.__all__:
            missing.append(f"{kind} {name}: export {part.__name__} in nn/__init__.py")
        for word in (name, *(setting.name for setting in fields(part))):
            if word not in documented:
                missing.append(f"{kind} {name}: describe `{word}` in docs/recipes.md")
    return missing


@pytest.mark.parametrize("kind", KINDS)
def test_every_part_is_exported_and_described(kind: str) -> None:
    missing = find_missing(kind, PARTS[kind])

    assert not missing, "\n".join(missing)


def test_every_layer_activation_and_loss_has_a_gradient_case() -> None:
    assert not missing_cases(), "add a line in nn/gradient_cases.py"


NEW_ACTIVATION = '''

@dataclass(frozen=True)
class Cube:
    """f(x) = (x / scale)^3."""

    cube_scale: float = 2.0
    needs_sums: ClassVar[bool] = True

    def forward(self, sums: Array) -> Array:
        """(x / scale)^3."""
        return (sums / self.cube_scale) ** 3

    def backward(self, sums: Array, outputs: Array, d_outputs: Array) -> Array:
        """f'(x) = 3 x^2 / scale^3."""
        return d_outputs * 3 * sums**2 / self.cube_scale**3


ACTIVATIONS["cube"] = Cube
'''

# What works once the class is in ACTIVATIONS, without any other change.
USES = """
import numpy as np
from glassnet import engine, nn
from glassnet.nn.activations import Cube
from glassnet.nn.catalog import NAMES, PARTS
from glassnet.nn.gradient_cases import TOLERANCE, gradient_cases, missing_cases
from glassnet.recipes import recipe_from_plain, recipe_to_plain

assert PARTS["activation"]["cube"] is Cube and NAMES[Cube] == "cube"
assert missing_cases() == []
cases = [case for case in gradient_cases() if case.name.split()[-1] == "cube"]
assert [case.name for case in cases] == ["cube", "squared_error of cube", "mean_squared_error of cube"]
for case in cases:
    for gradient in (nn.gradient, engine.gradient):
        assert case.check(gradient=gradient).largest_relative_error < TOLERANCE, case.name

plain = {
    "name": "cubes", "input_shape": [6],
    "layers": [
        {"type": "dense", "units": 5, "activation": {"type": "cube", "cube_scale": 1.5}},
        {"type": "dense", "units": 3, "activation": "cube"},
    ],
}
recipe = recipe_from_plain(plain, "a new recipe")
assert recipe.layers[0].activation == Cube(1.5) and recipe.layers[1].activation == Cube()
assert recipe_from_plain(recipe_to_plain(recipe), "again") == recipe
inputs = np.random.default_rng(0).normal(size=(4, 6)).astype(np.float32)
parameters = recipe.initial_parameters()
expected = nn.outputs(recipe.network, parameters, inputs)
np.testing.assert_allclose(
    engine.outputs(recipe.network, parameters, inputs), expected, atol=1e-5
)
"""


def copy_with_new_activation(folder: Path) -> None:
    """The package with one class more: a copy of nn/, and links to everything else."""
    source, package = Path(glassnet.__file__).parent, folder / "glassnet"
    package.mkdir()
    for path in source.iterdir():
        if path.name not in ("nn", "__pycache__"):
            (package / path.name).symlink_to(path, target_is_directory=path.is_dir())
    shutil.copytree(source / "nn", package / "nn", ignore=shutil.ignore_patterns("__pycache__"))
    with (package / "nn" / "activations.py").open("a", encoding="utf-8") as file:
        file.write(NEW_ACTIVATION)


@pytest.mark.skipif(os.name == "nt", reason="symbolic links need rights there")
def test_a_new_activation_is_one_class_in_one_file(tmp_path: Path) -> None:
    copy_with_new_activation(tmp_path)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path)}

    done = subprocess.run(
        [sys.executable, "-c", USES], env=environment, capture_output=True, text=True, timeout=300
    )

    assert done.returncode == 0, done.stderr


def test_the_places_that_a_new_activation_lacks_are_named() -> None:
    @dataclass(frozen=True)
    class Cube(nn.Identity):
        cube_scale: float = 2.0

    assert find_missing("activation", {"cube": Cube}) == [
        "activation cube: export Cube in nn/__init__.py",
        "activation cube: describe `cube` in docs/recipes.md",
        "activation cube: describe `cube_scale` in docs/recipes.md",
    ]
