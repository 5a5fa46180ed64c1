"""How networks are run fast: the functions of `glassnet.nn.descent`, planned and compiled.

- `plan` decides how a network is run, by the rules in `rules` and the thresholds in `tuning`. A
  plan can be printed.
- `engine` runs a plan: batches in chunks on all CPUs; `online` trains on one example after the
  other; `one_image` predicts one image at a time. `functions` has the signatures of `nn.descent`.
- `steps/` run one or several layers together, calling `compiled/` (numba) and `simd/` (LLVM).
- `sparse_images` and `image_groups` are forms of images in which zero pixels cost nothing.

Nothing outside this package decides how a network is run. Without numba everything runs as
`glassnet.nn` has it.
"""

from glassnet.engine.cost import pays_to_compile
from glassnet.engine.engine import Batch, Engine
from glassnet.engine.functions import gradient, outputs
from glassnet.engine.kernel import (
    chosen_implementation,
    compiler_available,
    implementation_in_use,
    kernel,
    prefer_compiled,
    using,
)
from glassnet.engine.one_image import prepare_classifier, prepare_one
from glassnet.engine.online import descend, has_compiled_descent
from glassnet.engine.optimizers import move_average, update
from glassnet.engine.plan import Plan, plan_prediction, plan_training
from glassnet.engine.rows import Rows
from glassnet.engine.tuning import DEFAULT_TUNING, Tuning

__all__ = [
    "DEFAULT_TUNING", "Batch", "Engine", "Plan", "Rows", "Tuning",
    "chosen_implementation", "compiler_available", "descend", "gradient", "has_compiled_descent",
    "implementation_in_use", "kernel", "move_average", "outputs", "pays_to_compile",
    "plan_prediction", "plan_training", "prefer_compiled", "prepare_classifier", "prepare_one",
    "update", "using",
]  # fmt: skip
