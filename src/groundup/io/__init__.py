"""Files: weights in a format that other tools read, written so that a crash destroys nothing."""

from groundup.files import write_atomically
from groundup.io.weights import WeightsError, load_metadata, load_weights, save_weights
