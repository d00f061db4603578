"""RNN, LSTM, GRU and their cells: stacking, directions, states, saving, and what they can learn."""

import copy

import numpy as np
import pytest

from groundup import Tensor, nn
from groundup import functional as F

KINDS = {"rnn": (nn.RNN, nn.RNNCell), "lstm": (nn.LSTM, nn.LSTMCell), "gru": (nn.GRU, nn.GRUCell)}
every_kind = pytest.mark.parametrize("kind", KINDS)


def listed(state):
    return list(state) if isinstance(state, tuple) else [state]


def sequences(rng, N=3, T=5, features=2):
    return Tensor(rng.normal(size=(N, T, features)).astype(np.float32), requires_grad=True)


@every_kind
@pytest.mark.parametrize(("layers", "both"), [(1, False), (2, False), (1, True), (3, True)])
def test_shapes_gradients_and_saving(kind, layers, both, rng):
    make, ways = KINDS[kind][0], 2 if both else 1
    layer = make(2, 4, num_layers=layers, bidirectional=both, rng=0)
    x = sequences(rng)
    output, state = layer(x, lengths=[5, 2, 4])
    assert output.shape == (3, 5, 4 * ways)
    assert all(part.shape == (layers * ways, 3, 4) for part in listed(state))
    (output.sum() + sum(part.sum() for part in listed(state))).backward()
    assert x.grad.shape == x.shape
    assert all(p.grad.shape == p.shape and np.abs(p.grad).max() > 0 for p in layer.parameters())
    twin = make(2, 4, num_layers=layers, bidirectional=both, rng=1)
    twin.load_state_dict(layer.state_dict())
    for other in (twin, copy.deepcopy(layer)):
        np.testing.assert_array_equal(other(x, lengths=[5, 2, 4])[0].data, output.data)
    assert layer.astype("float64")(Tensor(x.data.astype(float)))[0].dtype == np.float64


@every_kind
def test_a_stack_is_its_layers_one_after_the_other(kind, rng):
    stack = KINDS[kind][0](2, 4, num_layers=2, bidirectional=True, rng=0)
    x, saved = sequences(rng), stack.state_dict()
    outputs, finals = x, []
    for k in range(2):
        one = KINDS[kind][0](outputs.shape[2], 4, bidirectional=True)
        one.load_state_dict({name.replace(f"_l{k}", "_l0"): a for name, a in saved.items()
                             if f"_l{k}" in name})
        outputs, final = one(outputs, lengths=[5, 2, 4])
        finals.append(listed(final))
    y, state = stack(x, lengths=[5, 2, 4])
    np.testing.assert_array_equal(y.data, outputs.data)
    for i, part in enumerate(listed(state)):
        np.testing.assert_array_equal(part.data, np.concatenate([f[i].data for f in finals]))


@every_kind
def test_cells_in_a_loop_are_the_layer(kind, rng):
    make, make_cell = KINDS[kind]
    layer, cell = make(2, 4, rng=0), make_cell(2, 4)
    cell.load_state_dict({name.removesuffix("_l0"): a for name, a in layer.state_dict().items()})
    x, state = sequences(rng), None
    y, final = layer(x)
    for t in range(5):
        state = cell(x[:, t], state)
        np.testing.assert_allclose(listed(state)[0].data, y.data[:, t], rtol=1e-5, atol=1e-6)
    for a, b in zip(listed(state), listed(final)):
        np.testing.assert_allclose(a.data, b.data[0], rtol=1e-5, atol=1e-6)
    with pytest.raises(ValueError, match=r"takes one step, \(N, 2\); x has shape \(3, 5, 2\)"):
        cell(x)


@every_kind
def test_truncated_backpropagation_stops_at_a_detached_state(kind, rng):
    layer, x = KINDS[kind][0](2, 4, rng=0), sequences(rng)
    _, state = layer(x[:, :3])
    carried, _ = layer(x[:, 3:], state)
    carried.sum().backward()
    assert np.abs(x.grad[:, :3]).min() > 0
    x.grad = None
    _, state = layer(x[:, :3])
    cut, _ = layer(x[:, 3:], nn.detach_state(state))
    cut.sum().backward()
    np.testing.assert_array_equal(cut.data, carried.data)
    np.testing.assert_array_equal(x.grad[:, :3], 0)
    assert nn.detach_state(None) is None


def test_dropout_acts_between_layers_in_training_alone(rng):
    x = sequences(rng)
    layer = nn.LSTM(2, 8, num_layers=2, dropout=0.5, rng=0)
    assert (layer(x)[0].data != layer(x)[0].data).any()
    layer.eval()
    np.testing.assert_array_equal(layer(x)[0].data, layer(x)[0].data)
    single = nn.LSTM(2, 8, dropout=0.5, rng=0)             # one layer has nothing between
    np.testing.assert_array_equal(single(x)[0].data, single(x)[0].data)


def test_names_and_starts():
    layer = nn.LSTM(3, 100, num_layers=2, bidirectional=True, rng=0)
    shapes = {name: p.shape for name, p in layer.named_parameters()}
    assert shapes == {f"{part}_l{k}{way}": shape for k in (0, 1) for way in ("", "_reverse")
                      for part, shape in (("weight_ih", (200 if k else 3, 400)),
                                          ("weight_hh", (100, 400)), ("bias", (400,)))}
    assert 0.099 < np.abs(layer.weight_hh_l0.data).max() <= 0.1
    assert [layer.bias_l1.data[i * 100:(i + 1) * 100].mean() for i in range(4)] == [0, 1, 0, 0]
    assert nn.LSTMCell(3, 2, forget_bias=0.0).bias.data.max() == 0
    assert dict(nn.GRU(3, 4).named_parameters())["bias_hn_l0"].shape == (4,)
    assert [n for n, _ in nn.GRU(3, 4, bias=False).named_parameters()] == ["weight_ih_l0",
                                                                           "weight_hh_l0"]


def test_reset_before_is_passed_on(rng):
    layer, x = nn.GRU(2, 4, reset_after=False, rng=0), sequences(rng)
    expected, _ = F.gru(x, layer.weight_ih_l0, layer.weight_hh_l0, layer.bias_l0,
                        reset_after=False)
    np.testing.assert_array_equal(layer(x)[0].data, expected.data)
    assert layer.bias_hn_l0 is None
    assert nn.GRUCell(2, 4, reset_after=False)(x[:, 0]).shape == (3, 4)


def test_text_and_summary():
    layer = nn.LSTM(3, 5, num_layers=2, bias=False, batch_first=False, dropout=0.1,
                    bidirectional=True)
    assert repr(layer) == ("LSTM(3, 5, num_layers=2, bias=False, batch_first=False, dropout=0.1, "
                           "bidirectional=True)")
    assert repr(nn.RNN(3, 5, nonlinearity="relu")) == "RNN(3, 5, 'relu')"
    assert repr(nn.GRU(3, 5, reset_after=False)) == "GRU(3, 5, reset_after=False)"
    assert repr(nn.LSTMCell(3, 5, bias=False)) == "LSTMCell(3, 5, bias=False)"
    one = nn.LSTM(3, 5).summary((7, 3))
    assert (one.parameters, one.flops) == ((3 + 5 + 1) * 20, 7 * 2 * (3 + 5) * 20)
    both = nn.GRU(3, 5, num_layers=2, bidirectional=True).summary((7, 3))
    assert both.flops == 7 * 2 * 2 * 15 * ((3 + 5) + (10 + 5))
    assert nn.RNNCell(3, 5).summary(3).flops == 2 * 5 * (3 + 5)


@pytest.mark.parametrize(("call", "error", "message"), [
    (lambda: nn.LSTM(0, 4), ValueError, "LSTM: input_size must be a whole number"),
    (lambda: nn.GRU(2, 4.0), TypeError, "GRU: hidden_size must be a whole number"),
    (lambda: nn.GRUCell(2, 0), ValueError, "GRUCell: hidden_size"),
    (lambda: nn.RNN(2, 4, dropout=1.0), ValueError, "RNN: dropout is 1.0; the share"),
    (lambda: nn.RNN(2, 4, nonlinearity="cos"), ValueError, "not 'cos'"),
    (lambda: nn.LSTM(2, 4)(np.zeros((3, 2), "f")), ValueError, r"lstm takes sequences.*\(3, 2\)"),
    (lambda: nn.LSTM(3, 4)(np.zeros((3, 5, 2), "f")), ValueError, "of 2 features"),
    (lambda: nn.LSTM(2, 4)(np.zeros((3, 5, 2), "f"), np.zeros((2, 3, 4), "f")), ValueError,
     r"must be a pair \(h, c\) of shape \(1, N, 4\)"),
    (lambda: nn.GRU(2, 4, num_layers=2)(np.zeros((3, 5, 2), "f"), np.zeros((1, 3, 4), "f")),
     ValueError, r"must be of shape \(2, N, 4\); got \(1, 3, 4\)"),
])
def test_what_is_refused(call, error, message):
    with pytest.raises(error, match=message):
        call()


@every_kind
def test_remembers_the_first_number_for_eight_steps(kind, rng):
    """The sign of the first input, asked for at the end; chance is 0.5."""
    from groundup.optim import Adam

    x = rng.normal(size=(128, 8, 1)).astype(np.float32)
    target = Tensor(np.sign(x[:, 0]))
    layer, head = KINDS[kind][0](1, 12, rng=0), nn.Dense(12, 1, rng=0)
    optimizer = Adam([*layer.parameters(), *head.parameters()], lr=0.02)
    for _ in range(150):
        guess = head(layer(x)[0][:, -1])
        optimizer.zero_grad()
        ((guess - target) ** 2).mean().backward()
        optimizer.step()
    assert (np.sign(guess.data) == target.data).mean() > 0.95
