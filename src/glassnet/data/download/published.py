"""Facts about the two published data sets: where they lie, and what their content must be.

A digest is of the *uncompressed* IDX file, since mirrors and users pack the same content in
different gzip wrappers. MNIST's were computed from files whose MD5 equals that of the original
distribution. Of Fashion-MNIST only MD5 digests of the uncompressed content are published. (Two
files can be made up to share an MD5; another file with the MD5 of a given one cannot.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from glassnet.data.labeled_images import DIGIT_NAMES


@dataclass(frozen=True)
class PublishedFile:
    """One IDX file: its name without `.gz`, uncompressed size in bytes, and `algorithm:digest`."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True)
class Published:
    """A data set that can be downloaded: four files, any of the mirrors (each a folder over https).

    `folder` is its place under the folder of the user's data and under the cache.
    """

    name: str
    folder: str
    mirrors: tuple[str, ...]
    files: tuple[PublishedFile, ...]
    class_names: tuple[str, ...] = DIGIT_NAMES


def _files(*digests: str) -> tuple[PublishedFile, ...]:
    names_and_sizes = (
        ("train-images-idx3-ubyte", 47_040_016),
        ("train-labels-idx1-ubyte", 60_008),
        ("t10k-images-idx3-ubyte", 7_840_016),
        ("t10k-labels-idx1-ubyte", 10_008),
    )
    return tuple(
        PublishedFile(name, size, digest)
        for (name, size), digest in zip(names_and_sizes, digests, strict=True)
    )


MNIST: Final = Published(
    name="MNIST",
    folder="mnist",
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://azureopendatastorage.blob.core.windows.net/mnist/",
        "https://raw.githubusercontent.com/fgnt/mnist/master/",
    ),
    files=_files(
        "sha256:ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "sha256:65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "sha256:0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "sha256:ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
)

FASHION_MNIST: Final = Published(
    name="Fashion-MNIST",
    folder="fashion-mnist",
    mirrors=(
        "https://fashion-mnist.s3.eu-central-1.amazonaws.com/",
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ),
    files=_files(
        "md5:f4a8712d7a061bf5bd6d2ca38dc4d50a",
        "md5:9018921c3c673c538a1fc5bad174d6f9",
        "md5:8181f5470baa50b63fa0f6fddb340f0a",
        "md5:15d484375f8d13e6eb1aabb0c3f46965",
    ),
    class_names=(
        "T-shirt/top",
        "Trouser",
        "Pullover",
        "Dress",
        "Coat",
        "Sandal",
        "Shirt",
        "Sneaker",
        "Bag",
        "Ankle boot",
    ),
)

PUBLISHED: Final = {each.folder: each for each in (MNIST, FASHION_MNIST)}
