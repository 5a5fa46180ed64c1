"""Models: the file, the reader, and the ones that ship with the package."""

from glassnet.models.file import load_model, save_model
from glassnet.models.model import Figure, Model, Reading
from glassnet.models.sealed import DamagedFile
from glassnet.models.shipped import default_name, find_model, shipped_model, shipped_names

__all__ = [
    "DamagedFile", "Figure", "Model", "Reading",
    "default_name", "find_model", "load_model", "save_model", "shipped_model", "shipped_names",
]  # fmt: skip
