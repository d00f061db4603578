"""LoRA: starts as the layer, learns beside it, and folds into it."""

import numpy as np
import pytest

from groundup import Tensor, nn, optim


def adapted(dtype="float64", **options):
    dense = nn.Dense(6, 4, rng=0).astype(dtype)
    return nn.LoRA(dense, rank=2, rng=1, **options)


def test_starts_equal_and_only_the_thin_matrices_learn(rng):
    layer, x = adapted(alpha=8), Tensor(rng.normal(size=(5, 3, 6)))
    np.testing.assert_array_equal(layer(x).data, layer.layer(x).data)
    before = layer.state_dict()
    optimizer = optim.Adam(layer.parameters(), lr=0.1)
    for _ in range(3):
        optimizer.zero_grad()
        (layer(x) ** 2).sum().backward()
        optimizer.step()
    changed = {name for name, p in layer.named_parameters() if (p.data != before[name]).any()}
    assert changed == {"A", "B"}


def test_merged_equals_unmerged(rng):
    layer, x = adapted(alpha=8), Tensor(rng.normal(size=(5, 6)))
    layer.B.data += rng.normal(size=layer.B.shape)
    expected = x.data @ (layer.layer.weight.data + 4 * layer.A.data @ layer.B.data)
    np.testing.assert_allclose(layer(x).data, expected + layer.layer.bias.data)
    merged = layer.merge()
    assert type(merged) is nn.Dense
    np.testing.assert_allclose(merged(x).data, layer(x).data, rtol=1e-12)
    assert all(p.requires_grad for p in merged.parameters())
    assert not layer.layer.weight.requires_grad


def test_dtype_repr_and_count():
    layer = adapted("float32")
    assert layer(Tensor(np.ones((2, 6), "f"))).dtype == np.float32
    assert layer.headline() == "LoRA(rank=2, alpha=2)"
    assert layer.summary(6).flops == 2 * 6 * 4 + 2 * 2 * (6 + 4)
    assert adapted("float64").A.dtype == np.float64


def test_inside_attention(rng):
    attend = nn.MultiHeadAttention(8, 2, rng=0)
    attend.freeze()
    attend.q_proj = nn.LoRA(attend.q_proj, rank=1, rng=0)
    attend(Tensor(rng.normal(size=(2, 3, 8)).astype("f"))).sum().backward()
    learned = [name for name, p in attend.named_parameters() if p.requires_grad]
    assert learned == ["q_proj.A", "q_proj.B"]
    assert np.abs(attend.q_proj.B.grad).max() > 0


def test_faults():
    with pytest.raises(TypeError, match="adapts a Dense layer, not ReLU"):
        nn.LoRA(nn.ReLU(), 2)
    with pytest.raises(ValueError, match="rank must be"):
        nn.LoRA(nn.Dense(2, 2), 0)
