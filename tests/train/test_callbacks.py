"""Each callback does its work, also when something fails."""

import contextlib
import csv

import numpy as np
import pytest

from groundup import nn, optim
from groundup.autograd import Tensor, primitive
from groundup.optim import ReduceOnPlateau, exponential
from groundup.train import (
    Callback,
    CSVLogger,
    EarlyStopping,
    Lambda,
    Schedule,
    TerminateOnNaN,
    Trainer,
)
from groundup.train.callbacks import HOOKS, listeners


class Recorder(Callback):
    def __init__(self, name, log, fail=None):
        for hook in HOOKS:
            setattr(self, hook, lambda trainer, hook=hook: self.note(hook))
        self.name, self.log, self.fail = name, log, fail

    def note(self, hook):
        self.log.append((self.name, hook.removeprefix("on_")))
        if hook == self.fail:
            raise RuntimeError(f"{self.name} fails")


def test_hooks_come_in_order_and_end_in_reverse(kit):
    log = []
    trainer = kit.make(callbacks=[Recorder("a", log), Recorder("b", log)], accumulate=2)
    trainer.fit(kit.blobs(9), 1, batch_size=3)                      # 3 batches: 2 updates
    assert [entry for entry in log if entry[0] == "a"] == [("a", hook) for hook in (
        "fit_begin", "epoch_begin", "backward_end", "batch_end", "backward_end", "batch_end",
        "epoch_end", "fit_end")]
    assert log[:2] == [("a", "fit_begin"), ("b", "fit_begin")]
    assert log[-2:] == [("b", "fit_end"), ("a", "fit_end")]


def test_each_hook_knows_where_the_training_is(kit):
    class Diary(Callback):
        def on_fit_begin(self, trainer):
            self.places = [("fit", trainer.epochs)]

        def on_epoch_begin(self, trainer):
            self.places.append(("epoch", trainer.epoch))

        def on_backward_end(self, trainer):
            assert all(p.grad is not None for p in trainer.parameters)

        def on_batch_end(self, trainer):
            self.places.append(("batch", trainer.batch, trainer.batches))

    diary = Diary()
    kit.make(callbacks=[diary]).fit(kit.blobs(6), 2, batch_size=3)
    batches = [("batch", 1, 2), ("batch", 2, 2)]
    assert diary.places == [("fit", 2), ("epoch", 1), *batches, ("epoch", 2), *batches]


@pytest.mark.parametrize("hook", HOOKS)
def test_a_callback_that_raises_leaves_all_in_order(kit, hook):
    log = []
    trainer = kit.make(callbacks=[Recorder("a", log), Recorder("b", log, fail=hook)])
    trainer.model.eval()
    with pytest.raises(RuntimeError, match="b fails"):
        trainer.fit(kit.blobs(), 3)
    assert log[-1] == ("a", "fit_end")
    assert not trainer.model.training and not trainer.interrupted
    trainer.callbacks.clear()
    finished = trainer.history.epochs
    assert trainer.fit(kit.blobs(), 2).epochs == finished + 2


def test_only_defined_hooks_are_called():
    class Quiet(Callback):
        def on_epoch_end(self, trainer):
            pass

    both = [Quiet(), Lambda(on_batch_end=print)]
    assert {hook: len(listeners(both, hook)) for hook in HOOKS if listeners(both, hook)} == {
        "on_batch_end": 1, "on_epoch_end": 1}
    with pytest.raises(TypeError, match="must be a function"):
        Lambda(on_batch_end=3)


# ---- early stopping ---------------------------------------------------------------------------

def scripted(kit, losses, **options):
    """A trainer whose validation losses are given; its one weight counts the epochs."""
    model = nn.Dense(1, 1, bias=False)
    model.weight.data[...] = 0
    values = iter(losses)

    def loss(prediction, target):
        if model.training:
            return -prediction.mean()                   # gradient -1: the weight grows by lr
        return Tensor(np.float32(next(values)))

    stopping = EarlyStopping(**options)
    trainer = Trainer(model, loss, optim.SGD(model.parameters(), lr=1.0), callbacks=[stopping])
    one = np.ones((1, 1))
    history = trainer.fit((one, one), len(losses), validation=(one, one))
    return trainer, stopping, history, model.weight.data.item()


LOSSES = [0.5, 0.4, 0.4, 0.45, 0.6, 0.1]


@pytest.mark.parametrize(("losses", "options", "epochs", "best", "weight"), [
    (LOSSES, dict(patience=2), 4, 2, 2.0),
    (LOSSES, dict(patience=2, restore_best=False), 4, 2, 4.0),
    (LOSSES, dict(patience=4), 6, 6, 6.0),              # the epochs ran out, in the best one
    (LOSSES[:5], dict(patience=4), 5, 2, 2.0),          # they ran out, and the best one was before
    (LOSSES, dict(patience=2, mode="max"), 3, 1, 1.0),
    (LOSSES, dict(patience=2, min_delta=0.2), 3, 1, 1.0),
    ([np.nan, 0.5, np.nan, np.nan, 0.1], dict(patience=2), 4, 2, 2.0),
])
def test_early_stopping(kit, losses, options, epochs, best, weight):
    trainer, stopping, history, final = scripted(kit, losses, **options)
    assert (history.epochs, stopping.best_epoch, final) == (epochs, best, weight)
    assert (trainer.stopped is None) == (epochs == len(losses))


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_the_best_weights_come_back_however_it_ends(kit, error):
    def fail(trainer):
        if trainer.epoch == 4:
            raise error

    stopping = EarlyStopping()
    trainer = kit.make(lr=5.0, callbacks=[stopping, Lambda(on_epoch_end=fail)])
    held_out = kit.blobs()
    with contextlib.suppress(ZeroDivisionError):
        trainer.fit(held_out, 9, validation=held_out)
    assert trainer.history.epochs == 4
    losses = trainer.history["val_loss"]
    assert trainer.evaluate(held_out)["loss"] == losses[stopping.best_epoch - 1] == min(losses)


def test_a_monitor_that_is_not_there(kit):
    with pytest.raises(ValueError, match=r"'val_loss', but there are: loss, accuracy, lr, seconds"):
        kit.make(callbacks=[EarlyStopping()]).fit(kit.blobs(), 1)
    with pytest.raises(ValueError, match="there are: loss, accuracy, val_loss, val_accuracy, lr"):
        kit.make(callbacks=[EarlyStopping("val_f1")]).fit(kit.blobs(), 1, validation=kit.blobs())
    with pytest.raises(ValueError, match="patience"):
        EarlyStopping(patience=0)
    with pytest.raises(ValueError, match="min_delta"):
        EarlyStopping(min_delta=-1)


# ---- schedules --------------------------------------------------------------------------------

def test_schedules_by_epoch_and_by_step(kit):
    trainer = kit.make(callbacks=[Schedule(exponential(0.1, 0.5))])
    assert trainer.fit(kit.blobs(), 3)["lr"] == [0.1, 0.05, 0.025]
    assert trainer.fit(kit.blobs(), 1)["lr"][-1] == 0.0125          # epochs count on
    trainer = kit.make(callbacks=[Schedule(exponential(0.1, 0.5), every="step")])
    assert trainer.fit(kit.blobs(12), 2, batch_size=6)["lr"] == [0.1, 0.025]


def test_reduce_on_plateau_listens(kit):
    plateau = ReduceOnPlateau(1e-9, patience=1)         # too small a rate to improve anything
    trainer = kit.make(optimizer=optim.SGD, callbacks=[Schedule(plateau)])
    history = trainer.fit(kit.blobs(), 4, validation=kit.blobs())
    assert history["lr"] == pytest.approx([1e-9, 1e-9, 1e-9, 1e-10])
    with pytest.raises(ValueError, match="there are: loss"):
        trainer.fit(kit.blobs(), 1)
    trainer.callbacks = [Schedule(plateau, monitor="val_accuracy")]
    with pytest.raises(ValueError, match=r"mode='min', but val_accuracy is better when .* larger"):
        trainer.fit(kit.blobs(), 1, validation=kit.blobs())
    with pytest.raises(TypeError, match="A schedule is a function"):
        Schedule(0.1)
    with pytest.raises(ValueError, match="every is"):
        Schedule(plateau, every="batch")


# ---- divergence -------------------------------------------------------------------------------

def exploding(x):
    return x * np.float32(1e38) * np.float32(1e38)


def failing(kit, *layers, loss=None, lr=0.1, callbacks=(), x=None):
    """The message with which training fails, once the weights are seen to be unharmed."""
    model = nn.Sequential(*layers)
    trainer = Trainer(model, loss or kit.squared_error, optim.SGD(model.parameters(), lr=lr),
                      callbacks=callbacks)
    before = model.state_dict()
    x = np.ones((4, 2)) if x is None else x
    with np.errstate(all="ignore"), pytest.raises(FloatingPointError) as error:
        trainer.fit((x, np.ones((4, 1))), 1)
    assert all(np.array_equal(a, before[k], equal_nan=True)
               for k, a in model.state_dict().items())
    assert not any("forward" in vars(module) for module in model.modules())
    return str(error.value)


def dense(fill, inputs=2, outputs=1):
    layer = nn.Dense(inputs, outputs)
    layer.weight.data[...] = fill
    return layer


def test_the_first_layer_that_is_not_finite_is_named(kit):
    message = failing(kit, dense(1, outputs=2), dense(3e38), dense(1, inputs=1))
    assert message.startswith("Epoch 1, batch 1 (step 0): the loss is inf.")
    assert "is that of 1, a Dense(2, 1), of shape (4, 1)" in message
    assert "clip_norm" in message


def test_a_function_between_layers_is_found(kit):
    message = failing(kit, dense(1), exploding, dense(1, inputs=1))
    assert "What enters 2, a Dense(1, 1), is not finite already" in message


def test_weights_that_were_spoilt_before_are_named(kit):
    message = failing(kit, dense(1, outputs=2), dense(np.nan))
    assert "The weights of 1, a Dense(2, 1), are not finite any more: weight" in message


def test_a_loss_that_is_at_fault_is_named(kit):
    message = failing(kit, dense(1), loss=lambda p, t: ((p - p) / (p - p)).mean())
    assert "The outputs of all layers are finite: it comes from the loss function" in message


def test_a_batch_that_is_at_fault_is_named(kit):
    model = nn.Dense(2, 1)
    trainer = Trainer(model, kit.squared_error, optim.SGD(model.parameters(), lr=0.1))
    rows = [(np.ones(2, "f4"), np.ones(1, "f4")), (np.array([1, np.nan]), np.ones(1, "f4"))]
    with pytest.raises(FloatingPointError, match=r"input of this batch .* in its row 1"):
        trainer.fit([tuple(np.float32(f) for f in row) for row in rows], 1)


steep = primitive(lambda x: x, vjp=[lambda g, x: g * np.float32(np.inf)])


def test_terminate_on_nan_names_the_gradient(kit):
    message = failing(kit, dense(1, outputs=2), steep, dense(1), callbacks=[TerminateOnNaN()])
    assert "the gradient of 0.bias (and of 1 before it) holds NaN or infinity" in message


# ---- the log ----------------------------------------------------------------------------------

def test_the_log_can_be_read_after_every_epoch(kit, tmp_path):
    path = tmp_path / "log.csv"
    lengths = []
    look = Lambda(on_epoch_end=lambda trainer: lengths.append(len(path.read_text().splitlines())))
    trainer = kit.make(callbacks=[CSVLogger(path), look])
    history = trainer.fit(kit.blobs(), 3, validation=kit.blobs())
    assert lengths == [2, 3, 4]
    trainer.fit(kit.blobs(), 1, validation=kit.blobs())             # goes on in the same file
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert [int(row["epoch"]) for row in rows] == [1, 2, 3, 4]
    assert [float(row["val_loss"]) for row in rows] == history["val_loss"]
    with pytest.raises(ValueError, match="has the columns epoch, loss, accuracy, val_loss"):
        trainer.fit(kit.blobs(), 1)
    assert len(path.read_text().splitlines()) == 5


def test_a_new_trainer_starts_the_log_anew(kit, tmp_path):
    path = tmp_path / "log.csv"
    for _ in range(2):
        kit.make(callbacks=[CSVLogger(path)]).fit(kit.blobs(), 2)
    assert len(path.read_text().splitlines()) == 3
