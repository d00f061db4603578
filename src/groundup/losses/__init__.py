"""Losses: how wrong a prediction is, as one number (chapter 6).

- `regression.py`: numbers; `cross_entropy.py`, `classification.py`: one class among several;
  `binary.py`: yes or no; `probability.py`: distributions; `similarity.py`: pairs and triplets
- `inputs.py`, `labels.py`: what is checked before
"""

from groundup.losses.binary import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    binary_focal,
)
from groundup.losses.classification import focal, hinge, nll
from groundup.losses.cross_entropy import cross_entropy
from groundup.losses.probability import gaussian_nll, kl_div, poisson_nll
from groundup.losses.regression import huber, l1, mse, smooth_l1
from groundup.losses.similarity import cosine_embedding, triplet_margin
