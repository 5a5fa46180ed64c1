"""Names of data and models, as workers with another working directory find them."""

from __future__ import annotations

from glassnet.data.sources import SOURCES, name_label_column, split_label_column
from glassnet.models.loading import find_model_file, shipped_names


def make_data_absolute(source: str) -> str:
    """The same source; a path that is found here as an absolute one."""
    path, column = split_label_column(source)
    if source in SOURCES or not path.exists():
        return source
    return name_label_column(str(path.absolute()), column)


def make_model_absolute(name: str) -> str:
    """The same model; the file of one's own as an absolute path."""
    found = None if name in shipped_names() else find_model_file(name)
    return name if found is None else str(found.absolute())
