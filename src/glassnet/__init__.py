"""Glassnet: a neural network from scratch that reads handwritten digits, and shows every number.

import glassnet

reader = glassnet.load()
print(reader.read_image("photo.png").digit)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from glassnet.version import __version__ as __version__

if TYPE_CHECKING:
    from glassnet.models import Model, Reading
    from glassnet.models import find_model as load

__all__ = ["Model", "Reading", "load"]


def __getattr__(name: str) -> Any:
    """Import the reader when it is first asked for: the package itself loads at once."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from glassnet import models

    return models.find_model if name == "load" else getattr(models, name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
