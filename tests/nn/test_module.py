"""Module: what belongs to it, modes, saving and loading, and the mistakes that it names."""

import copy
import pickle

import numpy as np
import pytest

from groundup import Tensor, nn, no_grad
from groundup import functional as F
from groundup.optim import Adam


class Net(nn.Module):
    """Parameters, buffers, a child, a list, a dictionary and a shared weight, on purpose mixed."""

    def __init__(self, rng=0):
        self.scale = nn.Parameter([1.0, 2.0])
        self.first = nn.Dense(2, 3, rng=rng)
        self.register_buffer("mean", np.zeros(2, np.float32))
        self.blocks = nn.ModuleList([nn.Dense(3, 3, rng=rng), nn.Dense(3, 3, bias=False)])
        self.heads = nn.ModuleDict({"a": nn.Dense(3, 1, rng=rng)})
        self.tied = self.first.weight
        self.note = ["a", 1]

    def forward(self, x):
        x = self.first(x * self.scale)
        for block in self.blocks:
            x = F.dense(x, block.weight, block.bias)
        return self.heads["a"](x)


NAMES = ["scale", "first.weight", "first.bias", "blocks.0.weight", "blocks.0.bias",
         "blocks.1.weight", "heads.a.weight", "heads.a.bias"]


def ones(*shape):
    return np.ones(shape, np.float32)


def test_parts_are_found_in_order_and_once():
    # `tied` is an attribute of the outer module, so it comes before `first.weight`
    names = ["scale", "tied", *[name for name in NAMES[1:] if name != "first.weight"]]
    net = Net()
    assert [name for name, _ in net.named_parameters()] == names
    assert len(list(net.parameters())) == len(names)
    assert [name for name, _ in net.named_buffers()] == ["mean"]
    assert [name for name, _ in net.named_children()] == ["first", "blocks", "heads"]
    assert [name for name, _ in net.named_modules()] == [
        "", "first", "blocks", "blocks.0", "blocks.1", "heads", "heads.a"]
    assert net.num_parameters() == 2 + 6 + 3 + 9 + 3 + 9 + 3 + 1
    assert list(net.state_dict()) == [*names, "mean"]


def test_parts_may_be_added_replaced_and_removed():
    layer = nn.Dense(2, 3)
    layer.bias = None
    assert list(layer.state_dict()) == ["weight"]
    layer.extra = nn.Dense(3, 3)
    del layer.weight
    assert list(layer.state_dict()) == ["extra.weight", "extra.bias"]


def test_a_module_that_holds_its_owner_is_no_endless_loop():
    outer, inner = nn.Sequential(), nn.Dense(2, 2)
    outer.append(inner)
    inner.owner = outer
    assert [name for name, _ in outer.named_modules()] == ["", "0"]


def test_super_init_is_not_needed_but_harmless():
    class With(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Dense(2, 2)

    assert With().num_parameters() == 6


def test_hidden_parts_are_refused():
    net = nn.Module()
    net.layers = [nn.Dense(2, 2)]
    with pytest.raises(TypeError, match=r"plain list that holds a Dense.*ModuleList"):
        list(net.parameters())
    net.layers = {"a": nn.Dense(2, 2)}
    with pytest.raises(TypeError, match=r"plain dict that holds a Dense.*ModuleDict"):
        net.train()
    net.layers = (nn.Parameter([1.0]),)
    with pytest.raises(TypeError, match="an attribute of its own"):
        net.state_dict()
    net.layers = Tensor([1.0], requires_grad=True)
    with pytest.raises(TypeError, match=r"Write self\.layers = Parameter"):
        list(net.parameters())
    net.layers = net_output = nn.Dense(1, 1)(Tensor([[1.0]]))       # only kept to be looked at
    assert list(net.parameters()) == [] and net_output.requires_grad


def test_a_missing_forward_is_explained():
    class Empty(nn.Module):
        pass

    with pytest.raises(TypeError, match=r"Empty has no forward.*forward\(self, x\)"):
        Empty()(1)


def test_an_error_names_the_layer_where_it_happened():
    net = nn.Sequential(nn.Dense(2, 3), nn.Sequential(nn.Dense(4, 5, bias=False)))
    with pytest.raises(ValueError, match=r"x has 3 features.*expects 4") as caught:
        net(ones(1, 2))
    assert caught.value.__notes__ == ["This happened in Dense(4, 5, bias=False).",
                                      "This happened in Sequential.",
                                      "This happened in Sequential."]


def test_float64_input_to_a_float32_model_is_refused_until_it_is_converted():
    net = Net()
    with pytest.raises(TypeError, match="float32 and float64"):
        net(np.ones((1, 2)))
    net(ones(1, 2)).sum().backward()
    net.astype("float64")
    assert {p.dtype for p in net.parameters()} == {np.dtype("float64")} == {net.mean.dtype}
    assert all(p.grad is None for p in net.parameters())
    assert net.tied is net.first.weight
    y = net(np.ones((1, 2)))
    y.sum().backward()
    assert net.scale.grad.dtype == y.dtype == np.float64
    with pytest.raises(TypeError, match="float32 or float64, not int64"):
        net.astype(int)


def test_converting_leaves_counters_alone():
    net = nn.Module()
    net.register_buffer("steps", np.array(3))
    assert net.astype("float64").steps.dtype.kind == "i"


# ---- modes ----------------------------------------------------------------------------------


def test_modes_reach_every_module():
    net = Net()
    assert net.eval() is net
    assert not any(module.training for module in net.modules())
    assert all(module.training for module in net.train().modules())


def test_freezing_stops_gradients_and_unfreezing_brings_them_back():
    net = Net()
    net.first.freeze()
    net(ones(1, 2)).sum().backward()
    assert net.first.weight.grad is None
    assert net.scale.grad is not None
    net.zero_grad()
    assert net.scale.grad is None
    net.unfreeze()
    net(ones(1, 2)).sum().backward()
    assert net.first.weight.grad is not None
    net.freeze()
    assert not net(ones(1, 2)).requires_grad


def test_apply_goes_from_the_inside_out():
    order = []
    net = nn.Sequential(nn.Dense(1, 1), nn.Sequential(nn.Flatten()))
    assert net.apply(lambda module: order.append(type(module).__name__)) is net
    assert order == ["Flatten", "Sequential", "Dense", "Sequential"]


def test_predict_restores_every_mode_even_after_an_error():
    net = Net()
    net.blocks.eval()
    modes = [module.training for module in net.modules()]
    y = net.predict(ones(5, 2))
    assert isinstance(y, np.ndarray)
    with pytest.raises(ValueError, match="multiply of shapes"):
        net.predict(ones(5, 3))
    assert [module.training for module in net.modules()] == modes
    assert net(ones(5, 2)).requires_grad


@pytest.mark.parametrize("batch_size", [1, 2, 5, 7, None])
def test_predict_in_batches_gives_the_same(batch_size):
    x = np.random.default_rng(0).normal(size=(5, 2)).astype(np.float32)
    net = Net()
    np.testing.assert_allclose(net.predict(x, batch_size), net(x).data, rtol=1e-5)
    np.testing.assert_allclose(net.predict(Tensor(x), batch_size), net(x).data, rtol=1e-5)
    assert net.predict(x[:0], batch_size).shape == (0, 1)


def test_predict_says_what_it_is_for():
    class Two(nn.Module):
        def forward(self, x):
            return x, x

    with pytest.raises(TypeError, match="Two returned a tuple"):
        Two().predict([1.0])
    with pytest.raises(ValueError, match="at least 1, not 0"):
        nn.Identity().predict([1.0], batch_size=0)
    np.testing.assert_array_equal(nn.Identity().predict([[1.0]]), [[1.0]])


# ---- saving, loading, copying ---------------------------------------------------------------


def test_the_state_is_a_copy_and_loads_in_place():
    net, twin = Net(rng=0), Net(rng=1)
    net.mean += 3
    held = twin.scale.data
    saved = net.state_dict()
    net.scale.data[...] = 9
    twin.load_state_dict(saved)
    np.testing.assert_array_equal(held, [1, 2])
    assert twin.scale.data is held
    np.testing.assert_array_equal(twin.mean, [3, 3])
    assert all((a == b).all() for a, b in zip(saved.values(), twin.state_dict().values()))


def test_loading_reaches_an_optimizer_that_moved_the_values():
    net = nn.Dense(1, 1, bias=False, rng=0)
    optimizer = Adam(net.parameters(), lr=0.1)
    net.load_state_dict({"weight": [[5.0]]})
    net(ones(1, 1)).sum().backward()
    optimizer.step()
    np.testing.assert_allclose(net.weight.data, [[4.9]], rtol=1e-5)


def test_loading_between_forward_and_backward_is_noticed():
    net = Net()
    loss = net(ones(1, 2)).sum()
    net.load_state_dict(net.state_dict())
    with pytest.raises(RuntimeError, match="changed in place"):
        loss.backward()


def test_one_error_lists_everything_and_nothing_is_loaded():
    net = Net()
    saved = net.state_dict()
    before = {name: array.copy() for name, array in saved.items()}
    saved["scale"] += 1
    saved["first.bias"] = np.zeros(7)
    saved["mean"] = np.zeros(2, complex)
    del saved["heads.a.bias"]
    saved["other"] = np.zeros(1)
    with pytest.raises(ValueError) as caught:
        net.load_state_dict(saved)
    assert str(caught.value).splitlines() == [
        "The saved state does not fit this Net; nothing was loaded.",
        "  first.bias: saved with shape (7,), but here it has (3,)",
        "  mean: saved as complex128, but here it is float32",
        "  missing: heads.a.bias",
        "  unexpected: other",
    ]
    assert all((before[name] == array).all() for name, array in net.state_dict().items())


def test_loading_a_part_of_it():
    net = Net()
    net.load_state_dict({"scale": [5, 6], "other": np.ones(1)}, strict=False)
    np.testing.assert_array_equal(net.scale.data, [5, 6])
    with pytest.raises(ValueError, match=r"scale: saved with shape \(3,\)"):
        net.load_state_dict({"scale": ones(3)}, strict=False)
    with pytest.raises(ValueError, match=r"unexpected: module\.scale"):
        net.load_state_dict({"module.scale": ones(2)}, strict=False)


def test_long_lists_of_names_are_cut():
    net = nn.Sequential(*[nn.Dense(1, 1) for _ in range(10)])
    with pytest.raises(ValueError, match=r"3\.bias and 12 more"):
        net.load_state_dict({})


@pytest.mark.parametrize("clone", [copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net))])
def test_a_copy_is_whole_and_independent(clone):
    net = Net()
    net.first.freeze()
    loss = net(ones(1, 2)).sum()
    loss.backward()
    twin = clone(net)
    assert twin.tied is twin.first.weight
    assert not twin.tied.requires_grad and twin.scale.requires_grad
    assert twin.scale.grad is None
    twin.scale.data[...] = 0
    twin.mean += 1
    np.testing.assert_array_equal(net.scale.data, [1, 2])
    np.testing.assert_array_equal(net.mean, [0, 0])
    twin(ones(1, 2)).sum().backward()
    assert twin.scale.grad is not None


def test_a_pickle_carries_no_graph():
    net = Net()
    before = len(pickle.dumps(net))
    loss = net(ones(1000, 2)).sum()
    assert len(pickle.dumps(net)) == before
    loss.backward()
    assert len(pickle.dumps(net)) == before


def test_buffers_are_arrays():
    with pytest.raises(TypeError, match="steps is a list"):
        nn.Module().register_buffer("steps", [1, 2])
    with pytest.raises(TypeError, match="w is a Tensor"):
        nn.Module().register_buffer("w", Tensor([1.0]))


def test_parameters_own_their_numbers():
    array = np.ones((2, 3), np.float32).T
    p = nn.Parameter(array)
    p.data += 1
    np.testing.assert_array_equal(array, 1)
    assert p.data.flags.c_contiguous
    assert nn.Parameter([1.0], dtype="float64").dtype == np.float64
    with pytest.raises(TypeError, match="floating-point"):
        nn.Parameter([1, 2])


def test_repr_is_nested():
    assert repr(Net()) == """\
Net(
  (first): Dense(2, 3)
  (blocks): ModuleList(
    (0): Dense(3, 3)
    (1): Dense(3, 3, bias=False)
  )
  (heads): ModuleDict(
    (a): Dense(3, 1)
  )
)"""


def test_training_leaves_nothing_to_the_garbage_collector(leftovers):
    net = Net()

    def use():
        for _ in range(2):
            net(ones(4, 2)).sum().backward()
            net.zero_grad()
        with no_grad():
            net(ones(4, 2))
        net.predict(ones(4, 2))
        net.state_dict()

    assert leftovers(use) == []
