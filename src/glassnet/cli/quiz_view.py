"""How the quiz looks in a terminal: the symptoms of a bug as tables and small curves."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

from rich.console import Console
from rich.table import Table
from rich.text import Text

from glassnet.errors import SettingError
from glassnet.explain.quiz import BUGS, PLACES, Answer, Exercise, Mark, Symptoms
from glassnet.explain.quiz.gradient_table import Checked

BARS = "▁▂▃▄▅▆▇█"
# As the gradient checks of all parts, with room for a kink.
TOLERANCE = 1e-4


class QuizView:
    """Shows questions and marks, and asks for answers."""

    def __init__(self, console: Console) -> None:
        self.console = console

    def show(self, number: int, count: int, found: Symptoms, correct: Symptoms) -> None:
        """All symptoms of one bug; those of the correct code beside them."""
        self.console.print(f"\n[bold]Question {number} of {count}[/]: 784-16-16-10, tanh, softmax")
        self.console.print(_check_table(found))
        self.console.print(_unit_table(found))
        self.console.print(_curve_table(found, correct))
        losses = found.batch_losses
        about = f"loss of the first {len(losses)} batches, {losses[0]:.2f} to {losses[-1]:.2f}:"
        self.console.print(f"{about}\n{draw_bars(losses)}")
        self.console.print(_layer_table(found, correct))
        self.console.print(_accuracy_table(found, correct))

    def ask(self, exercise: Exercise) -> tuple[Answer | None, int, bool]:
        """The answer, the number of hints taken, and whether to stop."""
        self._list_choices()
        hints = 0
        while True:
            try:
                text = self.console.input("Where, and what (h: hint, q: stop)? ").strip()
            except EOFError:
                return None, hints, True
            if text == "q":
                return None, hints, True
            if text == "h":
                hints = self._hint(exercise, hints)
            elif not text:
                return None, hints, False
            else:
                try:
                    return Answer.parse(text), hints, False
                except SettingError as error:
                    self.console.print(str(error), style="yellow", markup=False)

    def show_mark(self, exercise: Exercise, answer: Answer | None, marked: Mark) -> None:
        """What was right, and the line of code with the bug."""
        bug = exercise.bug
        if answer is not None:
            self.console.print(Text.assemble(
                f"{answer.place}: ", _verdict(marked.place_is_right),
                f"   {answer.bug}: ", _verdict(marked.bug_is_right),
                f"   {marked.points} points",
            ))  # fmt: skip
        self.console.print(f"[bold]{exercise.place}: {bug.key}[/], {bug.title}. {bug.why}")
        code = Table.grid(padding=(0, 2, 0, 2))
        code.add_row("written", Text(bug.written))
        code.add_row("right", Text(bug.right))
        self.console.print(code)

    def summary(self, points: int, most: int) -> None:
        """The points of all questions."""
        self.console.print(f"\n{points} of {most} points.")

    def _list_choices(self) -> None:
        self.console.print(f"Where: {', '.join(PLACES)}. What:", style="dim")
        table = Table.grid(padding=(0, 2, 0, 2))
        for key in sorted(BUGS):
            table.add_row(key, BUGS[key].title)
        self.console.print(table)

    def _hint(self, exercise: Exercise, hints: int) -> int:
        if hints == len(exercise.bug.hints):
            self.console.print("There are no more hints.")
            return hints
        self.console.print(exercise.bug.hints[hints], style="cyan", markup=False)
        return hints + 1


def draw_bars(values: Sequence[float]) -> str:
    """Numbers as a row of bars from the smallest to the largest; "x" is one that is not finite."""
    finite = [each for each in values if isfinite(each)]
    low, high = min(finite, default=0.0), max(finite, default=0.0)
    span = (high - low) or 1.0
    top = len(BARS) - 1
    return "".join(
        BARS[round(top * (each - low) / span)] if isfinite(each) else "x" for each in values
    )


def _table(title: str, *headers: str) -> Table:
    table = Table(title=f"\n{title}", title_justify="left", box=None, padding=(0, 2, 0, 0))
    for index, header in enumerate(headers):
        table.add_column(header, justify="right" if index else "left")
    return table


def _check_table(found: Symptoms) -> Table:
    table = _table(
        "Gradient check on one batch: the range of derivative / finite difference",
        "array", "before training", "error", "after training", "error", "step / (rate × deriv.)",
    )  # fmt: skip
    for name, first in found.first_check.items():
        last = found.last_check[name]
        table.add_row(
            name,
            _range(first),
            _error(first),
            _range(last),
            _error(last),
            _number(last.step, ".3g"),
        )
    return table


def _unit_table(found: Symptoms) -> Table:
    table = _table(
        "One image before training: the hidden units with the largest outputs", "", *[""] * 4
    )
    for layer in (1, 2):
        units = [each for each in found.units if each.layer == layer]
        outputs = [f"{each.output:.3f}" for each in units] or ["no derivative is above 0"]
        table.add_row(f"layer {layer}: output a", *outputs)
        table.add_row("derivative / difference, bias", *(f"{each.ratio:.3f}" for each in units))
    return table


def _curve_table(found: Symptoms, correct: Symptoms) -> Table:
    updates = [each.updates for each in found.curve]
    title = f"Training: {updates[-1]} updates"
    table = _table(title, "", "curve", "start", "end", "end without the bug")
    for name, pick in (
        ("loss", "loss"),
        ("accuracy, training", "train_accuracy"),
        ("accuracy, test", "test_accuracy"),
    ):
        values = [getattr(each, pick) for each in found.curve]
        form = ".3f" if pick == "loss" else ".1%"
        table.add_row(
            name, draw_bars(values), f"{values[0]:{form}}", f"{values[-1]:{form}}",
            f"{getattr(correct.curve[-1], pick):{form}}",
        )  # fmt: skip
    return table


def _layer_table(found: Symptoms, correct: Symptoms) -> Table:
    table = _table(
        "Layers (without the bug)", "layer", "weights, std at start", "at the end",
        "largest bias", "mean |sum|", "|output| > 0.99",
    )  # fmt: skip
    for number, (mine, theirs) in enumerate(zip(found.layers, correct.layers, strict=True), 1):
        table.add_row(
            str(number),
            *(
                f"{getattr(mine, name):{form}} ({getattr(theirs, name):{form}})"
                for name, form in (
                    ("first_deviation", ".3f"), ("last_deviation", ".3f"), ("largest_bias", ".2f"),
                    ("mean_sum", ".2f"), ("saturated", ".0%"),
                )
            ),
        )  # fmt: skip
    return table


def _accuracy_table(found: Symptoms, correct: Symptoms) -> Table:
    digits = map(str, range(len(found.predictions)))
    table = _table("1,000 new images, seen by nothing before", "", "accuracy", *digits)
    for name, each in (("with the bug", found), ("without", correct)):
        table.add_row(name, f"{each.new_accuracy:.1%}", *map(str, each.predictions))
    table.caption = "how often each digit is predicted"
    table.caption_justify = "left"
    return table


def _range(checked: Checked) -> str:
    if checked.low is None or checked.high is None:
        return "all 0"
    return f"{_number(checked.low, '.3g')} to {_number(checked.high, '.3g')}"


def _error(checked: Checked) -> Text:
    style = "red" if not checked.error <= TOLERANCE else "green"
    return Text(f"{checked.error:.0e}", style=style)


def _number(value: float | None, form: str) -> str:
    return "–" if value is None else f"{value:{form}}"


def _verdict(right: bool) -> Text:
    return Text("right", style="green") if right else Text("wrong", style="red")
