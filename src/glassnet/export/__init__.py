"""Models for other programs, and from them: ONNX, C, Python, JavaScript, NumPy and JSON.

from glassnet.export import export_model, verify_export

export = export_model(model, "c", "digits.c")
print(verify_export(export, model, test))
"""

from glassnet.export.importing import import_model
from glassnet.export.verification import Verification, verify_export
from glassnet.export.writing import KINDS, Export, export_model

__all__ = ["KINDS", "Export", "Verification", "export_model", "import_model", "verify_export"]
