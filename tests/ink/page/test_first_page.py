"""The first page that is read on a machine compiles nothing: that would take longer than the page."""

import os
import subprocess
import sys
from pathlib import Path

READ = """
import sys
import numpy as np
from PIL import Image
from glassnet.data.simulated import simulate
from glassnet.ink import segment_page

digits = simulate(np.random.default_rng(0), 40).images.reshape(5, 8, 28, 28)
page = 255 - digits.swapaxes(1, 2).reshape(5 * 28, 8 * 28)
picture = Image.fromarray(page).resize((3 * 8 * 28, 3 * 5 * 28))
found = segment_page(picture, scorer=lambda images: np.full(len(images), 0.9))
print(len(found.digits) > 30, "numba" in sys.modules)
"""


def test_the_first_page_compiles_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", READ],
        env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)},
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )

    assert done.stdout.split() == ["True", "False"]
