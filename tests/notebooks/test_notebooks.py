"""The notebooks run from top to bottom, and are stored without results."""

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
import pytest

from glassnet.data.simulated import simulate

ROOT: Final = Path(__file__).parent.parent.parent
NOTEBOOKS: Final = sorted((ROOT / "notebooks").glob("*.ipynb"))
SECONDS: Final = 300

SMALL: Final = {
    "1-tutorial-zhang": "EXAMPLES, HELD_OUT, EPOCHS = 1500, 300, 20",
    "2-tutorial-zhang-readme": "EXAMPLES, HELD_OUT, EPOCHS = 1500, 300, 20",
    "3-tutorial-chang": "EXAMPLES, EPOCHS = 1000, 20",
    "4-tutorial-wang": "EPOCHS = 21",
    "5-tutorial-markmusic27": "EXAMPLES, DRAWN = 1000, 60",
    "6-one-neuron-to-99-percent": "EXAMPLES = 1500",
    "7-your-own-handwriting": "COUNT = 6",
    "8-explain-a-mistake": "",
    "9-export-to-a-microcontroller": "IMAGES = 300",
}
"""What the tests set after the cell with the parameters, beside DATA."""

QUICK: Final = ("1-tutorial-zhang", "8-explain-a-mistake")
"""Run with all other tests; the rest with those of the full size."""


def cells_of(path: Path) -> list[dict[str, Any]]:
    return json.loads(path.read_text("utf-8"))["cells"]


@pytest.fixture(scope="session")
def few_digits(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 1,550 simulated training and 350 test digits."""
    digits = simulate(np.random.default_rng(11), 1900)
    path = tmp_path_factory.mktemp("digits") / "digits.npz"
    np.savez(
        path,
        x_train=digits.images[:1550],
        y_train=digits.labels[:1550],
        x_test=digits.images[1550:],
        y_test=digits.labels[1550:],
    )
    return path


def run(path: Path, few_digits: Path) -> None:
    """Run a notebook as Jupyter does, with small settings; a failing cell raises."""
    nbformat = pytest.importorskip("nbformat")
    nbclient = pytest.importorskip("nbclient")
    notebook = nbformat.read(path, as_version=4)
    (at,) = [
        at
        for at, cell in enumerate(notebook.cells)
        if "parameters" in cell.metadata.get("tags", [])
    ]
    data = "" if "DATA" not in notebook.cells[at].source else f"DATA = {str(few_digits)!r}\n"
    notebook.cells.insert(at + 1, nbformat.v4.new_code_cell(data + SMALL[path.stem]))
    nbclient.NotebookClient(notebook, timeout=SECONDS, kernel_name="python3").execute()
    pictures = [
        output
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if {"image/png", "text/html"} & set(output.get("data", {}))
    ]
    assert pictures, "a notebook shows something"


def test_every_notebook_has_its_small_settings() -> None:
    assert [path.stem for path in NOTEBOOKS] == sorted(SMALL)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_stored_without_results(path: Path) -> None:
    notebook = json.loads(path.read_text("utf-8"))
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]

    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    assert notebook["cells"][0]["source"][0].startswith("# ")
    assert [cell for cell in code if cell["outputs"] or cell["execution_count"]] == []
    assert sum("parameters" in cell["metadata"].get("tags", []) for cell in code) == 1


@pytest.mark.parametrize("name", QUICK)
def test_a_notebook_runs(name: str, few_digits: Path) -> None:
    run(ROOT / "notebooks" / f"{name}.ipynb", few_digits)


@pytest.mark.full
@pytest.mark.parametrize("name", sorted(set(SMALL) - set(QUICK)))
def test_every_notebook_runs(name: str, few_digits: Path) -> None:
    run(ROOT / "notebooks" / f"{name}.ipynb", few_digits)
