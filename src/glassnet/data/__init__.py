"""Data: labeled images of any size and any classes, from any source, in splits and batches.

from glassnet.data import load

dataset = load("mnist")
print(dataset.train, dataset.test)  # MNIST train (60,000) MNIST test (10,000)
"""

from glassnet.data.errors import DataError, DownloadError, UnknownSource
from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.data.sources import load

__all__ = ["DataError", "Dataset", "DownloadError", "LabeledImages", "UnknownSource", "load"]
