"""Losses: how wrong a prediction is, as one number (chapter 6).

- `regression.py`: numbers; `cross_entropy.py`, `classification.py`: one class among several;
  `binary.py`: yes or no; `probability.py`: distributions; `similarity.py`: pairs and triplets
- `robust.py`: quantiles and outliers; `contrastive.py`: which belongs to which; `sequence.py`,
  `ctc.py`: tokens and text; `segmentation.py`, `boxes.py`: regions; `variational.py`,
  `adversarial.py`: models that generate
- `inputs.py`, `labels.py`: what is checked before
"""

from groundup import hints as _hints
from groundup.losses.adversarial import gradient_penalty, wasserstein_critic, wasserstein_generator
from groundup.losses.binary import (
    binary_cross_entropy,
    binary_cross_entropy_with_logits,
    binary_focal,
)
from groundup.losses.boxes import ciou, diou, giou, iou
from groundup.losses.classification import focal, hinge, nll
from groundup.losses.contrastive import info_nce, margin_ranking, nt_xent
from groundup.losses.cross_entropy import cross_entropy
from groundup.losses.ctc import ctc_loss
from groundup.losses.probability import gaussian_nll, kl_div, poisson_nll
from groundup.losses.regression import huber, l1, mse, smooth_l1
from groundup.losses.robust import log_cosh, quantile
from groundup.losses.segmentation import dice, tversky
from groundup.losses.sequence import sequence_cross_entropy
from groundup.losses.similarity import cosine_embedding, triplet_margin
from groundup.losses.variational import elbo, gaussian_kl

_hints.answer(__name__)
