"""What people draw that is no digit, each form with the share of drawings that it makes up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from glassnet.data.simulated.forms.letters import CAPITALS, SMALL_LETTERS
from glassnet.data.simulated.forms.lines import Writer
from glassnet.data.simulated.forms.paths import Form
from glassnet.data.simulated.forms.scribbles import SCRIBBLES
from glassnet.data.simulated.forms.shapes import CLOSED, DRAWINGS
from glassnet.data.simulated.forms.signs import SIGNS


def _forms(share: float, writers: Mapping[str, Writer]) -> Iterator[Form]:
    """Forms that are equally frequent and make up this share together."""
    return (Form(name, share / len(writers), write) for name, write in writers.items())


NON_DIGIT_FORMS: tuple[Form, ...] = (
    *_forms(0.24, CAPITALS),
    *_forms(0.10, SMALL_LETTERS),
    *_forms(0.12, CLOSED),
    *_forms(0.12, DRAWINGS),
    *_forms(0.17, SIGNS),
    *_forms(0.25, SCRIBBLES),
)
"""Letters, shapes, signs and scribbles; their shares sum to 1."""
