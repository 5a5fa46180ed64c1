"""Training on from a finished model: more epochs, other data, other classes."""

from __future__ import annotations

from dataclasses import replace

from glassnet.errors import ShapeError, format_error
from glassnet.models.model import Model
from glassnet.nn import Dense, OneCycle, Parameters
from glassnet.recipes import Recipe

# A quarter of what the same networks are trained with from the beginning.
FINE_TUNING_RATE = 0.0005


def continue_recipe(model: Model, class_names: tuple[str, ...]) -> Recipe:
    """A recipe for more training of this model's network, with new outputs where the classes are others.

    What the model was trained with besides, such as simulated digits, is left out.
    """
    same = class_names == model.class_names
    layers = model.recipe.layers
    if not same:
        layers = (*layers[:-1], _with_any_outputs(layers[-1]))
    return Recipe(
        name=f"{model.name}-tuned",
        description=f"trained on from {model.name}",
        layers=layers,
        input_shape=model.recipe.input_shape,
        rejects=model.rejects and same,
        loss=model.recipe.loss,
        schedule=OneCycle(FINE_TUNING_RATE),
        precision=model.recipe.precision,
    )


def initialize_from(model: Model, recipe: Recipe) -> Parameters:
    """First parameters for a resolved recipe: those of the model; a last layer that differs is drawn anew.

    Raises `ShapeError` where any other layer differs.
    """
    parameters = recipe.initial_parameters()
    last = recipe.network.layer_names[-1]
    given = dict(model.parameters.layout.shapes)
    for name, shape in parameters.layout.shapes:
        if given.get(name) == shape:
            parameters[name][...] = model.parameters[name]
        elif name.partition(".")[0] != last:
            raise ShapeError(
                format_error(
                    f"--init {model.name}",
                    f"a model with {name} of shape {shape}",
                    str(given.get(name, "none")),
                    "Leave out the recipe: then the model's own network is trained.",
                )
            )
    return parameters


def _with_any_outputs(layer: object) -> Dense:
    """The last layer with one unit for each class of the new data."""
    if not isinstance(layer, Dense):
        raise ShapeError(
            format_error(
                "Fine-tuning for other classes",
                "a last layer Dense",
                type(layer).__name__,
                "Train a network whose last layer is dense.",
            )
        )
    return replace(layer, units="classes")
