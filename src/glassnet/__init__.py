"""Glassnet: a neural network from scratch that reads handwritten digits and shows every value.

import glassnet

model = glassnet.load_model("cnn")
print(model.read_image("photo.png").label)
"""

from typing import TYPE_CHECKING

from glassnet.version import __version__ as __version__

if TYPE_CHECKING:
    from glassnet.data import Dataset, LabeledImages
    from glassnet.data import load as load_data
    from glassnet.export import export_model, import_model
    from glassnet.library import train
    from glassnet.models import Model, Reading, evaluate, load_model
    from glassnet.recipes import Recipe

__all__ = [
    "Dataset", "LabeledImages", "Model", "Reading", "Recipe", "evaluate", "export_model", "import_model",
    "load_data", "load_model", "train",
]  # fmt: skip

_SOURCES = {
    "Dataset": ("glassnet.data", "Dataset"),
    "LabeledImages": ("glassnet.data", "LabeledImages"),
    "Recipe": ("glassnet.recipes", "Recipe"),
    "export_model": ("glassnet.export", "export_model"),
    "import_model": ("glassnet.export", "import_model"),
    "load_data": ("glassnet.data", "load"),
    "train": ("glassnet.library", "train"),
}


def __getattr__(name: str) -> object:
    """Import a public name when it is first used, so that `import glassnet` is fast."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, own_name = _SOURCES.get(name, ("glassnet.models", name))
    value = globals()[name] = getattr(import_module(module), own_name)
    return value


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
