"""Data with the class indices of a model."""

from __future__ import annotations

from glassnet.data import DataError, LabeledImages
from glassnet.data.labeled_images import shorten
from glassnet.errors import SettingError, format_error
from glassnet.models.classifier import Classifier


def align_classes(model: Classifier, data: LabeledImages) -> LabeledImages:
    """The data with the model's class indices, matched by name.

    Raises `SettingError` where an example is of a class that the model does not have.
    """
    try:
        return data.align(model.class_names)
    except DataError as error:
        raise SettingError(
            format_error(
                "The model",
                f"its own classes, {shorten(model.class_names)}",
                f"{shorten(data.class_names)} in {data}",
                "Choose data of these classes by --data.",
            )
        ) from error
