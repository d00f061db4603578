"""Summary: the numbers by hand, and a model that is afterwards as it was before."""

import numpy as np
import pytest

import groundup as gu
from groundup import Tensor, nn
from groundup.backend import generator


class Restless(nn.Module):
    """Changes everything that a forward should not change, in either mode."""

    def __init__(self):
        self.register_buffer("count", np.zeros(1))
        self.rng = np.random.default_rng(3)
        self.cache = None

    def forward(self, x):
        self.count += 1
        self.cache = x
        self.rng.random()
        generator().random()
        return x + 1.0


def test_numbers_by_hand():
    shared = nn.Dense(8, 8)
    model = nn.Sequential(nn.Flatten(), nn.Dense(6, 8), shared, shared, nn.Dense(8, 3, bias=False))
    model[1].freeze()
    summary = model.summary((2, 3))
    assert [(row.name, row.output_shape, row.parameters, row.flops, row.memory)
            for row in summary.rows] == [
        ("", (3,), 0, 0, 0),
        ("0", (6,), 0, 0, 0),                      # a view takes no memory
        ("1", (8,), 56, 96, 32),
        ("2", (8,), 72, 2 * 128, 2 * 32),          # runs twice, is learned once
        ("4", (3,), 24, 48, 12),
    ]
    assert (summary.parameters, summary.trainable, summary.frozen) == (152, 96, 56)
    assert (summary.flops, summary.memory, summary.parameter_memory) == (400, 108, 608)


def test_a_sequence_counts_every_row():
    summary = nn.Dense(4, 5).summary((7, 4))
    assert summary.rows[0].output_shape == (7, 5)
    assert summary.flops == 2 * 7 * 4 * 5


def test_table():
    model = nn.Sequential(nn.Dense(784, 128), nn.Sequential(nn.Dense(128, 10)))
    assert str(model.summary(784)) == """\
Layer                  Output    Parameters    FLOPs  Memory
────────────────────────────────────────────────────────────
input                  (N, 784)
Sequential             (N, 10)
  0: Dense(784, 128)   (N, 128)     100,480  200,704   512 B
  1: Sequential        (N, 10)
    0: Dense(128, 10)  (N, 10)        1,290    2,560    40 B
────────────────────────────────────────────────────────────
Total per sample                    101,770  203,264   552 B
101,770 parameters are trainable, 0 frozen; they take 397.5 KiB."""


def test_the_model_is_left_as_it_was():
    model = nn.Sequential(Restless(), nn.Dense(2, 2))
    model[1].eval()
    restless = model[0]
    before = restless.rng.bit_generator.state
    gu.seed(0)
    model.summary(2)
    assert model.training and restless.training and not model[1].training
    assert restless.count.item() == 0 and restless.cache is None
    assert restless.rng.bit_generator.state == before
    drawn = generator().random()
    gu.seed(0)
    assert drawn == generator().random()
    assert all("forward" not in vars(module) for module in model.modules())
    assert all(p.grad is None for p in model.parameters())


def test_an_error_leaves_it_as_it_was_too():
    model = nn.Sequential(Restless(), nn.Dense(2, 2))
    with pytest.raises(ValueError, match="x has 3 features"):
        model.summary(3)
    assert model[0].count.item() == 0 and model.training
    assert "forward" not in vars(model)


def test_what_does_not_run_is_listed():
    class Net(nn.Module):
        def __init__(self):
            self.used, self.unused = nn.Dense(2, 2), nn.Dense(2, 4)

        def forward(self, x):
            return self.used(x), 3

    summary = Net().summary(2)
    assert [row.output_shape for row in summary.rows] == [(2,), (2,), None]
    assert summary.parameters == 18
    assert "unused: Dense(2, 4)" in str(summary)


def test_dtype_of_the_input():
    class Lookup(nn.Module):
        def __init__(self):
            self.table = nn.Parameter(np.ones((10, 4), np.float32))

        def forward(self, x):
            return self.table[x]

    assert Lookup().summary((5,), dtype=int).rows[0].output_shape == (5, 4)
    assert nn.Dense(2, 3).astype("float64").summary(2).memory == 24
    assert nn.Identity().summary((2, 2)).parameters == 0


def test_long_lines_are_cut():
    class Long(nn.Identity):
        def extra_repr(self):
            return "x" * 50

    assert "Long(…)" in str(Long().summary(1))
    assert Long()(Tensor([1.0])).item() == 1
