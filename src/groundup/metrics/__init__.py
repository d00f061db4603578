"""Metrics: functions of arrays, and streaming classes that give the same batch by batch."""

from groundup.metrics.accuracy import Accuracy, TopK, accuracy, top_k_accuracy
from groundup.metrics.confusion import ConfusionMatrix, confusion_matrix
from groundup.metrics.metric import Mean, Metric
from groundup.metrics.precision_recall import F1, Precision, Recall, f1, precision, recall
from groundup.metrics.regression import MAE, MSE, R2, mae, mse, r2
from groundup.metrics.roc import ROCAUC, roc_auc

__all__ = [
    "F1", "MAE", "MSE", "R2", "ROCAUC", "Accuracy", "ConfusionMatrix", "Mean", "Metric",
    "Precision", "Recall", "TopK", "accuracy", "confusion_matrix", "f1", "mae", "mse",
    "precision", "r2", "recall", "roc_auc", "top_k_accuracy",
]
