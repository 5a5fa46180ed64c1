"""JAX in its fastest form: a whole epoch, or all iterations, in one compiled call; compiled before timing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from time import perf_counter
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

from benchmarks.examples import Task
from benchmarks.sides import Outcome
from glassnet.nn import Activation, Adam, Dense, Parameters, ReLU, Tanh

ACTIVATIONS: dict[Activation, Callable[[Any], Any]] = {
    ReLU(): jax.nn.relu,
    Tanh(): jnp.tanh,
}

Weights = list[tuple[Any, Any]]


def _objective(
    activations: tuple[Callable, ...], weights: Weights, inputs: Any, labels: Any
) -> Any:
    """Mean cross-entropy of the softmax of dense layers."""
    for activate, (matrix, bias) in zip(activations, weights, strict=True):
        inputs = activate(inputs @ matrix + bias)
    picked = jnp.take_along_axis(jax.nn.log_softmax(inputs), labels[:, None], 1)
    return -picked.mean()


def _descend(task: Task, weights: Weights, moments: Any, gradients: Weights) -> tuple[Any, Any]:
    """One update by the task's optimizer, written out."""
    adam, rate = task.recipe.optimizer, task.rate
    if not isinstance(adam, Adam):
        return jax.tree.map(lambda w, g: w - rate * g, weights, gradients), moments
    first, second, step = moments
    step = step + 1
    first = jax.tree.map(lambda m, g: adam.beta1 * m + (1 - adam.beta1) * g, first, gradients)
    second = jax.tree.map(lambda v, g: adam.beta2 * v + (1 - adam.beta2) * g * g, second, gradients)
    ours = 1 - adam.beta1**step
    theirs = 1 - adam.beta2**step

    def update(w: Any, m: Any, v: Any) -> Any:
        return w - rate * (m / ours) / (jnp.sqrt(v / theirs) + adam.epsilon)

    return jax.tree.map(update, weights, first, second), (first, second, step)


def _run_epochs(
    task: Task,
    activations: tuple[Callable, ...],
    state: Any,
    batches: Any,
    images: Any,
    labels: Any,
) -> tuple[Any, Any]:
    """Updates with batches `(updates, size)` of indices; None: with all examples, `epochs` times."""
    gradient = jax.value_and_grad(partial(_objective, activations))

    def step(state: Any, chosen: Any) -> tuple[Any, Any]:
        weights, moments = state
        batch = (images, labels) if batches is None else (images[chosen], labels[chosen])
        loss, gradients = gradient(weights, *batch)
        return _descend(task, weights, moments, gradients), loss

    return lax.scan(step, state, batches, length=task.recipe.epochs if batches is None else None)


def _begin(task: Task) -> Any:
    """Our first weights as JAX arrays, and moments of zeros."""
    first = task.first_weights()
    names = [name for name in task.network.layer_names if name]
    layers = [first.of_layer(name) for name in names]
    weights = [(jnp.asarray(each["weights"]), jnp.asarray(each["bias"])) for each in layers]
    zeros = jax.tree.map(jnp.zeros_like, weights)
    return weights, (zeros, jax.tree.map(jnp.zeros_like, weights), jnp.zeros((), jnp.int32))


def _save(task: Task, weights: Weights) -> Parameters:
    """The weights in our layout."""
    kept = task.first_weights()
    names = [name for name in task.network.layer_names if name]
    for name, (matrix, bias) in zip(names, weights, strict=True):
        own = kept.of_layer(name)
        own["weights"][...], own["bias"][...] = np.asarray(matrix), np.asarray(bias)
    return kept


def run(slug: str, variant: str, quick: bool) -> Outcome:
    """Run a training of dense layers."""
    task = Task(slug, quick)
    dense = [layer for layer in task.recipe.layers if isinstance(layer, Dense)]
    hidden = tuple(ACTIVATIONS[layer.activation] for layer in dense[:-1])
    epoch = jax.jit(partial(_run_epochs, task, (*hidden, lambda sums: sums)))
    images, labels = jnp.asarray(task.images), jnp.asarray(np.array(task.labels))
    size, state = task.recipe.batch_size, _begin(task)
    if size == "full":
        jax.block_until_ready(epoch(state, None, images, labels))
        began = perf_counter()
        state, losses = jax.block_until_ready(epoch(state, None, images, labels))
        seconds = perf_counter() - began
        first_loss = float(losses[0])
    else:
        orders = [task.order(number) for number in range(task.recipe.epochs)]
        whole = len(labels) // size * size
        first_loss, seconds = 0.0, 0.0
        for number in (-1, *range(len(orders))):
            # One run before the clock starts compiles; the last, smaller batch is another shape.
            order = orders[max(number, 0)]
            batches = jnp.asarray(order[:whole].reshape(-1, size)), jnp.asarray(order[whole:][None])
            began = perf_counter()
            reached, losses = epoch(state, batches[0], images, labels)
            summed = losses.sum() * size
            if len(order) > whole:
                reached, last = epoch(reached, batches[1], images, labels)
                summed = summed + last.sum() * (len(order) - whole)
            jax.block_until_ready(reached)
            if number < 0:
                continue
            seconds += perf_counter() - began
            state = reached
            first_loss = first_loss if number else float(summed) / len(order)
    learned = task.learned(_save(task, state[0])) | {"first_epoch_loss": first_loss}
    return Outcome({"": seconds * task.scale}, learned)
