"""Diagnose: every fault is called by its name, healthy trainings are left in peace, unchanged."""

import runpy
import warnings
from pathlib import Path

import numpy as np
import pytest

import groundup as gu
from groundup import losses, models, nn, optim
from groundup.train import Diagnosis, Finding, Trainer

FAULTS = runpy.run_path(str(Path(__file__).with_name("faults.py")))["FAULTS"]
healthy = runpy.run_path(str(Path(__file__).with_name("healthy.py")))
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 5))]
SLOW = ("transformer", "gpt", "resnet")
TRAININGS = [pytest.param(make, marks=pytest.mark.slow) if make.__name__ in SLOW else make
             for make in healthy["TRAININGS"]]


def named(case):
    return getattr(case, "__name__", None)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("make, name", FAULTS, ids=named)
def test_a_fault_is_called_by_its_name(make, name, seed):
    gu.seed(seed)
    found = gu.diagnose(*make(seed))
    assert name in found.names
    assert all(finding.says and finding.evidence and finding.advice for finding in found)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("make", TRAININGS, ids=named)
def test_a_healthy_training_is_left_in_peace(make, seed):
    gu.seed(seed)
    trainer, data, held_out = make(seed)
    assert gu.diagnose(trainer, data, held_out).names == []


@pytest.mark.parametrize("make", ["mlp", "dropout_net", "binary", "regression", "vae"])
def test_a_trained_model_is_left_in_peace(make):
    trainer, data, held_out = healthy[make](0)
    trainer.fit(data, 15, held_out, progress=False)
    assert gu.diagnose(trainer, data, held_out).names == []


# ---- nothing is changed ---------------------------------------------------------------------


def everything(trainer):
    """All that a diagnosis might disturb, as plain data."""
    return {
        "model": trainer.model.state_dict(), "optimizer": trainer.optimizer.state_dict(),
        "modes": [part.training for part in trainer.model.modules()],
        "gradients": [p.grad if p.grad is None else p.grad.copy()
                      for p in trainer.model.parameters()],
        "arrays": [id(p.data) for p in trainer.model.parameters()],
        "attributes": [sorted(vars(part)) for part in trainer.model.modules()],
        "shared": gu.backend.generator().bit_generator.state,
        "history": dict(trainer.history), "rates": trainer.optimizer.lr,
    }


def equal(a, b):
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(equal(a[key], b[key]) for key in a)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(equal, a, b))
    return np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b


@pytest.mark.parametrize("make", ["cnn", "dropout_net", "penalized", "vae", "mlp_warmup", "lstm"])
@pytest.mark.parametrize("trained", [False, True])
def test_nothing_is_changed(make, trained):
    trainer, data, held_out = healthy[make](0)
    if trained:
        trainer.fit(data, 1, progress=False)
        trainer.model.eval()
    before = everything(trainer)
    gu.diagnose(trainer, data, held_out)
    assert equal(everything(trainer), before)


@pytest.mark.parametrize("optimizer", [
    lambda p: optim.SAM(optim.SGD(p, lr=0.1)), lambda p: optim.Lookahead(optim.Adam(p)),
    lambda p: optim.LBFGS(p, max_iter=2),
    lambda p: optim.SGD(p, lr=optim.ReduceOnPlateau(0.1), momentum=0.9),
])
def test_training_goes_on_as_if_there_had_been_no_diagnosis(optimizer):
    def run(look):
        gu.seed(3)
        model = models.MLP(64, [16], 10, dropout=0.2)
        loader = gu.data.DataLoader(healthy["digits"](200)[0], 32, shuffle=True, rng=5)
        trainer = Trainer(model, losses.cross_entropy, optimizer(list(model.parameters())))
        trainer.fit(loader, 1, progress=False)
        if look:
            gu.diagnose(trainer, loader)
        trainer.fit(loader, 1, progress=False)
        return model.state_dict()

    assert equal(run(look=False), run(look=True))


def test_an_error_within_changes_nothing_either():
    class Breaks(nn.Module):
        def __init__(self):
            self.inner, self.calls = nn.Dense(4, 2), 0

        def forward(self, x):
            self.calls += 1
            if self.calls > 20:
                raise RuntimeError("broken")
            return self.inner(x)

    model = Breaks()
    trainer = Trainer(model, losses.cross_entropy, optim.SGD(model.parameters(), lr=0.1))
    before = everything(trainer)
    with pytest.raises(RuntimeError, match="broken"):
        gu.diagnose(trainer, (np.eye(40, 4), np.arange(40) % 2))
    assert equal(everything(trainer), before)
    assert model.calls == 0


# ---- what it says ---------------------------------------------------------------------------


def test_the_layer_is_named_and_the_numbers_are_given():
    trainer, data, held_out = dict((make.__name__, make) for make, _ in FAULTS)["nan_inside"](0)
    finding, = gu.diagnose(trainer, data, held_out)
    assert "The first output that is not finite is that of 1, a Root()" in finding.evidence


def test_unscaled_pixels_are_recognised_as_such():
    trainer, data, _ = dict((make.__name__, make) for make, _ in FAULTS)["pixels"](0)
    found = gu.diagnose(trainer, data)
    assert found[0].name == "unscaled inputs"
    assert "255" in found[0].says and "x.astype('float32') / 255" in found[0].advice


def test_inputs_that_the_model_scales_itself_are_no_fault():
    trainer, (x, y), _ = healthy["mlp"](0)
    model = nn.Sequential(lambda x: x / np.float32(255), trainer.model)
    trainer = Trainer(model, trainer.loss, optim.Adam(model.parameters(), lr=1e-3))
    assert gu.diagnose(trainer, (255 * x, y)).names == []
    model = nn.Sequential(nn.BatchNorm1d(64), trainer.model[1])
    trainer = Trainer(model, trainer.loss, optim.Adam(model.parameters(), lr=1e-3))
    assert "unscaled inputs" not in gu.diagnose(trainer, (255 * x, y)).names


def test_data_that_repeat_by_nature_are_no_leak():
    x = np.random.default_rng(0).integers(0, 3, (500, 3)).astype("f4")
    y = (x.sum(axis=1) > 3).astype(int)
    model = models.MLP(3, [16], 2)
    trainer = Trainer(model, losses.cross_entropy, optim.Adam(model.parameters(), lr=1e-2))
    assert "leakage" not in gu.diagnose(trainer, (x[:400], y[:400]), (x[400:], y[400:])).names


def test_a_loss_that_is_not_known_is_said_to_be_not_judged():
    trainer, data, held_out = healthy["vae"](0)
    found = gu.diagnose(trainer, data, held_out)
    assert not found and "for this kind of loss" in repr(found)


def test_rare_classes_and_losses_without_a_softmax_are_no_fault():
    rng = np.random.default_rng(0)
    x = rng.standard_normal((400, 6))
    rare = (x[:, :2].sum(axis=1) > 2.2).astype(float)[:, None]
    model = models.MLP(6, [16], 1)
    trainer = Trainer(model, losses.binary_cross_entropy_with_logits,
                      optim.Adam(model.parameters(), lr=5e-3))
    assert gu.diagnose(trainer, (x, rare)).names == []
    (x, y), held_out = healthy["digits"](300)
    for loss in (losses.hinge, losses.focal):
        model = models.MLP(64, [32], 10)
        trainer = Trainer(model, loss, optim.Adam(model.parameters()))
        found = gu.diagnose(trainer, (x, y), held_out)
        assert found.names == [] and "shuffled labels" in found.looked


def test_a_diagnosis_is_a_list_in_the_order_of_certainty():
    less, more = (Finding(name, "It is so.", "1 < 2", "Do <this>.", "x", certainty)
                  for name, certainty in (("less", 0.5), ("more", 1.0)))
    found = Diagnosis([less, more], looked=["all"], skipped=["nothing, for lack of time"])
    assert found.names == ["more", "less"] and len(found) == 2 and found[0] is more
    assert repr(found).startswith("2 findings, the most certain first.\n\n1. more (x)\n   It is")
    assert "Do &lt;this&gt;." in found._repr_html_()
    assert "Not judged: nothing, for lack of time." in repr(found)
    assert max(map(len, repr(found).splitlines())) <= 88


def test_what_is_no_trainer_is_refused():
    with pytest.raises(TypeError, match="takes a Trainer and its data, not a Dense"):
        gu.diagnose(nn.Dense(2, 2), (np.ones((4, 2)), np.ones(4)))


def test_it_works_on_loaders_few_rows_and_several_inputs():
    class Two(nn.Module):
        def __init__(self):
            self.inner = nn.Dense(4, 2)

        def forward(self, a, b):
            return self.inner(gu.concatenate([a, b], axis=1))

    model = Two()
    trainer = Trainer(model, losses.cross_entropy, optim.Adam(model.parameters(), lr=0.05))
    rng = np.random.default_rng(0)
    a, b = rng.standard_normal((2, 9, 2))
    assert gu.diagnose(trainer, (a, b, (a[:, 0] > 0).astype(int))).names == []


@pytest.mark.parametrize("inputs, targets", [("f8", bool), ("f4", "u1"), ("f8", "f8")])
def test_any_dtype_of_data_will_do(inputs, targets):
    x, y = gu.datasets.moons(200, rng=0)
    model = models.MLP(2, [16], 1)
    trainer = Trainer(model, losses.binary_cross_entropy_with_logits,
                      optim.Adam(model.parameters(), lr=0.01))
    found = gu.diagnose(trainer, (x.astype(inputs), y.astype(targets)[:, None]))
    assert found.names == [] and "shuffled labels" in found.looked


def test_it_makes_no_noise(capsys):
    trainer, data, _ = healthy["mlp"](0)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        gu.diagnose(trainer, data)
    assert capsys.readouterr().out == "" and not caught


def test_after_a_second_a_terminal_shows_what_is_looked_at(capsys, monkeypatch):
    from groundup.train.doctor import examine

    screen = examine.Screen()
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    screen.show("the data")
    assert capsys.readouterr().out == ""                    # not yet
    monkeypatch.setattr(examine, "QUIET", -1.0)
    screen.show("the data")
    screen.clear()
    assert capsys.readouterr().out == "\rdiagnosing: the data ...\r" + 24 * " " + "\r"


def test_what_takes_too_long_is_left_out_and_said(monkeypatch):
    from groundup.train.doctor import examine

    monkeypatch.setattr(examine, "SECONDS", 0.0)
    trainer, data, held_out = healthy["mlp_sgd"](0)
    found = gu.diagnose(trainer, data, held_out)
    assert found.names == [] and "what had not been done after 0 s" in found.skipped


def test_large_rows_make_a_small_sample():
    from groundup.train.doctor.case import Case

    model = nn.Dense(2, 9000)
    trainer = Trainer(model, losses.mse, optim.SGD(model.parameters(), lr=0.1))
    batch = np.ones((8, 2), "f4"), np.ones((8, 9000), "f4")
    assert len(Case(trainer, [batch] * 40).target) == (1 << 20) // 9000
