"""What a tensor is made from, what it shows, and what it refuses."""

import numpy as np
import pytest

from groundup import Tensor, autograd


def test_dtypes_of_new_tensors():
    assert Tensor(1.0).dtype == Tensor([1.0]).dtype == Tensor([[1, 2.5]]).dtype == np.float32
    assert Tensor(1).dtype == np.int64 and Tensor(True).dtype == bool
    for dtype in ("float64", "float32", "float16", "int8", "uint8", "bool"):
        assert Tensor(np.zeros(2, dtype)).dtype == dtype
        assert Tensor(np.zeros(2)[0].astype(dtype)).dtype == dtype
    assert Tensor(np.zeros(2), dtype="float32").dtype == np.float32


def test_an_array_is_not_copied_and_a_list_is():
    array = np.zeros(2)
    assert Tensor(array).data is array
    assert Tensor(array).numpy() is array


@pytest.mark.parametrize("data, message", [
    ("text", "got a str"), (["a", "b"], "got a list of text"), (None, "got None .*lack its return"),
    ([1.0, None], "got a list of object"), (np.array(["a"]), "got an array of text"),
    (1j, "got a complex"), (np.array([1j]), "got an array of complex128"),
    (np.array([None]), "got an array of object"),
    (np.array(["2020-01-01"], "datetime64[D]"), "got an array of datetime64"),
])
def test_what_is_no_number_is_refused(data, message):
    with pytest.raises(TypeError, match=message):
        Tensor(data)


def test_ragged_lists_are_refused():
    with pytest.raises(ValueError, match="rows of unequal length"):
        Tensor([[1.0, 2.0], [3.0]])


def test_a_list_of_tensors_is_refused_since_its_history_would_be_lost():
    with pytest.raises(TypeError, match="stack"):
        Tensor([Tensor(1.0, requires_grad=True), Tensor(2.0)])


def test_integers_refuse_a_gradient():
    for data in (1, [1, 2], [True], np.zeros(2, np.uint8)):
        with pytest.raises(TypeError, match=r"needs floating-point data.*astype\('float32'\)"):
            Tensor(data, requires_grad=True)
    x = Tensor([1, 2])
    with pytest.raises(TypeError, match="int64"):
        x.requires_grad = True
    y = Tensor([1, 2]) * Tensor([2.0, 3.0], requires_grad=True)
    assert y.requires_grad and not x.requires_grad


def test_requires_grad_can_be_set_on_leaves_alone():
    x = Tensor([1.0, 2.0])
    x.requires_grad = True
    y = x * 2
    with pytest.raises(RuntimeError, match=r"result of multiply.*detach"):
        y.requires_grad = False
    x.requires_grad = False
    assert not (x * 2).requires_grad and x.grad is None


def test_a_tensor_does_not_change_in_place():
    x = Tensor([1.0, 2.0])
    with pytest.raises(TypeError, match=r"where, concatenate or scatter_add.*touch"):
        x[0] = 5.0
    with pytest.raises(TypeError, match="takes no out"):
        np.add(x, 1.0, out=np.zeros(2, "float32"))
    before = x
    x += 1
    assert x is not before and before.tolist() == [1.0, 2.0]


def test_the_gradient_can_be_set_to_an_array_of_the_same_shape():
    x = Tensor([1.0, 2.0], requires_grad=True)
    x.grad = np.array([1.0, 2.0], "float32")
    given = x.grad
    (x * 3).sum().backward()
    np.testing.assert_array_equal(x.grad, [4.0, 5.0])
    np.testing.assert_array_equal(given, [1.0, 2.0])
    x.grad = None
    assert x.grad is None
    with pytest.raises(ValueError, match=r"shape \(3,\), the tensor \(2,\)"):
        x.grad = np.zeros(3)
    with pytest.raises(RuntimeError, match="requires_grad=True"):
        Tensor([1.0]).grad = np.zeros(1)


def test_conversions():
    x = Tensor([[1.0, 2.0]])
    assert float(Tensor(2.5)) == Tensor([[2.5]]).item() == 2.5
    assert int(Tensor(3)) == 3 and [10, 20, 30][Tensor(1)] == 20
    assert len(x) == 1 and x.tolist() == [[1.0, 2.0]] and bool(Tensor(1.0))
    assert np.asarray(x) is x.data and np.array(x) is not x.data
    assert np.asarray(x, "float64").dtype == np.float64
    assert [row.tolist() for row in x.T] == [[1.0], [2.0]]
    with pytest.raises(TypeError, match="without axes"):
        iter(Tensor(1.0))
    with pytest.raises(ValueError, match=r"shape \(1, 2\) is neither true nor false"):
        bool(x)


def test_detach_shares_data_and_no_history():
    x = Tensor([1.0, 2.0], requires_grad=True)
    d = (x * 2).detach()
    assert not d.requires_grad
    (x * d).sum().backward()
    np.testing.assert_array_equal(x.grad, d.data)


def test_repr_names_dtype_and_origin():
    x = Tensor([1.0], requires_grad=True)
    assert repr(x) == "Tensor([1.], requires_grad=True)"
    assert repr(x * 2) == "Tensor([2.], from=multiply)"
    assert repr(Tensor([1])) == "Tensor([1], dtype=int64)"


def test_methods_are_the_functions():
    data = np.array([[0.3, 1.2, 0.7], [2.0, 0.1, 0.9]])
    x = Tensor(data)
    for name in ("exp", "log", "sqrt", "tanh", "sigmoid", "abs", "sum", "mean", "var", "max", "min",
                 "prod", "cumsum", "squeeze", "transpose"):
        np.testing.assert_array_equal(getattr(x, name)().data, getattr(autograd, name)(data).data)
    np.testing.assert_array_equal(x.clip(0.5, 1.0).data, data.clip(0.5, 1.0))
    np.testing.assert_array_equal(x.argmax(axis=1).data, data.argmax(axis=1))
    np.testing.assert_array_equal(x.argmin().data, data.argmin())
    np.testing.assert_array_equal(x.reshape(3, 2).data, x.reshape((3, 2)).data)
    np.testing.assert_array_equal((+x).data, data)
    np.testing.assert_array_equal(abs(-x).data, data)


def test_hash_is_identity():
    x = Tensor([1.0])
    assert {x: 1}[x] == 1 and hash(x) != hash(Tensor([1.0]))


def test_astype_to_integers_ends_the_tape():
    x = Tensor([1.5], requires_grad=True)
    assert x.astype("int64").tolist() == [1] and not x.astype("int64").requires_grad
    y = x.astype("float64")
    (y * np.array([2.0])).backward()
    assert y.dtype == np.float64 and x.grad.dtype == np.float32 and x.grad == 2
