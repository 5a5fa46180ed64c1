"""Train a network on MNIST, measure it, and read a drawn digit.

python examples/train_mnist.py                           # MNIST, downloaded if needed
python examples/train_mnist.py simulated --epochs 1      # simulated digits, no download
"""

import argparse

import glassnet
from glassnet.training import EpochDone

parser = argparse.ArgumentParser(description="Train a network, measure it, and read a drawn digit.")
parser.add_argument("data", nargs="?", default="mnist", help="mnist, simulated, or a path")
parser.add_argument("--recipe", default="standard", help="the name of a recipe or a TOML file")
parser.add_argument("--epochs", type=int, default=6)
options = parser.parse_args()


def show(event: object) -> None:
    """Print one line for each epoch."""
    if isinstance(event, EpochDone):
        print(f"epoch {event.epoch + 1}: validation accuracy {event.validation_accuracy:.2%}")


data = glassnet.load_data(options.data)
model = glassnet.train(options.recipe, data, on_event=show, epochs=options.epochs)
print(f"test accuracy {glassnet.evaluate(model, data).interval}")

seven = [[[20, 20], [80, 20], [50, 60], [40, 110]]]  # one stroke: points (x, y), y downwards
reading = model.read_strokes(seven)
print(f"the drawing is read as {reading.label}, with a confidence of {reading.confidence:.0%}")
