"""Doctor: it speaks once for each finding, is silent on healthy runs, and changes none."""

import runpy
from pathlib import Path

import numpy as np
import pytest

import groundup as gu
from groundup import losses, models, nn, optim
from groundup.train import Doctor, Lambda, Trainer

here = Path(__file__)
FAULTS = {make.__name__: make for make, _ in
          runpy.run_path(str(here.with_name("faults.py")))["FAULTS"]}
healthy = runpy.run_path(str(here.with_name("healthy.py")))
SEEDS = [0, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 5))]


def watch(trainer, data, held_out=None, epochs=6, every=5):
    """The texts and the doctor of a run."""
    texts = []
    doctor = Doctor(every=every, tell=texts.append)
    trainer.callbacks.insert(0, doctor)
    trainer.fit(data, epochs, held_out, progress=False)
    return doctor, texts


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("make, name", [
    ("large_start", "initial loss"), ("softmax_twice", "softmax twice"),
    ("dead_relus", "dead units"), ("killed_relus", "dead units"),
    ("saturated_tanh", "saturated units"), ("deep_sigmoid", "vanishing gradients"),
    ("exploding", "exploding gradients"), ("exploding_rnn", "exploding gradients"),
    ("mlp_1e-05", "learning rate too low"), ("mlp_sgd_1000", "learning rate too high"),
    ("linear_100", "learning rate too high"), ("one_layer_slow", "update ratio"),
    ("pixels", "unscaled inputs"), ("held_out_is_trained", "leakage"),
    ("inputs_ignored", "constant output"), ("cut_by_detach", "no gradient"),
    ("dropout_in_use", "dropout in the wrong mode"),
    ("norm_resting", "batch norm in the wrong mode"),
    ("head_not_optimized", "not optimized"), ("column_against_row", "shapes broadcast"),
])
def test_it_names_the_fault_during_the_run(make, name, seed):
    gu.seed(seed)
    doctor, texts = watch(*FAULTS[make](seed))
    assert name in [finding.name for finding in doctor.findings]
    assert len(texts) == len(doctor.findings)
    assert len({(f.name, f.place) for f in doctor.findings}) == len(texts)


@pytest.mark.parametrize("make", healthy["TRAININGS"], ids=lambda make: make.__name__)
def test_it_changes_nothing_and_is_silent_on_healthy_runs(make):
    def run(doctor):
        gu.seed(1)
        trainer, data, held_out = make(1)
        trainer.callbacks += doctor
        trainer.fit(data, 4, held_out, progress=False)
        return trainer.model.state_dict(), trainer.history["loss"]

    doctor = Doctor(every=3)
    (plain, losses_plain), (watched, losses_watched) = run([]), run([doctor])
    assert losses_plain == losses_watched
    assert all(np.array_equal(plain[name], watched[name]) for name in plain)
    assert doctor.findings == []


def test_it_says_where_it_was_and_prints_by_default(capsys):
    trainer, data, _ = FAULTS["killed_relus"](0)
    trainer.callbacks.append(Doctor(every=5))
    trainer.fit(data, 5, progress=False)
    said = capsys.readouterr().out
    assert "Doctor, Epoch 3, batch 2 (step 40): dead units (1)" in said
    assert said.count("dead units (1)") == 1


def test_nan_is_named_with_the_step_at_which_the_loss_began_to_rise():
    gu.seed(0)
    trainer, (x, y), _ = healthy["linear"](0)
    trainer = Trainer(trainer.model, losses.mse, optim.SGD(trainer.model.parameters(), lr=30.0))
    doctor = Doctor(tell=lambda text: None)
    trainer.callbacks.append(doctor)
    with np.errstate(all="ignore"), pytest.raises(FloatingPointError):
        trainer.fit((x, y), 20, progress=False)
    finding = doctor.findings[-1]
    assert finding.name == "NaN" and "the loss had risen to" in finding.evidence


def test_a_model_run_in_training_mode_between_epochs_is_noticed():
    """Accuracy measured in training mode: batch norm learns from the validation data."""
    trainer, data, held_out = healthy["cnn"](0)
    x = gu.Tensor(held_out[0][:64])
    trainer.callbacks.append(Lambda(on_epoch_end=lambda trainer: trainer.model(x)))
    doctor, texts = watch(trainer, data, epochs=2, every=20)
    assert [finding.name for finding in doctor.findings] == ["batch norm in the wrong mode"]
    assert "outside of training" in texts[0]


def test_a_resumed_training_with_a_doctor_ends_with_the_same_weights(tmp_path):
    def make():
        gu.seed(2)
        model = models.MLP(64, [16], 10, dropout=0.3)
        loader = gu.data.DataLoader(healthy["digits"](300)[0], 32, shuffle=True, rng=1)
        trainer = Trainer(model, losses.cross_entropy, optim.Adam(model.parameters(), lr=2e-3),
                          callbacks=[Doctor(every=2)])
        return trainer, loader

    class Stop(Exception):
        pass

    def interrupt(trainer):
        if trainer.optimizer.steps == 14:
            raise Stop

    whole, loader = make()
    whole.fit(loader, 3, progress=False)
    broken, loader = make()
    broken.callbacks.append(Lambda(on_backward_end=interrupt))
    with pytest.raises(Stop):
        broken.checkpoint(tmp_path, every=7).fit(loader, 3, progress=False)
    again, loader = make()
    again.checkpoint(tmp_path, every=7).resume(tmp_path).fit(loader, 3, progress=False)
    first, second = whole.model.state_dict(), again.model.state_dict()
    assert all(np.array_equal(first[name], second[name]) for name in first)


@pytest.mark.parametrize("options, error, message", [
    ({"tell": None}, TypeError, "tell is a function of a text"),
    ({"every": 0}, ValueError, "every must be"),
])
def test_wrong_options_are_refused(options, error, message):
    with pytest.raises(error, match=message):
        Doctor(**options)


def test_a_second_fit_goes_on():
    model = nn.Sequential(nn.Dense(2, 8), nn.ReLU(), nn.Dense(8, 2))
    trainer = Trainer(model, losses.cross_entropy, optim.Adam(model.parameters(), lr=0.01))
    data = gu.datasets.moons(100, rng=0)
    doctor, _ = watch(trainer, data, epochs=20, every=1)
    trainer.fit(data, 20, progress=False)
    assert doctor.findings == [] and trainer.history.epochs == 40
