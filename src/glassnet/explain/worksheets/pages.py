"""A worksheet as pages: the sheet for the pupil, and the key, which is the same page filled in."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Final

from glassnet.explain.worksheets.blocks import (
    Answer,
    Beside,
    Block,
    Cell,
    Diagram,
    Heading,
    Page,
    Paragraph,
    Picture,
    Question,
    Table,
)
from glassnet.explain.worksheets.confusion import ConfusionTask
from glassnet.explain.worksheets.exact import format_exact, format_rounded
from glassnet.explain.worksheets.tiny_network import RATE, Pair, Square
from glassnet.explain.worksheets.weighted_sum import Grid, WeightedSum
from glassnet.explain.worksheets.worksheet import Worksheet

LOSS_DECIMALS: Final = 3
SHADE: Final = 0.45
"""Of full ink, behind a number: it stays readable."""


TASKS: Final = (1, 2, 3, 4)


def pages_of(sheet: Worksheet, tasks: Collection[int] = TASKS) -> tuple[Page, Page]:
    """The sheet and its key, with some of its four tasks; they keep their numbers."""
    blocks_of = {
        1: lambda: _passes(sheet),
        2: lambda: _update(sheet),
        3: lambda: _weighted_sum(sheet.weighted_sum, sheet.own_digit),
        4: lambda: _confusion(sheet.confusion),
    }
    blocks = tuple(block for task in TASKS if task in tasks for block in blocks_of[task]())
    return (
        Page(f"Worksheet {sheet.seed}", blocks),
        Page(f"Worksheet {sheet.seed}: key", blocks, solved=True),
    )


def _passes(sheet: Worksheet) -> tuple[Block, ...]:
    network, solved = sheet.network, sheet.solved
    off = [f"h{i + 1}" for i in (0, 1) if solved.sums[i] < 0]
    return (
        Heading("1  Forward and backward through a tiny network"),
        Beside(
            (
                Diagram(
                    layers=(_names("x", network.inputs), ("h1", "h2"), ("o1", "o2")),
                    biases=(_names("b", network.first_bias), _names("c", network.second_bias)),
                    weights=(_square_names("w", network.first), _square_names("v", network.second)),
                ),
                Table(_forward_rows(sheet), "Forward", first_column=True),
            ),
            (0.56, 0.44),
        ),
        Paragraph(
            f"The targets are t1 = {format_exact(network.targets[0])} and "
            f"t2 = {format_exact(network.targets[1])}. Backward, from the outputs to the inputs: "
            "dL/do = o − t; dL/dz is dL/dh where z > 0, and 0 elsewhere."
        ),
        _derivatives(
            ("o1", "o2", "v11", "v12", "v21", "v22", "c1", "c2"),
            (*solved.errors, *solved.d_second[0], *solved.d_second[1], *solved.d_second_bias),
        ),
        _derivatives(
            ("h1", "h2", "z1", "z2", "w11", "w12", "w21", "w22", "b1", "b2"),
            (
                *solved.d_hidden, *solved.d_sums, *solved.d_first[0], *solved.d_first[1],
                *solved.d_first_bias,
            ),
        ),
        *(
            Paragraph(
                f"{each} = 0, because its sum is negative: no derivative passes through it.",
                key_only=True,
            )
            for each in off
        ),
    )  # fmt: skip


def _forward_rows(sheet: Worksheet) -> tuple[tuple[Cell, ...], ...]:
    solved = sheet.solved
    formulas = {
        "z1 = w11 x1 + w21 x2 + b1": solved.sums[0],
        "z2 = w12 x1 + w22 x2 + b2": solved.sums[1],
        "h1 = max(z1, 0)": solved.hidden[0],
        "h2 = max(z2, 0)": solved.hidden[1],
        "o1 = v11 h1 + v21 h2 + c1": solved.outputs[0],
        "o2 = v12 h1 + v22 h2 + c2": solved.outputs[1],
        "L = ½ [(o1 − t1)² + (o2 − t2)²]": solved.loss,
    }
    rows = ((name, Answer(format_exact(value))) for name, value in formulas.items())
    return (("formula", "value"), *rows)


def _update(sheet: Worksheet) -> tuple[Block, ...]:
    names = ("v11", "v12", "v21", "v22", "c1", "c2", "w11", "w12", "w21", "w22", "b1", "b2")
    before, after = (
        (*each.second[0], *each.second[1], *each.second_bias,
         *each.first[0], *each.first[1], *each.first_bias)
        for each in (sheet.network, sheet.updated)
    )  # fmt: skip
    promised = format_rounded(sheet.promised_loss, LOSS_DECIMALS)
    rate = format_exact(RATE)
    return (
        Heading(f"2  One update: new value = old value − {rate} × derivative"),
        Table(
            (
                ("", *names),
                ("old", *map(format_exact, before)),
                ("new", *(Answer(format_exact(each)) for each in after)),
            ),
            first_column=True,
        ),
        Question(
            f"The squares of all 12 derivatives add up to {format_exact(sheet.solved.squared_gradient)}. "
            f"Which loss do the derivatives promise, L − {rate} × this sum, to {LOSS_DECIMALS} decimals?",
            Answer(promised),
        ),
        Paragraph(
            f"The loss after the update is {format_rounded(sheet.new_loss, LOSS_DECIMALS)}: "
            "the promise is exact only for a rate close to 0.",
            key_only=True,
        ),
    )


def _weighted_sum(task: WeightedSum, own_digit: bool) -> tuple[Block, ...]:
    whose = "Your digit" if own_digit else "A digit"
    shades = tuple(tuple(SHADE * float(each) for each in row) for row in task.pixels)
    return (
        Heading("3  One neuron: a sum of 16 terms"),
        Beside(
            (
                Picture(task.image, whose),
                Table(_texts(task.pixels), "as 4 × 4 pixels", header=False, shades=shades),
                Table(_texts(task.weights), "weights", header=False),
                Table(
                    tuple(tuple(Answer(format_exact(each)) for each in row) for row in task.terms),
                    "pixel × weight",
                    header=False,
                ),
            ),
            (0.16, 0.26, 0.26, 0.32),
        ),
        Question(
            f"The bias is {format_exact(task.bias)}. What is the sum z, and what is ReLU(z) = max(z, 0)?",
            Answer(f"z = {format_exact(task.total)}, ReLU(z) = {format_exact(task.output)}"),
        ),
    )


def _confusion(task: ConfusionTask) -> tuple[Block, ...]:
    digits = tuple(map(str, task.digits))
    label, prediction = (task.digits[i] for i in task.worst)
    recalled, precise = task.digits[task.recalled], task.digits[task.precise]
    rows = (
        ("label \\ predicted", *digits),
        *((digit, *map(str, row)) for digit, row in zip(digits, task.counts, strict=True)),
    )
    recall, precision = (_percent(each) for each in (task.recall, task.precision))
    return (
        Heading("4  A confusion matrix"),
        Table(rows, first_column=True),
        Question(
            "What share of all images is predicted correctly?",
            Answer(f"{task.correct} of {task.total}: {_percent(task.accuracy)}"),
        ),
        Question(
            f"What share of the images of a {recalled} is predicted correctly (recall)?",
            Answer(recall),
        ),
        Question(
            f"What share of the predictions of a {precise} is correct (precision)?",
            Answer(precision),
        ),
        Question(
            "Which mistake is the most frequent?", Answer(f"a {label} predicted as {prediction}")
        ),
        Question(
            "Which accuracy has a program that always predicts the most frequent digit?",
            Answer(_percent(task.constant_accuracy)),
        ),
    )


def _percent(share: Fraction) -> str:
    return f"{format_exact(100 * share)} %"


def _names(letter: str, values: Pair) -> tuple[str, str]:
    first, second = (f"{letter}{i} = {format_exact(v)}" for i, v in enumerate(values, start=1))
    return first, second


def _square_names(letter: str, values: Square) -> tuple[tuple[str, str], tuple[str, str]]:
    first, second = (_names(f"{letter}{i}", row) for i, row in enumerate(values, start=1))
    return first, second


def _derivatives(names: tuple[str, ...], values: tuple[Fraction, ...]) -> Table:
    """A blank below the name of each derivative."""
    answers = tuple(Answer(format_exact(each)) for each in values)
    return Table((tuple(f"dL/d{name}" for name in names), answers))


def _texts(grid: Grid) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(map(format_exact, row)) for row in grid)
