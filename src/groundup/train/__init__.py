"""Training: the loop, its history, and what can be hung on it (chapters 18 to 20)."""

from groundup import hints as _hints
from groundup.train.callbacks import Callback, Lambda
from groundup.train.checkpoint import Checkpoint
from groundup.train.csv_logger import CSVLogger
from groundup.train.diverged import TerminateOnNaN
from groundup.train.doctor.callback import Doctor
from groundup.train.doctor.examine import diagnose
from groundup.train.doctor.finding import Diagnosis, Finding
from groundup.train.early_stopping import EarlyStopping
from groundup.train.history import Best, History
from groundup.train.progress import Progress
from groundup.train.schedule import Schedule
from groundup.train.tensorboard import TensorBoard
from groundup.train.trainer import Trainer

__all__ = [
    "Best", "CSVLogger", "Callback", "Checkpoint", "Diagnosis", "Doctor", "EarlyStopping",
    "Finding", "History", "Lambda", "Progress", "Schedule", "TensorBoard", "TerminateOnNaN",
    "Trainer", "diagnose",
]

_hints.answer(__name__)
