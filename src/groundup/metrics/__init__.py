"""Metrics: functions of arrays, and streaming classes that give the same batch by batch."""

from groundup import hints as _hints
from groundup.metrics.accuracy import Accuracy, TopK, accuracy, top_k_accuracy
from groundup.metrics.agreement import CohenKappa, Matthews, cohen_kappa, matthews
from groundup.metrics.bleu import BLEU, bleu
from groundup.metrics.boxes import pairwise_iou
from groundup.metrics.calibration import CalibrationError, calibration_error
from groundup.metrics.clustering import silhouette
from groundup.metrics.confusion import ConfusionMatrix, confusion_matrix
from groundup.metrics.correlation import Pearson, pearson
from groundup.metrics.detection import (
    MeanAveragePrecision,
    average_precision,
    mean_average_precision,
)
from groundup.metrics.likelihood import LogLoss, Perplexity, log_loss, perplexity
from groundup.metrics.metric import Mean, Metric
from groundup.metrics.precision_recall import F1, Precision, Recall, f1, precision, recall
from groundup.metrics.regression import MAE, MSE, R2, RMSE, mae, mse, r2, rmse
from groundup.metrics.roc import PRAUC, ROCAUC, pr_auc, roc_auc
from groundup.metrics.segmentation import IoU, MeanIoU, iou, mean_iou

__all__ = [
    "BLEU", "F1", "MAE", "MSE", "PRAUC", "R2", "RMSE", "ROCAUC", "Accuracy", "CalibrationError",
    "CohenKappa", "ConfusionMatrix", "IoU", "LogLoss", "Matthews", "Mean", "MeanAveragePrecision",
    "MeanIoU", "Metric", "Pearson", "Perplexity", "Precision", "Recall", "TopK", "accuracy",
    "average_precision", "bleu", "calibration_error", "cohen_kappa", "confusion_matrix", "f1",
    "iou", "log_loss", "mae", "matthews", "mean_average_precision", "mean_iou", "mse",
    "pairwise_iou", "pearson", "perplexity", "pr_auc", "precision", "r2", "recall", "rmse",
    "roc_auc", "silhouette", "top_k_accuracy",
]

_hints.answer(__name__)
