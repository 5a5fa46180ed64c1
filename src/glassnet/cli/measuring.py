"""The images that a command measures on."""

from __future__ import annotations

from glassnet.cli.console import error_console
from glassnet.cli.data import download_bars
from glassnet.data import Dataset, DownloadError, LabeledImages, load
from glassnet.data.download.fetch import FetchOptions
from glassnet.models import Model
from glassnet.models.alignment import align_classes
from glassnet.models.measuring import choose_split


def load_images(model: Model, source: str | None, examples: int | None) -> LabeledImages:
    """The first `examples` of the test images of a source, by default that of the model's recipe."""
    dataset = load_to_measure(source or model.recipe.data, model.recipe.seed)
    images = align_classes(model, choose_split(dataset, None, (model.recipe,)))
    if examples is None or examples >= len(images):
        return images
    return images.take(slice(0, examples), f"{images.name}, first {examples:,}")


def load_to_measure(source: str, seed: int) -> Dataset:
    """A data set by the name of its source, downloaded where it is missing."""
    try:
        with download_bars(error_console()) as report:
            return load(source, seed, FetchOptions(report=report))
    except DownloadError as error:
        raise DownloadError(
            f"{error} Set GLASSNET_DATA to a folder that holds {source}/, or measure on other "
            "data: --data simulated, or a path."
        ) from None
