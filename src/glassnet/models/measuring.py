"""Measuring a model on a data set."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from glassnet.data import Dataset, LabeledImages
from glassnet.errors import SettingError, format_error
from glassnet.models.alignment import align_classes
from glassnet.models.ensemble import Ensemble
from glassnet.models.fitting import as_dataset
from glassnet.models.loading import load_model
from glassnet.models.model import Model
from glassnet.models.picture_evaluation import evaluate_pictures, open_pictures
from glassnet.recipes import Recipe
from glassnet.training import Evaluation, prepare

if TYPE_CHECKING:
    from glassnet.data.formats.image_folder import LabeledPictures

Split = Literal["train", "validation", "test"]


def evaluate(
    model: Model | Ensemble | str | Path,
    data: Any,
    split: Split | None = None,
) -> Evaluation:
    """Classify every image of a data set and compare with its labels.

    `model` may be a name or a path, `data` whatever `load_data` takes. Of a data set, `split` is measured:
    if None, test, or train where there is no test split, as in data of one's own. Pictures of digits in a
    folder or zip archive are read as `read_image` reads them: the result is a `PictureEvaluation`.
    Raises `SettingError` where the classes are not the model's.
    """
    if isinstance(model, str | Path):
        model = load_model(model)
    if isinstance(data, str | Path):
        with open_pictures(model, data) as pictures:
            chosen = choose_pictures(pictures, split)
            if chosen is not None:
                return evaluate_pictures(model, chosen)
    if not isinstance(data, LabeledImages):
        data = choose_split(as_dataset(data), split, recipes_of(model))
    return model.evaluate(align_classes(model, data))


def choose_split(dataset: Dataset, name: str | None, recipes: Sequence[Recipe]) -> LabeledImages:
    """The split to measure on: the one of this name, or test, train, validation, whichever is first there.

    Of data without a validation split, "validation" is the one that the recipes hold out of train.
    Raises `SettingError` where they do not all hold out the same.
    """
    if name is None:
        name = next(each for each in ("test", "train", "validation") if each in dataset.splits)
    if name == "validation" and dataset.validation is None and recipes[0].validation:
        _expect_same_validation(recipes)
        dataset = prepare(recipes[0], dataset)
    return dataset.split(name)


def choose_pictures(
    pictures: dict[str, LabeledPictures], name: str | None
) -> LabeledPictures | None:
    """The pictures of the split to measure on, as in `choose_split`; None where there are none."""
    names = ("test", "train", "validation") if name is None else (name,)
    return next((pictures[each] for each in names if each in pictures), None)


def recipes_of(model: Model | Ensemble) -> tuple[Recipe, ...]:
    """The recipes of a model, or of an ensemble's members."""
    members = model.members if isinstance(model, Ensemble) else (model,)
    return tuple(each.recipe for each in members)


def _expect_same_validation(recipes: Sequence[Recipe]) -> None:
    """What one model held out, another one may have been trained on."""
    splits = sorted({(each.validation, each.examples or 0, each.seed) for each in recipes})
    if len(splits) > 1:
        shown = ", ".join(
            f"{held_out:,} of {f'{examples:,}' if examples else 'all'} by seed {seed}"
            for held_out, examples, seed in splits
        )
        raise SettingError(
            format_error(
                "--split validation",
                "models that held out the same images",
                shown,
                "Measure them together on other data, or one by one.",
            )
        )
