"""Models written as ONNX: what the file says, and what cannot be written."""

import threading

import numpy as np
import pytest

import groundup as gu
from groundup import Tensor, models, nn
from groundup.io.onnx import UnsupportedModel, from_onnx, to_onnx

onnx = pytest.importorskip("onnx", reason="writing ONNX needs onnx: pip install onnx==1.23.2")


def graph(content):
    return onnx.load_from_string(content).graph


def kinds(content):
    return [node.op_type for node in graph(content).node]


def shape(entry):
    return [axis.dim_param or axis.dim_value for axis in entry.type.tensor_type.shape.dim]


class Does(nn.Module):
    """A module of one function."""

    def __init__(self, function):
        self.function = function

    def forward(self, x):
        return self.function(x)


def test_the_file_says_who_made_it_and_for_whom():
    model = onnx.load_from_string(to_onnx(nn.Dense(2, 3), (1, 2)))
    assert (model.producer_name, model.producer_version) == ("groundup", gu.__version__)
    assert (model.ir_version, model.opset_import[0].version) == (8, 17)
    assert onnx.load_from_string(to_onnx(nn.Dense(2, 3), (1, 2), opset=20)).ir_version == 9


def test_names_are_those_of_the_model_and_the_batch_is_open():
    content = to_onnx(models.MLP(2, [4], 3), (1, 2))
    assert [entry.name for entry in graph(content).input] == ["x"]
    assert {tensor.name for tensor in graph(content).initializer} == {
        "0.weight", "0.bias", "2.weight", "2.bias"}
    assert shape(graph(content).input[0]) == ["N", 2]
    assert shape(graph(content).output[0]) == ["N", 3]


def test_an_output_that_is_an_input_a_weight_or_another_output_is_copied():
    content = to_onnx(Does(lambda x: (x, y := gu.exp(x), y)), (2, 3))
    assert kinds(content) == ["Exp", "Identity", "Identity"]
    x = np.zeros((1, 3), "float32")
    assert [y.tolist() for y in from_onnx(content)(x)] == [[[0.0] * 3], [[1.0] * 3], [[1.0] * 3]]


def test_the_batch_may_have_another_name_or_one_size():
    layer = nn.Dense(2, 3)
    assert shape(graph(to_onnx(layer, (5, 2), batch="rows")).input[0]) == ["rows", 2]
    assert shape(graph(to_onnx(layer, (5, 2), batch=None)).output[0]) == [5, 3]


def test_what_is_stored_is_what_the_arrays_hold_whatever_their_strides():
    layer = nn.Dense(3, 2, bias=False)
    layer.weight.data = np.arange(6, dtype="float32").reshape(2, 3).T
    (tensor,) = graph(to_onnx(layer, (1, 3))).initializer
    np.testing.assert_array_equal(onnx.numpy_helper.to_array(tensor), layer.weight.data)


def test_a_file_is_written_whole(tmp_path):
    content = to_onnx(nn.Dense(2, 3), (1, 2), tmp_path / "model.onnx")
    assert (tmp_path / "model.onnx").read_bytes() == content
    assert [path.name for path in tmp_path.iterdir()] == ["model.onnx"]


def test_layers_that_run_together_are_written_one_by_one_and_dropout_not_at_all():
    model = nn.Sequential(nn.Dense(4, 4), nn.ReLU(), nn.Dropout(0.5), nn.Dense(4, 2)).train()
    assert kinds(to_onnx(model, (1, 4))) == ["Gemm", "Relu", "Gemm"]
    assert all(part.training and "forward" not in vars(part) for part in model.modules())


def test_a_fused_operation_without_a_counterpart_is_taken_apart():
    content = to_onnx(nn.Mish(), (2, 3))
    assert "Mish" not in kinds(content)
    x = np.array([[-1.0, 0.0, 2.0]], "float32")
    np.testing.assert_allclose(from_onnx(content).predict(x), nn.Mish().predict(x), rtol=1e-6)


def test_a_recurrent_layer_is_one_node():
    assert kinds(to_onnx(nn.LSTM(3, 5), (2, 4, 3))).count("LSTM") == 1


def test_weights_of_a_recurrent_layer_that_depend_on_the_input_are_refused():
    layer = nn.RNN(3, 5)

    def steered(x):
        return gu.functional.rnn(x, layer.weight_ih_l0 * x.mean(), layer.weight_hh_l0)[0]

    with pytest.raises(UnsupportedModel, match="rnn: its weights depend on the input"):
        to_onnx(Does(steered), (2, 4, 3))


def test_outputs_keep_their_order_however_they_are_nested():
    content = to_onnx(nn.LSTM(3, 5), (2, 4, 3))
    assert [entry.name for entry in graph(content).output] == ["output_0", "output_1", "output_2"]
    assert [shape(entry) for entry in graph(content).output] == [
        ["N", 4, 5], [1, "N", 5], [1, "N", 5]]


def test_other_threads_are_not_listened_to():
    stop, started = threading.Event(), threading.Event()

    def busy():
        while not stop.is_set():
            Tensor([1.0]) + Tensor([2.0])
            started.set()

    thread = threading.Thread(target=busy)
    thread.start()
    started.wait()
    found = kinds(to_onnx(Does(lambda x: gu.exp(x)), (2, 3)))
    stop.set()
    thread.join()
    assert found == ["Exp"]


# ---- what a graph cannot say ----------------------------------------------------------------


@pytest.mark.parametrize(("function", "said"), [
    (lambda x: x * gu.backend.generator().random(), "multiply: .*drawn at random"),
    (lambda x: x * np.max(x.data), "multiply: .*computed from the input by NumPy"),
    (lambda x: x - x.data.mean(axis=1, keepdims=True), "subtract: .*by NumPy"),
    (lambda x: gu.exp(x) if x.data[0, 0] < 3 else x * 2, "depends on the numbers"),
    (lambda x: x[x.data > 1], "booleans"),
    (lambda x: np.ones(3), "returned a ndarray, and only tensors"),
], ids=["random", "a number", "an array", "a choice", "a mask", "no tensor"])
def test_what_is_not_the_same_in_each_run_is_refused(function, said):
    with pytest.raises((UnsupportedModel, TypeError), match=said):
        to_onnx(Does(function), np.array([[2.0, 3.0], [4.0, 5.0]], "float32"))


def test_a_model_that_draws_numbers_is_refused_and_its_parts_are_not():
    vae = models.VAE(4, 8, 2, rng=0)
    with pytest.raises(UnsupportedModel, match="drawn at random"):
        to_onnx(vae, (2, 4))
    assert "Gemm" in kinds(to_onnx(vae.decode, (2, 2)))


def test_an_operation_without_nodes_is_named():
    own = gu.primitive(np.sinc, vjp=[lambda g, x: g], name="sinc")
    with pytest.raises(UnsupportedModel, match="sinc: this operation has no counterpart"):
        to_onnx(Does(own), (2, 3))


@pytest.mark.parametrize(("arguments", "error", "said"), [
    ((len, (1, 2)), TypeError, "takes a module, or a method of one"),
    ((nn.Dense(2, 3), ()), TypeError, "The example"),
    ((nn.Dense(2, 3), 3.0), TypeError, "The example"),
    ((nn.Dense(2, 3), (1, 4)), ValueError, "dense: x has 4 features"),
], ids=["no module", "nothing", "a number", "features"])
def test_arguments_that_are_none(arguments, error, said):
    with pytest.raises(error, match=said):
        to_onnx(*arguments)


def test_an_opset_that_is_not_written():
    with pytest.raises(ValueError, match="opset is 17 to 23, not 9"):
        to_onnx(nn.Dense(2, 3), (1, 2), opset=9)


def test_nothing_listens_after_an_error():
    from groundup.autograd.tape import listeners

    with pytest.raises(ValueError, match="dense"):
        to_onnx(nn.Dense(2, 3), (1, 4))
    assert listeners == []
