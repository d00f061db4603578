"""A model comes back from a file: every layer and model, to the bit, and with all that it is."""

import json
from functools import partial

import numpy as np
import pytest

import groundup as gu
from groundup import Tensor, models, nn
from groundup import functional as F
from groundup.io import FileError, load_weights

from .zoo import LAYERS, MODELS, ROWS, changed, label, outputs

KINDS = ["safetensors", "npz"]


@pytest.fixture(params=KINDS)
def path(request, tmp_path):
    return tmp_path / f"model.{request.param}"


def again(model, path, **options):
    gu.save(model, path)
    return gu.load(path, **options)


@pytest.mark.parametrize(("make", "inputs"), LAYERS + MODELS, ids=map(label, LAYERS + MODELS))
def test_every_layer_and_model_comes_back_to_the_bit(tmp_path, make, inputs):
    for kind in KINDS:
        model = changed(make)
        twin = again(model, tmp_path / f"model.{kind}")
        assert repr(twin) == repr(model) and type(twin) is type(model)
        found, expected = outputs(twin, inputs), outputs(model, inputs)
        assert len(found) == len(expected) > 0
        for a, b in zip(found, expected):
            assert a.dtype == b.dtype and a.tobytes() == b.tobytes()
        state, saved = twin.state_dict(), load_weights(tmp_path / f"model.{kind}")
        assert state.keys() == saved.keys() == model.state_dict().keys()
        assert all((state[name] == saved[name]).all() for name in state)


def test_no_layer_or_model_is_left_out():
    covered = {type(module) for make, _ in LAYERS + MODELS for module in make().modules()}
    public = {value for room in (nn, models) for value in vars(room).values()
              if isinstance(value, type) and issubclass(value, nn.Module)}
    assert public - covered == {nn.Module, nn.ModuleDict}


def test_containers_by_name_come_back(path):
    model = nn.ModuleDict({"box": nn.Dense(2, 4), "label": nn.Dense(2, 3)})
    twin = again(model, path)
    assert list(twin) == ["box", "label"]
    np.testing.assert_array_equal(twin["label"].weight.data, model["label"].weight.data)


class Net(nn.Module):
    """All that an attribute can be."""

    def __init__(self):
        self.first = nn.Dense(3, 3, rng=0)
        self.second = nn.Dense(3, 3, rng=1)
        self.second.weight = self.first.weight                  # tied
        self.third = self.first                                 # the same layer twice
        self.bend, self.squash = F.silu, np.tanh
        self.limits = {"low": -np.inf, "high": (1, 2.5, None), 3: [True, np.int64(7)]}
        self.make = partial(nn.init.normal, std=0.5)
        self.kind, self.dtype = nn.ReLU, np.dtype("int8")
        self.noise = np.random.default_rng(3)
        self.more = nn.Dropout(0.5, rng=self.noise)
        self.mask = Tensor(np.tri(3, dtype="float32"))
        self.table = np.arange(6).reshape(2, 3)
        self.register_buffer("half", np.float16([1.5, 2.5]))
        self.register_buffer("small", np.array([[1, -2]], np.int8))
        self.register_buffer("flags", np.array(True))
        self.register_buffer("count", np.uint64(2 ** 63) * np.ones(1, np.uint64))

    def forward(self, x):
        return self.squash(self.bend(self.third(self.first(x))) @ self.second.weight @ self.mask)


def test_all_that_an_attribute_can_be_comes_back(path):
    model = Net()
    model.first.bias.requires_grad = False
    model.train().more.eval()
    twin = again(model, path, classes=[Net])
    assert twin.third is twin.first and twin.second.weight is twin.first.weight
    assert twin.bend is F.silu and twin.squash is np.tanh and twin.kind is nn.ReLU
    assert twin.limits == model.limits and type(twin.limits["high"]) is tuple
    assert twin.make.func is nn.init.normal and twin.make.keywords == {"std": 0.5}
    assert twin.dtype == np.int8 and twin.more.rng is twin.noise is not model.noise
    assert twin.noise.random() == model.noise.random()
    assert type(twin.mask) is Tensor and (twin.mask.data == model.mask.data).all()
    assert (twin.table == model.table).all() and twin.table.dtype == model.table.dtype
    for (name, a), (other, b) in zip(twin.named_buffers(), model.named_buffers()):
        assert name == other and a.dtype == b.dtype and a.tobytes() == b.tobytes()
    assert not twin.first.bias.requires_grad and twin.first.weight.requires_grad
    assert [m.training for m in twin.modules()] == [m.training for m in model.modules()]
    x = Tensor(np.ones((2, 3), "float32"))
    assert (twin(x).data == model(x).data).all()


def test_what_comes_back_learns_on_as_the_old_one(path):
    x, y = ROWS.data[:, :3], np.array([0, 1])
    model = nn.Sequential(nn.Dense(3, 8, rng=0), nn.BatchNorm1d(8), nn.ReLU(),
                          nn.Dropout(0.3, rng=1), nn.Dense(8, 2, rng=2))
    twin = again(model, path)
    for each in (model, twin):
        gu.Trainer(each, gu.losses.cross_entropy, gu.optim.Adam(each.parameters())).fit(
            (x, y), epochs=3, progress=False)
    for a, b in zip(twin.state_dict().values(), model.state_dict().values()):
        np.testing.assert_array_equal(a, b)


def test_a_model_changed_after_it_was_made_comes_back_changed(path):
    model = models.MLP(6, 5, 3)
    model[0].bias = None
    model.append(nn.LoRA(nn.Dense(3, 2), 1))
    assert repr(again(model, path)) == repr(model)


def test_float64_and_float16_stay(path):
    assert again(nn.Dense(2, 3).astype("float64"), path).weight.dtype == np.float64
    layer = nn.Dense(2, 3)
    layer.weight = nn.Parameter(layer.weight.data.astype("float16"))
    assert again(layer, path).weight.dtype == np.float16


def test_loading_draws_no_random_numbers(path):
    gu.save(models.MLP(2, 3, 1), path)
    gu.seed(0)
    first = gu.backend.generator().random()
    gu.seed(0)
    gu.load(path)
    assert gu.backend.generator().random() == first


def swoosh(x):
    return x * 2


def test_classes_and_functions_of_ones_own_are_passed_in(path):
    model = nn.Sequential(nn.Dense(3, 3, rng=0), swoosh)
    assert again(model, path, classes=[swoosh])[1] is swoosh
    with pytest.raises(FileError, match=r"names 'swoosh', which is not known here; .*classes="):
        gu.load(path)
    other = type("Net", (nn.Module,), {})
    with pytest.raises(ValueError, match="Two of the classes are called Net"):
        gu.load(path, classes=[Net, other])
    with pytest.raises(TypeError, match="with a name"):
        gu.load(path, classes=["swoosh"])


@pytest.mark.parametrize(("spoil", "message"), [
    (lambda net: setattr(net, "bend", lambda x: x), r"bend is <function .*def, save again"),
    (lambda net: setattr(net, "words", {1, 2}), "words is a set, which cannot be saved"),
    (lambda net: setattr(net, "inner", [[nn.Dense(1, 1)]]), "inner.0.0 hides a Dense"),
    (lambda net: setattr(net, "forward", swoosh), "has a method 'forward'"),
    (lambda net: setattr(net, "rng", np.random.Generator(np.random.MT19937())), "MT19937"),
    (lambda net: setattr(net, "texts", np.array(["a"])), "texts has dtype <U1"),
])
def test_what_cannot_be_saved_is_named_and_nothing_is_written(path, spoil, message):
    model = Net()
    spoil(model)
    with pytest.raises(TypeError, match=message):
        gu.save(model, path)
    assert not path.exists()


def test_two_classes_of_one_name_are_refused(path):
    twins = [type("Same", (nn.Module,), {})() for _ in range(2)]
    with pytest.raises(TypeError, match="two different things are called Same"):
        gu.save(nn.ModuleList(twins), path)


def test_mistakes_are_named(path):
    with pytest.raises(TypeError, match=r"not a dict: save\(model, path\)"):
        gu.save(nn.Dense(1, 1).state_dict(), path)
    gu.io.save_weights(nn.Dense(1, 1).state_dict(), path)
    with pytest.raises(FileError, match="holds weights alone"):
        gu.load(path)


def test_other_tools_read_the_weights(tmp_path):
    library = pytest.importorskip("safetensors.numpy")
    model = changed(partial(models.ResNet, 1, [4, 6], 4))
    gu.save(model, tmp_path / "a.safetensors")
    gu.save(model, tmp_path / "a.npz")
    for saved in (library.load_file(tmp_path / "a.safetensors"), np.load(tmp_path / "a.npz")):
        assert set(saved) - {"groundup.json"} == set(model.state_dict())
        for name, array in model.state_dict().items():
            np.testing.assert_array_equal(saved[name], array)
    told = json.loads(np.load(tmp_path / "a.npz")["groundup.json"])
    assert told["groundup.version"] == gu.__version__
