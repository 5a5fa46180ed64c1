"""`glassnet compile`: compile ahead what training and reading need."""

from __future__ import annotations

from time import perf_counter
from typing import Any, Final

import numpy as np
from PIL import Image

from glassnet.cli.console import JsonFile, report_console, write_json
from glassnet.data.simulated import simulate
from glassnet.engine import compiler_available, prepare_one, using
from glassnet.engine.compiling import Compiling, watching_compiler
from glassnet.engine.kernel_cache import explain_unwritable, list_folders
from glassnet.errors import GlassnetError
from glassnet.ink.rehearsal import rehearse
from glassnet.ink.rendering import SIDE
from glassnet.models import load_model, shipped_names
from glassnet.recipes import Recipe
from glassnet.training.rehearsal import compile_ahead
from glassnet.tutorials import find_recipe

RECIPES: Final = ("standard", "tiny", "mlp", "cnn")
DIGITS: Final = 10
EXAMPLES: Final = 2000
ROWS: Final = 5
COLUMNS: Final = 6


def compile(  # noqa: A001 - the name of the command
    *recipes: str,
    json: JsonFile = None,
) -> int:
    """Compile ahead what training and reading need, so that no run waits for it later.

    For images, classrooms and CI. What is compiled is kept beside the package where that can be
    written to, so that all its users find it, or else in the user's cache folder; NUMBA_CACHE_DIR
    names another one.

    Parameters
    ----------
    recipes
        The names of recipes, or TOML files with them. Without any: standard, tiny, mlp and cnn, and
        the models that ship with Glassnet.
    """
    if not compiler_available():
        raise GlassnetError(
            "Compiled code needs numba, which is not installed. "
            "Install it with: pip install 'glassnet[fast]'"
        )
    compiled: list[str] = []

    def watch(now: Compiling) -> None:
        if now.kernel:
            compiled.append(now.kernel)

    console, began = report_console(json), perf_counter()
    with watching_compiler(watch):
        for name in recipes or RECIPES:
            console.print(f"for training {name} ...", highlight=False, markup=False)
            _compile_recipe(find_recipe(name))
        if not recipes:
            console.print("for reading ...", highlight=False)
            _compile_reading()
    folder, unwritable = list_folders()[0], explain_unwritable()
    found = next((each for each in list_folders() if each.is_dir()), folder)
    report: dict[str, Any] = {
        "kernels": sorted(compiled),
        "seconds": perf_counter() - began,
        "folder": str(found),
        "kept": not unwritable,
    }
    write_json(json, report)
    helpers = ", others by other processes" if compiled else ""
    console.print(
        f"{len(compiled)} kernels compiled here{helpers}, in {report['seconds']:.1f} s. "
        + (unwritable or f"They are in {found}"),
        soft_wrap=True,
        highlight=False,
        markup=False,
    )
    return 1 if unwritable else 0


def _compile_recipe(recipe: Recipe) -> None:
    """As for training on digits: bytes, a fifth of them ink."""
    recipe = recipe.resolve(DIGITS, (SIDE, SIDE))
    images = np.random.default_rng(0).integers(0, 5, (EXAMPLES, SIDE, SIDE), np.uint8) == 0
    stored, labels = images.astype(np.uint8), np.zeros(EXAMPLES, np.int64)
    # As those of data sets are.
    stored.flags.writeable = labels.flags.writeable = False
    with using("compiled"):
        compile_ahead(recipe, stored, labels)


def _compile_reading() -> None:
    """Drawings and pictures, one image and several by each shipped model, and a page."""
    with using("compiled"):
        rehearse()
        for name in shipped_names():
            model = load_model(name)
            prepare_one(model.network, model.parameters)
            model.outputs(np.zeros((2, *model.network.input_shape), np.uint8))
        load_model().read_page(_draw_page())


def _draw_page() -> Image.Image:
    """A page of digits, dark on light."""
    digits = simulate(np.random.default_rng(0), ROWS * COLUMNS).images
    rows = digits.reshape(ROWS, COLUMNS, SIDE, SIDE).swapaxes(1, 2)
    return Image.fromarray(255 - rows.reshape(ROWS * SIDE, COLUMNS * SIDE)).resize(
        (3 * COLUMNS * SIDE, 3 * ROWS * SIDE)
    )
