"""The network as an estimator of scikit-learn: `GlassnetClassifier`.

from glassnet.sklearn import GlassnetClassifier

classifier = GlassnetClassifier((100,)).fit(X, y)
"""

try:
    import sklearn as sklearn
except ImportError as error:
    raise ImportError(
        "glassnet.sklearn expects scikit-learn, got no such package. "
        "Install it: pip install 'glassnet[sklearn]'"
    ) from error

from glassnet.sklearn.classifier import GlassnetClassifier

__all__ = ["GlassnetClassifier"]
