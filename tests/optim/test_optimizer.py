"""The base class: groups, flat storage, learning rates, errors, saving and resuming."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundup.optim import SGD, Adagrad, Adam, AdamW, Optimizer, ReduceOnPlateau, RMSprop
from groundup.optim import inverse_time as inverse_time_schedule
from groundup.optim import pack as pack_module


class Box:
    """A stand-in for a tensor: all that an optimizer may know of one."""

    def __init__(self, data, grad=None):
        self.data = np.array(data) if not isinstance(data, np.ndarray) else data
        self.grad = grad
        self.touched = 0

    def touch(self):
        self.touched += 1


VARIANTS = [
    (SGD, {}), (SGD, {"momentum": 0.9}), (SGD, {"momentum": 0.9, "nesterov": True}),
    (SGD, {"weight_decay": 0.1}), (Adagrad, {}), (RMSprop, {}),
    (RMSprop, {"centered": True, "momentum": 0.5, "weight_decay": 0.1}),
    (Adam, {}), (Adam, {"amsgrad": True, "weight_decay": 0.1}), (AdamW, {}),
]


def boxes(shapes, dtype=np.float32, seed=0):
    rng = np.random.default_rng(seed)
    return [Box(rng.normal(size=shape).astype(dtype)) for shape in shapes]


def give_gradients(tensors, seed, present=None):
    rng = np.random.default_rng(seed)
    for i, p in enumerate(tensors):
        g = rng.normal(size=p.data.shape).astype(p.data.dtype)
        p.grad = g if present is None or present[i] else None


def one_by_one(optimizer_class):
    """The same optimizer, whose base class may not pack."""
    return type("OneByOne", (optimizer_class,), {"elementwise": False})


@pytest.mark.parametrize(("cls", "options"), VARIANTS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_flat_equals_tensor_by_tensor_to_the_bit(cls, options, dtype):
    shapes = [(3, 4), (4,), (1, 1), (0, 2), (200, 150), (7,)]       # more than one block
    flat, plain = boxes(shapes, dtype), boxes(shapes, dtype)
    optimizers = [cls(flat, 0.1, **options), one_by_one(cls)(plain, 0.1, **options)]
    for step in range(6):
        present = [step != 2 or i % 2 == 0 for i in range(len(shapes))]
        for tensors, optimizer in zip((flat, plain), optimizers):
            give_gradients(tensors, step, present)
            optimizer.step()
        for a, b in zip(flat, plain):
            assert (a.data == b.data).all()
            assert a.data.dtype == dtype
    assert flat[0].data.base is flat[4].data.base


@settings(max_examples=25, deadline=None)
@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=6))
def test_any_pattern_of_missing_gradients_gives_the_same_bits(patterns):
    shapes = [(2, 3), (5,), (2, 2), (3,)]
    flat, plain = boxes(shapes), boxes(shapes)
    optimizers = [Adam(flat, 0.1), one_by_one(Adam)(plain, 0.1)]
    for step, present in enumerate(patterns):
        for tensors, optimizer in zip((flat, plain), optimizers):
            give_gradients(tensors, step, present)
            optimizer.step()
    assert all((a.data == b.data).all() for a, b in zip(flat, plain))
    assert [p.touched for p in flat] == [sum(column) for column in zip(*patterns)]


def test_block_size_does_not_change_a_bit(monkeypatch):
    results = []
    for size in (64, 96 * 1024):
        monkeypatch.setattr(pack_module, "BLOCK_BYTES", size)
        tensors = boxes([(10, 11), (3,)])
        optimizer = Adam(tensors, 0.1)
        for step in range(3):
            give_gradients(tensors, step)
            optimizer.step()
        results.append(tensors[0].data.copy())
    assert (results[0] == results[1]).all()


def test_gradients_are_left_alone_and_tensors_touched():
    tensors = boxes([(4,), (2, 2)])
    for cls, options in VARIANTS:
        optimizer = cls(tensors, 0.1, **options)
        give_gradients(tensors, 1)
        before = [p.grad.copy() for p in tensors]
        touched = tensors[0].touched
        optimizer.step()
        assert all((p.grad == g).all() for p, g in zip(tensors, before))
        assert tensors[0].touched == touched + 1


def test_values_rebound_from_outside_are_taken_in():
    tensors = boxes([(2, 2), (3,)])
    optimizer = SGD(tensors, lr=0.5)
    mine = np.full((2, 2), 10, np.float32)
    tensors[0].data = mine
    give_gradients(tensors, 0)
    optimizer.step()
    np.testing.assert_array_equal(tensors[0].data, 10 - np.float32(0.5) * tensors[0].grad)
    assert (mine == 10).all()


def test_transposed_values_and_gradients():
    values = np.arange(6.0).reshape(2, 3)
    columns, gradient = Box(np.asfortranarray(values)), Box(values.copy())
    for p in (columns, gradient):
        p.grad = np.asfortranarray(np.ones((2, 3)) * values)
        SGD([p], lr=1.0).step()
        np.testing.assert_array_equal(p.data, np.zeros((2, 3)))
    assert columns.data.flags.f_contiguous


def test_mixed_dtypes_keep_theirs():
    tensors = [Box(np.ones(3, np.float32)), Box(np.ones(2, np.float64)), Box(np.float32(2.0))]
    give_gradients(tensors, 0)
    Adam(tensors, 0.1).step()
    assert [p.data.dtype for p in tensors] == [np.float32, np.float64, np.float32]
    np.testing.assert_allclose(tensors[1].data, 1 - 0.1 * np.sign(tensors[1].grad), rtol=1e-6)


def test_scalar_parameter():
    p = Box(np.array(2.0))
    p.grad = np.array(4.0)
    SGD([p], lr=0.25).step()
    assert p.data.shape == () and p.data == 1.0


def test_groups_have_their_own_options_and_accept_generators():
    a, b = boxes([(2,), (2,)])
    start = a.data.copy(), b.data.copy()
    optimizer = SGD([{"params": (p for p in [a]), "lr": 1.0}, {"params": [b], "weight_decay": 0.5}],
                    lr=0.1)
    a.grad = b.grad = np.zeros(2, np.float32)
    optimizer.step()
    np.testing.assert_array_equal(a.data, start[0])
    np.testing.assert_allclose(b.data, start[1] * (1 - 0.1 * 0.5), rtol=1e-6)
    assert [group["lr"] for group in optimizer.param_groups] == [1.0, 0.1]
    optimizer.lr = 0.25
    assert [group["lr"] for group in optimizer.param_groups] == [0.25, 0.25]


def test_schedule_is_asked_with_steps_from_zero():
    p, asked = Box(np.zeros(1)), []

    def schedule(step):
        asked.append(step)
        return np.float64(0.5 ** step)

    optimizer = SGD([p], lr=schedule)
    asked.clear()
    for _ in range(3):
        p.grad = np.ones(1)
        optimizer.step()
    assert asked == [0, 1, 2]
    assert p.data[0] == -(1 + 0.5 + 0.25)
    assert optimizer.lr == 0.125


def test_float64_schedule_does_not_upcast():
    p = Box(np.ones(2, np.float32), np.ones(2, np.float32))
    SGD([p], lr=lambda step: np.float64(0.1)).step()
    assert p.data.dtype == np.float32


def test_zero_grad_and_a_step_without_gradients():
    tensors = boxes([(2,)])
    give_gradients(tensors, 0)
    optimizer = Adam(tensors)
    optimizer.zero_grad()
    before = tensors[0].data.copy()
    optimizer.step()
    assert tensors[0].grad is None
    assert (tensors[0].data == before).all()
    assert tensors[0].touched == 0


def test_own_optimizer_sees_whole_tensors():
    class Normalized(Optimizer):
        def update(self, p, g, state, lr):
            p -= lr * g / np.linalg.norm(g)

    p, q = Box(np.zeros((2, 1)), np.array([[3.0], [4.0]])), Box(np.zeros(1), np.array([7.0]))
    Normalized([p, q], lr=1.0).step()
    np.testing.assert_allclose(p.data, [[-0.6], [-0.8]])
    np.testing.assert_allclose(q.data, [-1.0])


@pytest.mark.parametrize(("cls", "options"), VARIANTS)
def test_resume_is_exact(cls, options):
    def make(tensors):
        groups = [{"params": tensors[:2]}, {"params": tensors[2:], "lr": 0.01}]
        return cls(groups, 0.1, **options)

    def train(tensors, optimizer, steps):
        for step in steps:
            give_gradients(tensors, step, [step != 1, True, True])
            optimizer.step()

    whole = boxes([(3, 2), (2,), (4,)])
    optimizer = make(whole)
    train(whole, optimizer, range(4))
    saved = optimizer.state_dict()
    resumed = [Box(p.data.copy()) for p in whole]
    train(whole, optimizer, range(4, 8))
    assert all(np.isscalar(value) or isinstance(value, np.ndarray) for value in saved.values())

    other = make(resumed)
    other.lr = 77.0                     # the saved rates are restored
    other.load_state_dict(saved)
    train(resumed, other, range(4, 8))
    assert other.steps == 8
    assert all((a.data == b.data).all() for a, b in zip(whole, resumed))


def test_saved_options_win_and_schedules_go_on():
    p = Box(np.ones(1), np.ones(1))
    old = Adam([p], inverse_time_schedule(1.0, decay=1.0), betas=(0.5, 0.75), weight_decay=0.25)
    old.step()
    new = Adam([Box(np.ones(1))], inverse_time_schedule(1.0, decay=1.0))
    new.load_state_dict(old.state_dict())
    assert new.lr == 0.5
    assert new.param_groups[0]["betas"] == (0.5, 0.75)
    assert new.param_groups[0]["weight_decay"] == 0.25

    plateau = ReduceOnPlateau(1.0, patience=0)
    old = SGD([p], lr=plateau)
    plateau.update(1.0)
    plateau.update(1.0)
    new = SGD([p], lr=ReduceOnPlateau(1.0, patience=0))
    new.load_state_dict(old.state_dict())
    assert new.lr == old.lr == 0.1


@pytest.mark.parametrize(("other", "message"), [
    (lambda: SGD(boxes([(2, 3)]), momentum=0.9),
     r"lacks 'group.0.momentum'.*has the unknown 'group.0.betas'"),
    (lambda: Adam(boxes([(2, 3), (3,)])), r"lacks 'group.0.param.1.m' \(3 in all\)"),
    (lambda: Adam(boxes([(3, 2)])), r"'group.0.param.0.m' has shape \(2, 3\).*\(3, 2\)"),
    (lambda: Adam(boxes([(2, 3)], np.float64)), r"'group.0.param.0.m' is float32.*float64"),
    (lambda: Adam(boxes([(2, 3)]), lr=lambda t: 0.1), r"has the unknown 'group.0.lr'"),
])
def test_foreign_state_is_refused_unchanged(other, message):
    saved = Adam(boxes([(2, 3)])).state_dict()
    optimizer = other()
    before = optimizer.state_dict()
    with pytest.raises(ValueError, match=message):
        optimizer.load_state_dict(saved)
    after = optimizer.state_dict()
    assert all((before[key] == after[key]).all() if isinstance(before[key], np.ndarray)
               else before[key] == after[key] for key in before)


class Model:
    def parameters(self):
        yield Box(np.ones(2))


SHARED = Box(np.ones(2))


@pytest.mark.parametrize(("params", "error", "message"), [
    ([], ValueError, "no parameters to optimize"),
    ([{"params": []}], ValueError, "no parameters to optimize"),
    ("weights", TypeError, "not a str"),
    (3, TypeError, "not 3"),
    (Model(), TypeError, r"pass model\.parameters\(\)"),
    ([Model()], TypeError, "is a Model; it must be a Tensor"),
    (SHARED, TypeError, "not a Box: put it into a list"),
    ({"params": [SHARED]}, TypeError, "not a dict: put it into a list"),
    ([("weight", SHARED)], TypeError, r"not model\.named_parameters"),
    ([np.ones(2)], TypeError, "Parameter 0 of group 0 is a ndarray"),
    ([Box(np.ones(2, int))], TypeError, "int64; only floating-point"),
    ([SHARED, SHARED], ValueError, "1 of group 0 is the same tensor as parameter 0 of group 0"),
    ([{"params": [SHARED]}, {"params": [SHARED]}], ValueError, "0 of group 1 is the same tensor"),
    ([{"params": [SHARED], "decay": 1}], ValueError, "unknown option 'decay'.*weight_decay"),
    ([{"lr": 1.0}], TypeError, r"the entry \"params\", not one with \['lr'\]"),
    ([{"params": [SHARED]}, SHARED], TypeError, "Group 1 must be a dictionary.*not Box"),
])
def test_params_that_make_no_sense(params, error, message):
    with pytest.raises(error, match=message):
        SGD(params, lr=0.1)


@pytest.mark.parametrize(("options", "error", "message"), [
    ({"lr": -0.1}, ValueError, "finite number ≥ 0"),
    ({"lr": float("nan")}, ValueError, "learning rate is nan"),
    ({"lr": "fast"}, TypeError, "not 'fast'"),
    ({"lr": True}, TypeError, "not True"),
    ({"lr": lambda t: None}, TypeError, "not None"),
    ({"betas": (0.9, 1.0)}, ValueError, "betas"),
    ({"betas": 0.9}, ValueError, "betas"),
    ({"eps": -1e-8}, ValueError, "eps must be"),
    ({"weight_decay": "no"}, ValueError, "weight_decay must be"),
])
def test_options_that_make_no_sense(options, error, message):
    with pytest.raises(error, match=message):
        Adam(boxes([(2,)]), **options)


def test_options_that_make_no_sense_elsewhere():
    with pytest.raises(ValueError, match="momentum"):
        SGD(boxes([(2,)]), nesterov=True)
    with pytest.raises(ValueError, match="alpha"):
        RMSprop(boxes([(2,)]), alpha=1.5)
    with pytest.raises(TypeError, match="centered is True or False"):
        RMSprop([{"params": boxes([(2,)]), "centered": 1}])


@pytest.mark.parametrize(("grad", "error", "message"), [
    (np.ones((3, 2), np.float32), ValueError, r"parameter 1 is float32 of shape \(3, 2\)"),
    (np.ones((2, 3)), ValueError, "float64 .*the parameter is float32"),
    ([[1.0, 2.0, 3.0]] * 2, TypeError, "is a list"),
])
def test_gradient_that_does_not_fit_changes_nothing(grad, error, message):
    tensors = boxes([(4,), (2, 3)])
    before = tensors[0].data.copy()
    optimizer = Adam(tensors)
    give_gradients(tensors, 0)
    tensors[1].grad = grad
    with pytest.raises(error, match=message):
        optimizer.step()
    assert (tensors[0].data == before).all() and optimizer.steps == 0


def test_bad_rate_changes_nothing():
    p = Box(np.ones(2), np.ones(2))
    optimizer = SGD([p], lr=lambda t: 0.1 if t == 0 else float("inf"))
    optimizer.step()
    before = p.data.copy()
    with pytest.raises(ValueError, match="inf at step 1"):
        optimizer.step()
    assert (p.data == before).all()


def test_model_changed_under_the_optimizer():
    p = Box(np.ones(2), np.ones(2))
    optimizer = SGD([p], lr=0.1)
    p.data = np.ones(2, np.float32)
    with pytest.raises(ValueError, match="Make a new optimizer"):
        optimizer.step()
    p.data = np.ones(2)
    optimizer.param_groups[0]["momentum"] = 0.9
    with pytest.raises(ValueError, match="Make a new optimizer"):
        optimizer.step()


def test_what_is_remembered_starts_at_zero_in_its_shape():
    class Rows(Optimizer):
        def slots(self, group):
            return ("sum", "rows")

        def slot_shape(self, group, slot, shape):
            return shape[:1] if slot == "rows" else shape

        def update(self, p, g, state, lr):
            state["sum"] += g
            state["rows"] += g.sum(axis=1)

    tensors = boxes([(3, 2)])
    optimizer = Rows(tensors, lr=0.1)
    saved = optimizer.state_dict()
    assert saved["group.0.param.0.sum"].tolist() == np.zeros((3, 2)).tolist()
    assert saved["group.0.param.0.rows"].tolist() == [0, 0, 0]
    tensors[0].grad = np.arange(6, dtype=np.float32).reshape(3, 2)
    optimizer.step()
    assert optimizer.state_dict()["group.0.param.0.rows"].tolist() == [1, 5, 9]


def test_repr_and_base():
    tensors = boxes([(1000, 2)])
    assert repr(SGD(tensors, lr=0.1)).startswith("SGD(lr=0.1, momentum=0.0")
    assert "2,000 values" in repr(Adam(tensors, lr=lambda t: 0.1))
    tensors[0].grad = tensors[0].data
    with pytest.raises(NotImplementedError, match="must define update"):
        Optimizer(tensors, lr=0.1).step()
