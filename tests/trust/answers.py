"""One picture in every form that the service takes: the same answer to the last digit."""

from __future__ import annotations

import base64
import io
import json
from typing import Any, Final

import numpy as np
from PIL import Image
from tests.trust.check import Check, Tally, sizes, try_all
from tests.trust.pictures import draw_canvas
from tests.trust.service import send, serving

from glassnet.data.simulated import simulate

Generator = np.random.Generator
JSON: Final = "application/json"
# Sums in another order: a batch is computed in other pieces than one image, and before the kernels are
# compiled the reference implementation answers.
MAX_ROUNDING: Final = 1e-5
BOUNDARY: Final = b"a-boundary-of-forms"


def make_form(content: bytes) -> bytes:
    """A form with the file."""
    head = b'Content-Disposition: form-data; name="image"; filename="x.png"\r\n\r\n'
    return b"--%s\r\n%s%s\r\n--%s--\r\n" % (BOUNDARY, head, content, BOUNDARY)


def ask(
    address: tuple[str, int], body: bytes, kind: str, path: str = "/api/predict"
) -> dict[str, Any]:
    """The answer to one body; ValueError for any but 200."""
    answer = send(address, "POST", path, body, Content_Type=kind)
    if answer.status != 200:
        raise ValueError(f"{answer.status}: {answer.body[:300]!r}")
    return json.loads(answer.body)


def ask_with_picture(address: tuple[str, int], content: bytes) -> list[dict[str, Any]]:
    """The answers to a picture as a file, in a form, as data URL and as base64."""
    text = base64.b64encode(content).decode()
    return [
        ask(address, content, "image/png"),
        ask(address, content, "application/octet-stream"),
        ask(address, make_form(content), f"multipart/form-data; boundary={BOUNDARY.decode()}"),
        ask(address, json.dumps({"image": f"data:image/png;base64,{text}"}).encode(), JSON),
        ask(address, json.dumps({"image": text}).encode(), JSON),
    ]


def ask_with_pixels(address: tuple[str, int], image: np.ndarray) -> list[dict[str, Any]]:
    """The answers to pixels as whole numbers, as rows, with spaces, and as fractions."""
    levels, rows = image.ravel().tolist(), image.tolist()
    bodies = (
        {"pixels": levels, "scale": 255}, {"pixels": rows, "scale": 255},
        {"pixels": [float(each) for each in levels], "scale": 255},
        {"pixels": [each / 255 for each in levels], "scale": 1},
        {"pixels": [[[each] for each in row] for row in rows], "scale": 255},
    )  # fmt: skip
    return [ask(address, json.dumps(each, indent=2).encode(), JSON) for each in bodies]


def _agree(found: list[dict[str, Any]]) -> bool:
    """Whether answers are the same but for rounding."""
    first, *others = found
    return all(
        each["label"] == first["label"]
        and (each["probabilities"] is None) == (first["probabilities"] is None)
        and np.allclose(
            each["probabilities"] or 0, first["probabilities"] or 0, rtol=0, atol=MAX_ROUNDING
        )
        for each in others
    )


def check_forms(rng: Generator, trials: int) -> Tally:
    """Canvases and images in each form; and images in batches of any order."""
    images = simulate(rng, max(10, trials)).images
    with serving() as address:

        def attempt(number: int) -> str | None:
            if number % 2:
                found = ask_with_picture(address, draw_canvas(rng))
            else:
                found = ask_with_pixels(address, images[number])
            if not _agree(found):
                return f"picture {number}: {found}"
            return _try_batch(number) if number % 10 == 0 else None

        def _try_batch(number: int) -> str | None:
            chosen = rng.integers(0, len(images), int(rng.integers(2, 9)))
            drawings = [{"pixels": images[each].ravel().tolist(), "scale": 255} for each in chosen]
            body = json.dumps({"drawings": drawings}).encode()
            together = ask(address, body, JSON, "/api/predict/batch")["predictions"]
            alone = [ask(address, json.dumps(each).encode(), JSON) for each in drawings]
            same = all(_agree([a, b]) for a, b in zip(together, alone, strict=True))
            return None if same else f"batch {number}: {together} and {alone}"

        return try_all(trials, attempt)


def check_wide_files(rng: Generator, trials: int) -> Tally:
    """One canvas in other kinds of files without loss: the same answer."""
    with serving() as address:

        def attempt(number: int) -> str | None:
            content = draw_canvas(rng)
            with Image.open(io.BytesIO(content)) as picture:
                picture = picture.convert("RGBA" if "A" in picture.mode else "RGB")
            found = [ask(address, content, "image/png")]
            for kind in ("BMP", "TIFF", "WEBP", "PNG")[int(picture.mode == "RGBA") :]:
                file = io.BytesIO()
                more: dict[str, Any] = {"lossless": True, "exact": True} if kind == "WEBP" else {}
                picture.save(file, kind, **more)
                found.append(ask(address, file.getvalue(), f"image/{kind.lower()}"))
            return None if _agree(found) else f"canvas {number}: {found}"

        return try_all(trials, attempt)


CHECKS: Final = (
    Check(
        "forms of a picture", "A picture gets the same answer in every form in which it can be sent.",
        sizes(40, 2_000, 10_000), check_forms,
    ),
    Check(
        "kinds of files", "A canvas gets the same answer as PNG, BMP, TIFF and WebP.",
        sizes(20, 1_000, 5_000), check_wide_files,
    ),
)  # fmt: skip
