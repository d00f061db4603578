"""scikit-learn: MLPClassifier.partial_fit, which trains one step on the batch that it is given."""

import warnings

import numpy as np
from sklearn.neural_network import MLPClassifier

from benchmarks.workloads import Workload, data, weights


def build(work: Workload, x, y, **options) -> MLPClassifier:
    hidden = [sizes[1] for layer, *sizes in work.layers if layer == "dense"][:-1]
    model = MLPClassifier(hidden, alpha=0.0, batch_size=work.batch, shuffle=False, **options)
    model.partial_fit(x, y, classes=range(work.classes))            # makes the weights
    given = list(weights(work).values())
    for W, b, drawn_W, drawn_b in zip(model.coefs_, model.intercepts_, given[::2], given[1::2]):
        W[...], b[...] = drawn_W, drawn_b
    return model


def step(work: Workload, variant: str = ""):
    x, y = data(work)
    if work.predict:
        every_class = np.arange(work.classes)
        x = np.repeat(x, work.classes, axis=0)
        model = build(work, x, every_class)
        return lambda: model.predict_log_proba(x[:1])
    model = build(work, x, y, solver="adam", learning_rate_init=1e-3)
    return lambda: model.partial_fit(x, y)


def gradients(work: Workload, dtype: str):
    """One step of plain descent at rate 1 moves every weight by its gradient."""
    x, y = data(work)
    model = build(work, x.astype(dtype), y, solver="sgd", momentum=0.0, learning_rate_init=1.0)
    given = list(weights(work).values())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.partial_fit(x.astype(dtype), y)
    moved = [p for pair in zip(model.coefs_, model.intercepts_) for p in pair]
    return model.loss_, dict(zip(weights(work), (w - p for w, p in zip(given, moved))))
