"""Models: the file, the reader, and the ones that ship with the package."""

from glassnet.models.ensemble import Ensemble, Reader, find_reader
from glassnet.models.file import load_model, save_model
from glassnet.models.model import Figure, Model
from glassnet.models.reading import Reading
from glassnet.models.sealed import DamagedFile
from glassnet.models.shipped import default_name, find_model, shipped_model, shipped_names

__all__ = [
    "DamagedFile", "Ensemble", "Figure", "Model", "Reader", "Reading",
    "default_name", "find_model", "find_reader", "load_model", "save_model", "shipped_model", "shipped_names",
]  # fmt: skip
