"""What fit, evaluate and predict report, convert, restore and refuse."""

import numpy as np
import pytest

import groundup as gu
from groundup import nn, optim
from groundup.autograd import Tensor
from groundup.data import ArrayDataset, DataLoader
from groundup.metrics import Accuracy
from groundup.train import Callback, Lambda, Trainer


class Constant(nn.Module):
    """Predicts one number, and notes how it was called."""

    def __init__(self, value=0.0):
        self.value = nn.Parameter([value])
        self.modes, self.dtypes = [], []

    def forward(self, x):
        self.modes.append(self.training)
        self.dtypes.append(x.dtype)
        return x[:, :1] * 0 + self.value


def frozen(kit, value=0.0, **options):
    """A trainer that moves nothing: learning rate 0."""
    model = Constant(value)
    return Trainer(model, kit.squared_error, optim.SGD(model.parameters(), lr=0.0), **options)


def test_loss_weighs_samples_not_batches(kit):
    y = np.array([[1.0], [1.0], [1.0], [5.0]])
    trainer = frozen(kit)
    history = trainer.fit(DataLoader((y, y), batch_size=3), 1, validation=DataLoader((y, y), 3))
    assert history["loss"] == history["val_loss"] == [7.0]          # (1 + 1 + 1 + 25) / 4
    assert trainer.evaluate((y, y), batch_size=3) == {"loss": 7.0}


def test_validation_metrics_come_from_the_whole_validation_set(kit):
    trainer = kit.make(lr=1e-12)
    x, y = kit.blobs(9)
    right = trainer.predict(x).argmax(axis=1) == y
    held_out = DataLoader((x, y), batch_size=4)
    history = trainer.fit((x[:2], y[:2]), 1, validation=held_out)
    assert history["val_accuracy"] == [right.mean()]
    assert list(history) == ["loss", "accuracy", "val_loss", "val_accuracy", "lr", "seconds"]


def test_floats_take_the_models_dtype_and_integers_stay(kit):
    trainer = frozen(kit)
    seen = []
    trainer.loss = lambda p, t: seen.append(t.dtype) or kit.squared_error(p, np.float32(0))
    x = np.ones((4, 2))
    trainer.fit((x, np.ones(4)), 1)
    trainer.fit(DataLoader((x, np.arange(4)), 2), 1)
    trainer.fit([(row, 3) for row in x], 1)
    assert set(trainer.model.dtypes) == {np.dtype("f4")}
    assert seen == [np.dtype("f4"), np.dtype("i8"), np.dtype("i8"), np.dtype("i8")]
    trainer.model.astype("f8")
    assert trainer.predict(x.astype("f4")).dtype == np.float64


def test_every_module_gets_its_mode_back(kit):
    model = nn.Sequential(Constant(), Constant())
    trainer = Trainer(model, kit.squared_error, optim.SGD(model.parameters(), lr=0.1))
    model[1].eval()
    x = np.ones((2, 1))
    trainer.evaluate((x, x))
    trainer.fit((x, x), 1, validation=(x, x))
    trainer.predict(x)
    assert model[0].modes == model[1].modes == [False, True, False, False]
    assert [m.training for m in model.modules()] == [True, True, False]


def test_evaluate_records_nothing_and_changes_nothing(kit):
    trainer = kit.make()
    graphs = []
    trainer.loss = lambda p, t: graphs.append(p.requires_grad) or kit.cross_entropy(p, t)
    before = trainer.model.state_dict()
    trainer.evaluate(kit.blobs())
    assert graphs == [False]
    assert all(np.array_equal(a, before[k]) for k, a in trainer.model.state_dict().items())


def test_evaluate_within_an_epoch_leaves_its_metrics_alone(kit):
    x, y = kit.blobs(12)
    look = Lambda(on_batch_end=lambda trainer: trainer.evaluate((x[:1], y[:1])))
    plain, looking = kit.make(), kit.make(callbacks=[look])
    loader = DataLoader((x, y), 4)
    assert plain.fit(loader, 2)["accuracy"] == looking.fit(loader, 2)["accuracy"]


def test_forms_of_data_are_one(kit):
    x, y = kit.blobs(6)
    forms = [(x, y), [x, y], (x.tolist(), y.tolist()), (Tensor(x), y), ArrayDataset(x, y),
             [(row, int(label)) for row, label in zip(x, y)], DataLoader((x, y), 6)]
    results = [kit.make().evaluate(form) for form in forms]
    assert all(result == results[0] for result in results)


def test_several_inputs(kit):
    class Sum(nn.Module):
        def __init__(self):
            self.dense = nn.Dense(1, 1)

        def forward(self, a, b):
            return self.dense(a + b)

    model = Sum()
    trainer = Trainer(model, kit.squared_error, optim.SGD(model.parameters(), lr=0.1))
    a = np.linspace(-1, 1, 8)[:, None]
    history = trainer.fit((a, a / 2, 3 * a), 60)
    assert history["loss"][-1] < 1e-3


def test_training_pairs_are_shuffled_and_validation_is_not(kit):
    trainer = frozen(kit)
    seen = {True: [], False: []}
    trainer.loss = lambda p, t: (seen[trainer.model.training].append(t.ravel().tolist())
                                 or kit.squared_error(p, t))
    x = np.arange(8.0)[:, None]
    gu.seed(0)
    trainer.fit((x, x), 2, validation=(x, x), batch_size=4)
    first, second = np.reshape(seen[True], (2, 8)).tolist()
    assert sorted(first) == sorted(second) == x.ravel().tolist()
    assert len({tuple(first), tuple(second), tuple(x.ravel())}) == 3
    assert seen[False] == [[0, 1, 2, 3], [4, 5, 6, 7]] * 2


class Interrupting:
    """A dataset during which Ctrl-C is pressed, in the given access."""

    def __init__(self, at, kit):
        self.at, self.count, self.data = at, 0, ArrayDataset(*kit.blobs(8))

    def __len__(self):
        return 8

    def __getitem__(self, i):
        self.count += 1
        if self.count == self.at:
            raise KeyboardInterrupt
        return self.data[i]


def test_ctrl_c_keeps_what_there_is(kit):
    ends = []
    trainer = kit.make(callbacks=[Lambda(on_fit_end=lambda t: ends.append(t.interrupted))])
    trainer.model.eval()
    history = trainer.fit(Interrupting(21, kit), epochs=9, batch_size=2)
    assert trainer.interrupted and ends == [True]
    assert history.epochs == 2 and trainer.epoch == 3
    assert not any(module.training for module in trainer.model.modules())
    assert trainer.fit(kit.blobs(), 1).epochs == 3 and not trainer.interrupted


def test_ctrl_c_waits_for_the_end_of_an_update(kit):
    import signal

    class Pressed(optim.SGD):
        def step(self):
            if self.steps == 3:
                signal.raise_signal(signal.SIGINT)
            super().step()

    handler = signal.getsignal(signal.SIGINT)
    trainer = kit.make(optimizer=Pressed)
    trainer.fit(kit.blobs(), epochs=9)
    assert trainer.interrupted and trainer.history.epochs == 3
    assert trainer.optimizer.steps == 4                 # the update was made whole
    assert signal.getsignal(signal.SIGINT) is handler


def nan_at(array, index):
    array = np.array(array, dtype=float)
    array[index] = np.nan
    return array


@pytest.mark.parametrize(("data", "message"), [
    ((nan_at(np.ones((4, 3)), (2, 1)), np.ones(4)), r"x holds nan in row 2, column 1"),
    ((np.ones((4, 2)), nan_at(np.ones(4), 3)), r"The target holds nan in row 3 \("),
    ((nan_at(np.ones((4, 2, 2)), (1, 0, 1)), np.ones(4)), r"x holds nan in row 1 at \[0, 1\]"),
    ((np.array([[1e300], [1.0]]), np.ones(2)), r"x holds inf in row 0"),
    (DataLoader((nan_at(np.ones((4, 2)), (3, 0)), np.ones(4)), 2), "row 3, column 0"),
    ((np.ones((4, 2)), np.ones(3)), "lengths 4 and 3"),
    ((np.ones((0, 2)), np.ones(0)), "no samples"),
    ([], "dataset is empty"),
    ((np.ones((4, 2)),), r"pass \(x, y\)"),
    (DataLoader((np.ones((4, 2)), np.ones(4)), 8, drop_last=True), "drop_last"),
    (DataLoader(np.ones((4, 2)), 2), "1 field"),
])
def test_data_that_cannot_be_right(kit, data, message):
    trainer = frozen(kit)
    with pytest.raises(ValueError, match=message):
        trainer.fit(data, 1)
    assert trainer.history.epochs == 0


@pytest.mark.parametrize(("data", "message"), [
    (np.ones((4, 2)), r"pass \(x, y\)"),
    ((np.ones((2, 2)), np.array(["cat", "dog"])), "turn names of classes into"),
    ((batch for batch in ()), "used up after one epoch"),
    (7, "not int"),
])
def test_data_of_the_wrong_kind(kit, data, message):
    with pytest.raises(TypeError, match=message):
        frozen(kit).fit(data, 1)


@pytest.mark.parametrize("epochs", [0, -1, 1.5, True])
def test_epochs_must_be_a_number_of_them(kit, epochs):
    with pytest.raises(ValueError, match="epochs must be a whole number"):
        kit.make().fit(kit.blobs(), epochs)


def test_parts_that_do_not_belong_together(kit):
    model, other = nn.Dense(2, 3), nn.Dense(2, 3)
    optimizer, loss = optim.SGD(model.parameters(), lr=0.1), kit.cross_entropy
    with pytest.raises(ValueError, match=r"2 of the 2 parameters .* not of this model"):
        Trainer(other, loss, optimizer)
    with pytest.raises(ValueError, match="not both"):
        Trainer(model, loss, optimizer, clip_norm=1.0, clip_value=1.0)
    with pytest.raises(ValueError, match="'loss': that name is taken"):
        Trainer(model, loss, optimizer, metrics={"loss": Accuracy()})
    with pytest.raises(ValueError, match="accumulate must be"):
        Trainer(model, loss, optimizer, accumulate=0)
    with pytest.raises(TypeError, match=r"Accuracy is no streaming metric"):
        Trainer(model, loss, optimizer, metrics=[Accuracy])
    with pytest.raises(TypeError, match="accuracy is no streaming metric"):
        Trainer(model, loss, optimizer, metrics={"accuracy": gu.metrics.accuracy})
    with pytest.raises(TypeError, match="is no Callback"):
        Trainer(model, loss, optimizer, callbacks=[print])
    with pytest.raises(TypeError, match="loss must be a function"):
        Trainer(model, Callback, optimizer)
    with pytest.raises(TypeError, match=r"groundup\.optim"):
        Trainer(model, loss, list(model.parameters()))
    with pytest.raises(TypeError, match=r"groundup\.nn\.Module"):
        Trainer(print, loss, optimizer)


@pytest.mark.parametrize(("loss", "came"), [
    (lambda p, t: (p - 0.0).sum(axis=1), r"a Tensor of shape \(12,\)"),
    (lambda p, t: 0.5, "float"),
    (lambda p, t: None, "NoneType"),
])
def test_a_loss_that_is_no_single_number(kit, loss, came):
    trainer = kit.make()
    trainer.loss = loss
    with pytest.raises(TypeError, match=f"a Tensor of one number, not {came}"):
        trainer.fit(kit.blobs(), 1)


def test_a_metric_may_be_an_array(kit):
    from groundup.metrics import ConfusionMatrix

    trainer = kit.make(metrics=[ConfusionMatrix()])
    history = trainer.fit(kit.blobs(), 1)
    assert history["confusion_matrix"][0].sum() == 12
    assert "confusion_matrix" not in repr(history)
