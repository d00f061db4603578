"""What holds around a training run: the mode of the model, and Ctrl-C between two updates only."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def training(model) -> Iterator[None]:
    """Training mode within this block; afterwards each module has the mode that it had.

    >>> from groundup import nn
    >>> model = nn.Sequential(nn.Identity()).eval()
    >>> with training(model):
    ...     print(model[0].training)
    True
    >>> model[0].training
    False
    """
    modes = [(part, part.training) for part in model.modules()]
    model.train()
    try:
        yield
    finally:
        for part, mode in modes:
            part.training = mode


class Interrupt:
    """Within this block, Ctrl-C waits while `holding` is true, so that no update is half made.

    `release()` ends the waiting and raises the KeyboardInterrupt that came meanwhile. Elsewhere
    than in the main thread, or where the program handles Ctrl-C itself, nothing is changed.

    >>> with Interrupt() as interrupt:
    ...     interrupt.holding = True
    ...     signal.raise_signal(signal.SIGINT)          # Ctrl-C
    ...     print("the update is complete")
    ...     try:
    ...         interrupt.release()
    ...     except KeyboardInterrupt:
    ...         print("then it ends")
    the update is complete
    then it ends
    """

    def __init__(self):
        self.holding = self.pending = self._installed = False

    def release(self) -> None:
        """Let Ctrl-C through again, also one that came while holding."""
        self.holding = False
        if self.pending:
            self.pending = False
            raise KeyboardInterrupt

    def __enter__(self) -> "Interrupt":
        if (threading.current_thread() is threading.main_thread()
                and signal.getsignal(signal.SIGINT) is signal.default_int_handler):
            signal.signal(signal.SIGINT, self._handle)
            self._installed = True
        return self

    def __exit__(self, *error) -> None:
        if self._installed:
            signal.signal(signal.SIGINT, signal.default_int_handler)
            self._installed = False

    def _handle(self, number, frame) -> None:
        if not self.holding:
            raise KeyboardInterrupt
        self.pending = True
