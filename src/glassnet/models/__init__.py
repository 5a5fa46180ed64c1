"""Models: train, save, load and use them.

from glassnet.models import load_model

model = load_model("cnn")
print(model.read_image("photo.png").label)
"""

from typing import TYPE_CHECKING

from glassnet.lazy_imports import import_on_use

if TYPE_CHECKING:
    from glassnet.models.calibration import Calibration
    from glassnet.models.classifier import Classifier
    from glassnet.models.ensemble import Ensemble
    from glassnet.models.file import read_model, save_model
    from glassnet.models.fitting import TrainingDiverged
    from glassnet.models.loading import DEFAULT_MODEL, load_classifier, load_model, shipped_names
    from glassnet.models.measuring import evaluate
    from glassnet.models.model import Metric, Model
    from glassnet.models.page import NumberReading, PageReading
    from glassnet.models.reading import Reading, Scores
    from glassnet.models.sealed import DamagedFile

__all__ = [
    "DEFAULT_MODEL", "Calibration", "Classifier", "DamagedFile", "Ensemble", "Metric", "Model",
    "NumberReading", "PageReading", "Reading", "Scores", "TrainingDiverged", "evaluate", "load_classifier",
    "load_model", "read_model", "save_model", "shipped_names",
]  # fmt: skip

__getattr__ = import_on_use(
    __name__,
    {
        "load_model": "glassnet.models.loading",
        "Calibration": "glassnet.models.calibration",
        "Classifier": "glassnet.models.classifier",
        "Ensemble": "glassnet.models.ensemble",
        "read_model": "glassnet.models.file",
        "save_model": "glassnet.models.file",
        "TrainingDiverged": "glassnet.models.fitting",
        "DEFAULT_MODEL": "glassnet.models.loading",
        "load_classifier": "glassnet.models.loading",
        "shipped_names": "glassnet.models.loading",
        "evaluate": "glassnet.models.measuring",
        "Metric": "glassnet.models.model",
        "Model": "glassnet.models.model",
        "NumberReading": "glassnet.models.page",
        "PageReading": "glassnet.models.page",
        "Reading": "glassnet.models.reading",
        "Scores": "glassnet.models.reading",
        "DamagedFile": "glassnet.models.sealed",
    },
)
