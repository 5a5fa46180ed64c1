"""Reading ONNX graphs: chains of dense, convolution and pooling layers, from PyTorch, Keras and others."""
from pathlib import Path
from glassnet.export.importing.assembling import ImportedNetwork

def read_onnx(path: Path) -> ImportedNetwork:
    raise NotImplementedError
