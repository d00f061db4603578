"""Every layer and model goes to PyTorch, computes the same there, and comes back."""

import numpy as np
import pytest

import groundup as gu
from groundup import io, models, nn

from ..io.zoo import LAYERS, MODELS, WORDS, changed, floats, label, outputs

torch = pytest.importorskip("torch", reason="parity tests need PyTorch: pip install torch==2.13.0")
DRAWS = (models.VAE, models.Diffusion)      # their forward draws noise: the parts are compared
every = pytest.mark.parametrize(("make", "inputs"), LAYERS + MODELS,
                                ids=map(label, LAYERS + MODELS))


def results(twin, inputs):
    inputs = inputs if isinstance(inputs, tuple) else (inputs,)
    with torch.no_grad():
        y = twin(*(torch.tensor(np.asarray(getattr(x, "data", x))) for x in inputs))
    return list(parts(y))


def parts(y):
    if isinstance(y, tuple):
        for each in y:
            yield from parts(each)
    elif y is not None:
        yield y.numpy()


def agree(model, twin, inputs, dtype="float32"):
    tolerance = 2e-5 if dtype == "float32" else 1e-12
    if isinstance(model, DRAWS):
        pairs = [(model.encoder, twin.encoder), (model.decoder, twin.decoder)] if isinstance(
            model, models.VAE) else [(model.model, twin.model)]
        given = {models.VAE: [(floats(2, 6),), (floats(2, 2),)],
                 models.Diffusion: [(floats(2, 6), np.array([3, 7]))]}[type(model)]
    else:
        pairs, given = [(model, twin)], [inputs]
    for (ours, theirs), x in zip(pairs, given):
        x = tuple(a.astype(dtype) if hasattr(a, "touch") else a
                  for a in (x if isinstance(x, tuple) else (x,)))
        found, expected = results(theirs, x), outputs(ours, x)
        assert len(found) == len(expected) > 0
        for a, b in zip(found, expected):
            assert a.dtype == b.dtype and a.shape == b.shape
            np.testing.assert_allclose(a, b, rtol=tolerance, atol=tolerance)


@every
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_twin_computes_the_same(make, inputs, dtype):
    model = changed(make).astype(dtype)
    agree(model, io.to_torch(model), inputs, dtype)


@every
def test_what_was_learned_there_comes_back(make, inputs):
    model = changed(make)
    twin = io.to_torch(model)
    torch.manual_seed(0)
    with torch.no_grad():
        for parameter in twin.parameters():
            parameter += 0.1 * torch.randn_like(parameter)
    io.from_torch(model, twin)
    agree(model, twin, inputs)
    back = io.torch_state(model)
    assert back.keys() == twin.state_dict().keys()
    for name, value in twin.state_dict().items():
        if "bias_" not in name:             # two biases act through their sum, which is kept
            np.testing.assert_array_equal(back[name], value.numpy(), err_msg=name)


def test_gradients_and_modes_are_those_of_the_model():
    model = nn.Sequential(nn.Dense(6, 4, rng=0), nn.BatchNorm1d(4), nn.Tanh(), nn.Dense(4, 1))
    model[3].freeze()
    twin, x = io.to_torch(model), floats(5, 6)
    assert twin.training and not twin[3].weight.requires_grad and twin[0].weight.requires_grad
    (model(x) ** 2).sum().backward()
    (twin(torch.tensor(x.data)) ** 2).sum().backward()
    np.testing.assert_allclose(twin[0].weight.grad.numpy().T, model[0].weight.grad, atol=1e-4)
    np.testing.assert_allclose(twin[1].running_var.numpy(), model[1].running_var, rtol=1e-5)


def test_a_layer_in_two_places_is_one_there():
    layer = nn.Dense(3, 3)
    twin = io.to_torch(nn.Sequential(layer, nn.Tanh(), layer))
    assert twin[0] is twin[2]


NATIVE = [
    (lambda t: t.MultiheadAttention(8, 2, batch_first=True), lambda: nn.MultiHeadAttention(8, 2),
     lambda t, x: t(x, x, x)[0]),
    (lambda t: t.MultiheadAttention(8, 2, bias=False, kdim=8, vdim=8, batch_first=True),
     lambda: nn.MultiHeadAttention(8, 2, bias=False), lambda t, x: t(x, x, x)[0]),
    (lambda t: t.TransformerEncoder(t.TransformerEncoderLayer(8, 2, 16, batch_first=True), 2,
                                    t.LayerNorm(8), enable_nested_tensor=False),
     lambda: nn.TransformerEncoder(lambda: nn.TransformerEncoderLayer(8, 2, 16), 2,
                                   nn.LayerNorm(8)), lambda t, x: t(x)),
    (lambda t: t.LSTM(8, 4, 2, batch_first=True, bidirectional=True),
     lambda: nn.LSTM(8, 4, 2, bidirectional=True), lambda t, x: t(x)[0]),
    (lambda t: t.GRU(8, 4, batch_first=True), lambda: nn.GRU(8, 4), lambda t, x: t(x)[0]),
    (lambda t: t.Sequential(t.Linear(8, 4), t.LayerNorm(4), t.GELU(), t.Linear(4, 3)),
     lambda: nn.Sequential(nn.Dense(8, 4), nn.LayerNorm(4), nn.GELU(), nn.Dense(4, 3)),
     lambda t, x: t(x)),
]


@pytest.mark.parametrize(("theirs", "ours", "run"), NATIVE)
@pytest.mark.parametrize("through", ["module", "state", "pt", "safetensors"])
def test_a_model_written_in_pytorch_comes_over(tmp_path, theirs, ours, run, through):
    torch.manual_seed(0)
    there, here = theirs(torch.nn).eval(), ours().eval()
    source = {"module": there, "state": there.state_dict()}.get(through)
    if through == "pt":
        source = tmp_path / "state.pt"
        torch.save(there.state_dict(), source)
    if through == "safetensors":
        library = pytest.importorskip("safetensors.torch")
        source = tmp_path / "state.safetensors"
        library.save_file(there.state_dict(), source)
    io.from_torch(here, source)
    with torch.no_grad():
        expected = run(there, torch.tensor(WORDS.data)).numpy()
    np.testing.assert_allclose(outputs(here, WORDS)[0], expected, rtol=2e-5, atol=2e-5)
    there.load_state_dict({name: torch.tensor(a) for name, a in io.torch_state(here).items()})
    with torch.no_grad():
        np.testing.assert_allclose(run(there, torch.tensor(WORDS.data)), expected, atol=1e-6)


def test_all_that_torch_saves_in_a_state_dictionary_is_read(tmp_path):
    tied = torch.randn(3, 4)
    saved = {
        "plain": tied, "tied": tied, "transposed": tied.T, "strided": torch.arange(10.0)[1::3],
        "expanded": torch.ones(1).expand(5), "parameter": torch.nn.Parameter(torch.ones(2)),
        "half": torch.randn(4).half(), "brain": torch.randn(4).bfloat16(),
        "single": torch.tensor(3), "empty": torch.empty(0, 3), "flags": torch.tensor([True, False]),
        "bytes": torch.arange(3).byte(), "short": torch.arange(3).short(),
        "double": torch.randn(2).double(), "size": torch.Size([1, 2])}
    network = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3))
    optimizer = torch.optim.Adam(network.parameters())
    network(torch.ones(2, 2)).sum().backward()
    optimizer.step()
    checkpoint = saved | {"model": network.state_dict(), "optimizer": optimizer.state_dict(),
                          "epoch": 3, "loss": 0.5, "name": "é", "done": None, "best": (1, [2, 300])}
    for protocol in (2, 4):
        torch.save(checkpoint, tmp_path / "a.pt", pickle_protocol=protocol)
        found = io.load_torch(tmp_path / "a.pt")
        for name, value in saved.items():
            if isinstance(value, torch.Tensor):
                value = (value.float() if name == "brain" else value).detach().numpy()
                assert found[name].dtype == value.dtype and found[name].shape == value.shape, name
                np.testing.assert_array_equal(found[name], value, err_msg=name)
        assert found["best"] == (1, [2, 300]) and found["name"] == "é" and found["size"] == (1, 2)
        assert (found["epoch"], found["loss"], found["done"]) == (3, 0.5, None)
        assert found["optimizer"]["state"][0]["exp_avg"].shape == (3, 2)
        model = nn.Sequential(nn.Dense(2, 3), nn.BatchNorm1d(3)).eval()
        io.from_torch(model, found["model"])
        np.testing.assert_allclose(model.predict(np.ones((2, 2), "f")),
                                   network.eval()(torch.ones(2, 2)).detach().numpy(), atol=1e-6)
        with pytest.raises(TypeError, match=r"checkpoint .*such as state\['model'\]"):
            io.from_torch(model, tmp_path / "a.pt")


@pytest.mark.parametrize(("saved", "reason"), [
    (lambda: torch.nn.Linear(2, 2), "an instruction NEWOBJ"),
    (lambda: {"accuracy": np.float64(0.9)}, "it holds numpy"),
    (lambda: {"a": torch.ones(2, dtype=torch.complex64)}, "ComplexFloatStorage"),
    (lambda: {"a": torch.ones(2).to_sparse()}, "it holds torch"),
    (lambda: 3, "it holds a int"),
])
def test_what_else_torch_saves_is_refused_with_a_reason(tmp_path, saved, reason):
    torch.save(saved(), tmp_path / "a.pt")
    with pytest.raises(io.FileError, match=reason):
        io.load_torch(tmp_path / "a.pt")


class Mine(nn.Module):
    def forward(self, x):
        return x


@pytest.mark.parametrize(("make", "message"), [
    (lambda: nn.Sequential(nn.ReLU(), Mine()), r"model\.1: PyTorch has no counterpart of Mine\(\)"),
    (lambda: nn.Sequential(lambda x: x), "no counterpart of <lambda>"),
    (lambda: nn.GRU(2, 3, reset_after=False), "make it with reset_after=True"),
    (lambda: nn.WeightNorm(nn.LSTM(2, 3), "weight_hh_l0"), "only those of dense layers and conv"),
])
def test_what_torch_cannot_express_is_named(make, message):
    with pytest.raises(TypeError, match=message):
        io.to_torch(make())
    gu.seed(0)
