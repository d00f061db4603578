"""RNN, LSTM and GRU: fused against plain, variable lengths, directions, and faults."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundup import functional as F
from groundup.autograd import Tensor, grad, gradcheck
from groundup.functional.gru import _gru
from groundup.functional.lstm import _lstm
from groundup.functional.rnn import _rnn

# The fused operation, its number of gates, its number of states, its options.
KINDS = [
    pytest.param(_rnn, 1, 1, {}, id="rnn"),
    pytest.param(_rnn, 1, 1, {"nonlinearity": "relu"}, id="rnn-relu"),
    pytest.param(_lstm, 4, 2, {}, id="lstm"),
    pytest.param(_gru, 3, 1, {}, id="gru"),
    pytest.param(_gru, 3, 1, {"reset_after": False}, id="gru-reset-before"),
]
every_kind = pytest.mark.parametrize(("core", "gates", "states", "options"), KINDS)


def arrays(core, gates, states, options, T, N, F, H, bias=True, initial=True, seed=0):
    """x, W, U, b (and GRU's second bias), initial states; None where there is none."""
    rng = np.random.default_rng(seed)
    second = [H] if core is _gru else []
    biases = [rng.normal(size=n) if bias else None for n in (gates * H, *second)]
    if second and not options.get("reset_after", True):
        biases[1] = None
    return [rng.normal(size=(T, N, F)), rng.normal(size=(F, gates * H)),
            rng.normal(size=(H, gates * H)), *biases,
            *(rng.normal(size=(N, H)) if initial else None for _ in range(states))]


def leaves(given):
    return [None if a is None else Tensor(a, requires_grad=True) for a in given]


def assert_fused_is_plain(core, options, given, lengths):
    inputs = leaves(given)
    fused = core(*inputs, lengths=lengths, **options)
    plain = core.reference(*inputs, lengths=lengths, **options)
    np.testing.assert_allclose(fused.data, plain.data, rtol=1e-10, atol=1e-12)
    seed = np.random.default_rng(1).normal(size=fused.shape)
    targets = [t for t in inputs if t is not None]
    for a, b in zip(grad(fused, targets, seed), grad(plain, targets, seed)):
        np.testing.assert_allclose(a.data, b.data, rtol=1e-10, atol=1e-11)


@every_kind
@settings(max_examples=15, deadline=None)
@given(T=st.integers(1, 6), N=st.integers(1, 4), F=st.integers(1, 4), H=st.integers(1, 5),
       bias=st.booleans(), initial=st.booleans(), data=st.data())
def test_fused_equals_plain(core, gates, states, options, T, N, F, H, bias, initial, data):
    lengths = data.draw(st.none() | st.lists(st.integers(0, T), min_size=N, max_size=N))
    lengths = None if lengths is None else np.array(lengths)
    given = arrays(core, gates, states, options, T, N, F, H, bias, initial, seed=T + 10 * N)
    assert_fused_is_plain(core, options, given, lengths)


@every_kind
@pytest.mark.parametrize("lengths", [None, np.array([4, 0, 2])], ids=["full", "padded"])
def test_gradients_of_both_orders(core, gates, states, options, lengths):
    given = arrays(core, gates, states, options, T=4, N=3, F=2, H=3)
    places = [i for i, a in enumerate(given) if a is not None]

    def f(*tensors):
        inputs = [None] * len(given)
        for i, t in zip(places, tensors):
            inputs[i] = t
        return core(*inputs, lengths=lengths, **options)

    assert gradcheck(f, *(given[i] for i in places), order=2)


@every_kind
def test_backward_twice_gives_the_same_and_float32_stays(core, gates, states, options):
    given = arrays(core, gates, states, options, T=5, N=3, F=2, H=4)
    single = [None if a is None else a.astype(np.float32) for a in given]
    inputs = leaves(single)
    y = core(*inputs, **options)
    targets = [t for t in inputs if t is not None]
    first, second = grad(y, targets, np.ones_like(y.data)), grad(y, targets, np.ones_like(y.data))
    assert y.dtype == np.float32
    for t, a, b in zip(targets, first, second):
        assert a.dtype == np.float32 and a.shape == t.shape
        np.testing.assert_array_equal(a.data, b.data)


def public(kind, x, W, U, b, *, lengths=None, reverse=False, state=None):
    """The output and the final states in a list, for any of the three."""
    if kind == "rnn":
        y, final = F.rnn(x, W, U, b, state, lengths=lengths, reverse=reverse)
    elif kind == "lstm":
        y, final = F.lstm(x, W, U, b, state, lengths=lengths, reverse=reverse)
        return y, list(final)
    else:
        y, final = F.gru(x, W, U, b, None, state, lengths=lengths, reverse=reverse)
    return y, [final]


def weights(kind, rng, features=2, H=3):
    width = {"rnn": 1, "gru": 3, "lstm": 4}[kind] * H
    return [Tensor(rng.normal(size=s), requires_grad=True) for s in ((features, width), (H, width),
                                                                     (width,))]


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_padded_sequences_are_as_if_each_ran_alone(kind, reverse, rng):
    parameters, lengths = weights(kind, rng), [4, 1, 5]
    x = np.full((3, 5, 2), np.nan)                         # padding is never read
    for n, length in enumerate(lengths):
        x[n, :length] = rng.normal(size=(length, 2))
    x = Tensor(x, requires_grad=True)
    y, finals = public(kind, x, *parameters, lengths=lengths, reverse=reverse)
    together = grad((y * y).sum() + sum((f ** 3).sum() for f in finals), [*parameters, x])
    apart, loss = [], 0.0
    for n, length in enumerate(lengths):
        own, own_finals = public(kind, x[n:n + 1, :length], *parameters, reverse=reverse)
        np.testing.assert_allclose(y.data[n, :length], own.data[0], rtol=1e-12)
        np.testing.assert_array_equal(y.data[n, length:], 0)
        for f, g in zip(finals, own_finals):
            np.testing.assert_allclose(f.data[n], g.data[0], rtol=1e-12)
        apart.append(own)
        loss = loss + (own * own).sum() + sum((f ** 3).sum() for f in own_finals)
    for a, b in zip(together, grad(loss, [*parameters, x])):
        np.testing.assert_allclose(a.data, b.data, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_a_sequence_in_two_pieces_with_the_state_carried(kind, rng):
    parameters, x = weights(kind, rng), Tensor(rng.normal(size=(2, 6, 2)))
    whole, finals = public(kind, x, *parameters)
    first, state = public(kind, x[:, :4], *parameters)
    second, end = public(kind, x[:, 4:], *parameters,
                         state=tuple(state) if kind == "lstm" else state[0])
    np.testing.assert_allclose(np.concatenate([first.data, second.data], 1), whole.data, rtol=1e-12)
    for a, b in zip(end, finals):
        np.testing.assert_allclose(a.data, b.data, rtol=1e-12)


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_backwards_is_forwards_on_the_flipped_sequence(kind, rng):
    parameters, x = weights(kind, rng), Tensor(rng.normal(size=(2, 5, 2)))
    backwards, _ = public(kind, x, *parameters, reverse=True)
    flipped, _ = public(kind, Tensor(x.data[:, ::-1].copy()), *parameters)
    np.testing.assert_array_equal(backwards.data, flipped.data[:, ::-1])


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_each_sequence_is_on_its_own_and_the_future_hidden(kind, rng):
    parameters, x = weights(kind, rng), rng.normal(size=(3, 5, 2))
    before = public(kind, Tensor(x), *parameters)[0].data
    x[1, 3:] += 1
    after = public(kind, Tensor(x), *parameters)[0].data
    np.testing.assert_array_equal(after[[0, 2]], before[[0, 2]])
    np.testing.assert_array_equal(after[1, :3], before[1, :3])
    assert (after[1, 3:] != before[1, 3:]).all()


def test_time_first_is_batch_first_turned(rng):
    parameters, x = weights("lstm", rng), Tensor(rng.normal(size=(2, 5, 2)))
    batch_first, _ = F.lstm(x, *parameters)
    time_first, _ = F.lstm(x.swapaxes(0, 1), *parameters, batch_first=False)
    np.testing.assert_array_equal(time_first.data.swapaxes(0, 1), batch_first.data)


def test_the_two_forms_of_gru_are_equal_from_a_zero_state_alone(rng):
    W, U, b = weights("gru", rng)
    x = Tensor(rng.normal(size=(2, 3, 2)))
    after, before = (F.gru(x, W, U, b, reset_after=form)[0].data for form in (True, False))
    np.testing.assert_allclose(after[:, 0], before[:, 0], rtol=1e-12)
    assert np.abs(after[:, 1:] - before[:, 1:]).max() > 1e-3


def test_saturated_gates_stay_finite():
    x = Tensor(np.full((1, 3, 1), 1e4, np.float32), requires_grad=True)
    W, U = Tensor(np.ones((1, 4), np.float32)), Tensor(np.ones((1, 4), np.float32))
    y, _ = F.lstm(x, W, U)
    y.sum().backward()
    np.testing.assert_allclose(y.data[0, :, 0], np.tanh([1, 2, 3]), rtol=1e-6)
    np.testing.assert_array_equal(x.grad, 0)


def test_a_state_that_would_grow_without_end_stops_with_its_sequence():
    x, W, U = (Tensor(np.full(s, 9, np.float32), requires_grad=True)
               for s in ((2, 99, 1), (1, 1), (1, 1)))
    y, last = F.rnn(x, W, U, nonlinearity="relu", lengths=[2, 1])
    (y.sum() + last.sum()).backward()
    np.testing.assert_array_equal(last.data, [[81 + 9 * 81], [81]])
    assert np.isfinite(U.grad).all() and np.isfinite(x.grad).all()


def test_no_steps_leave_the_state(rng):
    W, U, b = weights("lstm", rng)
    h0, c0 = Tensor(rng.normal(size=(2, 3)), requires_grad=True), Tensor(rng.normal(size=(2, 3)))
    y, (h, c) = F.lstm(Tensor(np.zeros((2, 0, 2))), W, U, b, (h0, c0))
    assert y.shape == (2, 0, 3)
    np.testing.assert_array_equal(c.data, c0.data)
    h.sum().backward()
    np.testing.assert_array_equal(h0.grad, 1)


@pytest.mark.parametrize(("change", "error", "message"), [
    ({"x": np.zeros((2, 5))}, ValueError, r"takes sequences of shape \(N, T, F\).*\(2, 5\)"),
    ({"weight_ih": np.zeros((3, 12))}, ValueError, r"weight_ih has shape \(3, 12\).*\(2, 12\)"),
    ({"weight_hh": np.zeros((3, 9))}, ValueError, r"weight_hh has shape \(3, 9\).*\(3, 12\)"),
    ({"bias": np.zeros(3)}, ValueError, r"bias has shape \(3,\).*\(12,\)"),
    ({"state": (np.zeros((4, 3)), np.zeros((2, 3)))}, ValueError, r"initial state .*\(2, 3\)"),
    ({"lengths": [5]}, ValueError, r"lengths has shape \(1,\); 2 sequences need \(2,\)"),
    ({"lengths": [5, 6]}, ValueError, "lie between 5 and 6; with 5 steps"),
    ({"lengths": [5, -1]}, ValueError, "lie between -1 and 5"),
    ({"lengths": [5.0, 1.0]}, TypeError, "whole numbers of steps, not float64"),
    ({"x": np.zeros((2, 5, 2), np.float32)}, TypeError, "float32 and float64"),
])
def test_lstm_names_what_does_not_fit(change, error, message):
    fitting = {"x": np.zeros((2, 5, 2)), "weight_ih": np.zeros((2, 12)),
               "weight_hh": np.zeros((3, 12)), "bias": np.zeros(12)}
    with pytest.raises(error, match=message):
        F.lstm(**(fitting | change))


def test_gru_and_rnn_refuse_options_that_do_not_exist():
    x, W, U = np.zeros((2, 5, 2)), np.zeros((2, 9)), np.zeros((3, 9))
    with pytest.raises(ValueError, match="bias_hn belongs to reset_after=True"):
        F.gru(x, W, U, bias_hn=np.zeros(3), reset_after=False)
    with pytest.raises(ValueError, match=r"bias_hn has shape \(9,\); 3 hidden units need \(3,\)"):
        F.gru(x, W, U, bias_hn=np.zeros(9))
    with pytest.raises(ValueError, match="'tanh' or 'relu', not 'sigmoid'"):
        F.rnn(x, np.zeros((2, 3)), np.zeros((3, 3)), nonlinearity="sigmoid")
