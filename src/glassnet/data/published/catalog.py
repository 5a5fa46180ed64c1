"""Published data sets: their files, where to get them, and what their content must be.

This table is the only place that knows them; a new one is a new entry. A digest is of the
*uncompressed* IDX file, since mirrors and users compress the same content differently. MNIST's were
computed from files whose MD5 equals that of the original distribution. Of Fashion-MNIST only MD5
digests of the uncompressed content are published, of KMNIST and QMNIST MD5 digests of the gzip files, of
EMNIST that of the archive. A file without a known digest of its content is checked by its size, its shape
and its labels.
"""

from __future__ import annotations

import string
from dataclasses import dataclass
from math import prod
from typing import Final

from glassnet.data.labeled_images import DIGIT_NAMES

IMAGE_SHAPE: Final = (28, 28)


@dataclass(frozen=True)
class PublishedFile:
    """One IDX file: its name without `.gz`, uncompressed size in bytes, and `algorithm:digest`.

    `digest` is empty where none is published; `gzip_digest` is of the published gzip file.
    """

    name: str
    size: int
    digest: str = ""
    gzip_digest: str = ""


@dataclass(frozen=True)
class PublishedArchive:
    """The one zip that some sets come in: its name, address, size at most, and published digest."""

    name: str
    url: str
    max_bytes: int
    digest: str


@dataclass(frozen=True)
class PublishedSet:
    """A published data set: images and labels of the train split, then those of the test split.

    `folder` is its folder in the user's data and in the cache. `mirrors` are https folders with the
    files; without any, `archive` is the zip that has them, and `origin` says where to get it by hand.
    `first_label` is the number of the first class in the files; `transposed` images are stored with
    rows and columns exchanged.
    """

    source: str
    name: str
    folder: str
    files: tuple[PublishedFile, ...]
    class_names: tuple[str, ...] = DIGIT_NAMES
    mirrors: tuple[str, ...] = ()
    origin: str = ""
    archive: PublishedArchive | None = None
    first_label: int = 0
    image_shape: tuple[int, int] = IMAGE_SHAPE
    transposed: bool = False


def _split_files(prefixes: tuple[str, str], counts: tuple[int, int]) -> tuple[tuple[str, int], ...]:
    """Names and sizes: a header of 16 bytes and an image each, a header of 8 bytes and a byte each."""
    return tuple(
        named
        for prefix, count in zip(prefixes, counts, strict=True)
        for named in (
            (f"{prefix}-images-idx3-ubyte", 16 + count * prod(IMAGE_SHAPE)),
            (f"{prefix}-labels-idx1-ubyte", 8 + count),
        )
    )


def _mnist_files(*digests: str) -> tuple[PublishedFile, ...]:
    named = _split_files(("train", "t10k"), (60_000, 10_000))
    return tuple(PublishedFile(*each, digest) for each, digest in zip(named, digests, strict=True))


EMNIST_ARCHIVE: Final = PublishedArchive(
    name="gzip.zip",
    url="https://biometrics.nist.gov/cs_links/EMNIST/gzip.zip",
    max_bytes=600 << 20,
    digest="md5:58c8d27c78d21e728a6bc7b3cc06412e",
)


def _emnist(
    part: str, counts: tuple[int, int], class_names: tuple[str, ...], first_label: int = 0
) -> PublishedSet:
    named = _split_files((f"emnist-{part}-train", f"emnist-{part}-test"), counts)
    return PublishedSet(
        source=f"emnist-{part}",
        name=f"EMNIST {part}",
        folder="emnist",
        files=tuple(PublishedFile(*each) for each in named),
        class_names=class_names,
        origin="https://www.nist.gov/itl/products-and-services/emnist-dataset",
        archive=EMNIST_ARCHIVE,
        first_label=first_label,
        transposed=True,
    )


MNIST: Final = PublishedSet(
    source="mnist",
    name="MNIST",
    folder="mnist",
    mirrors=(
        "https://ossci-datasets.s3.amazonaws.com/mnist/",
        "https://storage.googleapis.com/cvdf-datasets/mnist/",
        "https://azureopendatastorage.blob.core.windows.net/mnist/",
        "https://raw.githubusercontent.com/fgnt/mnist/master/",
    ),
    files=_mnist_files(
        "sha256:ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "sha256:65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
        "sha256:0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "sha256:ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
    ),
)

FASHION_MNIST: Final = PublishedSet(
    source="fashion-mnist",
    name="Fashion-MNIST",
    folder="fashion-mnist",
    mirrors=(
        "https://fashion-mnist.s3.eu-central-1.amazonaws.com/",
        "https://storage.googleapis.com/tensorflow/tf-keras-datasets/",
        "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ),
    files=_mnist_files(
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

KMNIST: Final = PublishedSet(
    source="kmnist",
    name="KMNIST",
    folder="kmnist",
    mirrors=("https://codh.rois.ac.jp/kmnist/dataset/kmnist/",),
    files=tuple(
        PublishedFile(*named, gzip_digest=f"md5:{digest}")
        for named, digest in zip(
            _split_files(("train", "t10k"), (60_000, 10_000)),
            (
                "bdb82020997e1d708af4cf47b453dcf7",
                "e144d726b3acfaa3e44228e80efcd344",
                "5c965bf0a639b31b8f53240b1b52f4d7",
                "7320c461ea6c1c855c0b718fb2a4b134",
            ),
            strict=True,
        )
    ),
    class_names=("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
)

_ALPHANUMERIC: Final = (*string.digits, *string.ascii_uppercase, *string.ascii_lowercase)

EMNIST_DIGITS: Final = _emnist("digits", (240_000, 40_000), DIGIT_NAMES)
EMNIST_LETTERS: Final = _emnist(
    "letters", (124_800, 20_800), tuple(string.ascii_lowercase), first_label=1
)
EMNIST_BALANCED: Final = _emnist(
    "balanced",
    (112_800, 18_800),
    (*string.digits, *string.ascii_uppercase, *"abdefghnqrt"),
)
EMNIST_BYCLASS: Final = _emnist("byclass", (697_932, 116_323), _ALPHANUMERIC)
EMNIST_BYMERGE: Final = _emnist("bymerge", (697_932, 116_323), EMNIST_BALANCED.class_names)
EMNIST_MNIST: Final = _emnist("mnist", (60_000, 10_000), DIGIT_NAMES)

_QMNIST_SIZES: Final = (16 + 60_000 * prod(IMAGE_SHAPE), 12 + 60_000 * 8 * 4)

QMNIST: Final = PublishedSet(
    source="qmnist",
    name="QMNIST",
    folder="qmnist",
    mirrors=("https://raw.githubusercontent.com/facebookresearch/qmnist/master/",),
    files=tuple(
        PublishedFile(name, size, gzip_digest=f"md5:{digest}")
        for name, size, digest in zip(
            (
                "qmnist-train-images-idx3-ubyte",
                "qmnist-train-labels-idx2-int",
                "qmnist-test-images-idx3-ubyte",
                "qmnist-test-labels-idx2-int",
            ),
            _QMNIST_SIZES * 2,
            (
                "ed72d4157d28c017586c42bc6afe6370",
                "0058f8dd561b90ffdd0f734c6a30e5e4",
                "1394631089c404de565df7b7aeaf9412",
                "5b5b05890a5e13444e108efe57b788aa",
            ),
            strict=True,
        )
    ),
)

PUBLISHED: Final = {
    each.source: each
    for each in (
        MNIST,
        FASHION_MNIST,
        KMNIST,
        QMNIST,
        EMNIST_DIGITS,
        EMNIST_LETTERS,
        EMNIST_BALANCED,
        EMNIST_BYCLASS,
        EMNIST_BYMERGE,
        EMNIST_MNIST,
    )
}
"""Every published set by the name that `load` takes."""
