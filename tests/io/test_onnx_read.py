"""Models read from ONNX: they run, they learn, and what is broken or unknown is refused."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from groundup import Tensor, losses, models, nn, no_grad, optim
from groundup.io.errors import FileError
from groundup.io.onnx import UnsupportedModel, from_onnx, to_onnx

onnx = pytest.importorskip("onnx", reason="reading ONNX needs onnx: pip install onnx==1.23.2")
helper, FLOAT = onnx.helper, onnx.TensorProto.FLOAT


def built(*nodes, inputs=("x",), outputs=("y",), stored=(), opset=17, shape=("N", 3)):
    """The bytes of a model of these nodes."""
    described = [[helper.make_tensor_value_info(name, FLOAT, shape) for name in names]
                 for names in (inputs, outputs)]
    graph = helper.make_graph(nodes, "graph", *described, stored)
    opsets = [helper.make_opsetid("", opset)]
    return helper.make_model(graph, opset_imports=opsets).SerializeToString()


def node(operator, inputs="x", outputs="y", **attributes):
    return helper.make_node(operator, inputs.split(), outputs.split(), name="it", **attributes)


def stored(name, values):
    return onnx.numpy_helper.from_array(np.asarray(values, np.float32), name)


X = np.array([[1.0, -2.0, 3.0]], np.float32)


# ---- using it -------------------------------------------------------------------------------


def test_a_graph_runs_forward_and_backward():
    nodes = node("Mul", "x w", "z"), node("Relu", "z")
    model = from_onnx(built(*nodes, stored=[stored("w", [2.0])]))
    x = Tensor(X, requires_grad=True)
    y = model(x)
    y.sum().backward()
    assert y.data.tolist() == [[2.0, 0.0, 6.0]]
    assert x.grad.tolist() == [[2.0, 0.0, 2.0]]
    assert model.w.grad.tolist() == [4.0]
    assert model.predict(X).tolist() == y.data.tolist()
    assert repr(model) == "OnnxModel(2 nodes)"


def test_stored_floats_are_parameters_and_running_statistics_buffers():
    layer = nn.Sequential(nn.Conv2d(1, 2, 3, rng=0), nn.BatchNorm2d(2)).eval()
    model = from_onnx(to_onnx(layer, (1, 1, 5, 5)))
    assert dict(model.named_buffers()).keys() == {"1.running_mean", "1.running_var"}
    assert {name for name, _ in model.named_parameters()} == {
        "0.weight", "0.bias", "1.weight", "1.bias"}
    twin = from_onnx(to_onnx(layer, (1, 1, 5, 5)))
    twin.load_state_dict(layer.state_dict())
    np.testing.assert_array_equal(twin.state_dict()["0.weight"], layer[0].weight.data)


def test_settings_are_no_parameters():
    pads = onnx.numpy_helper.from_array(np.array([0, 1, 0, 0]), "pads")
    model = from_onnx(built(node("Pad", "x pads fill"), stored=[pads, stored("fill", 7.0)]))
    x = Tensor(X, requires_grad=True)
    assert not list(model.parameters())
    model(x).sum().backward()
    assert (model(x).data.tolist(), x.grad.tolist()) == ([[7.0, 1.0, -2.0, 3.0]], [[1.0] * 3])


def test_a_model_that_was_read_learns_as_the_one_that_was_written(rng):
    x, y = rng.normal(size=(16, 4)).astype("float32"), rng.integers(0, 3, 16)
    ours = models.MLP(4, [8], 3, rng=0)
    read = from_onnx(to_onnx(ours, x))
    for model in (ours, read):
        optimizer = optim.Adam(model.parameters(), lr=0.01)
        for _ in range(5):
            optimizer.zero_grad()
            losses.cross_entropy(model(Tensor(x)), y).backward()
            optimizer.step()
    np.testing.assert_allclose(read.predict(x), ours.predict(x), rtol=1e-5)


def test_names_that_a_module_has_taken_are_put_aside():
    model = from_onnx(built(node("Add", "x forward"), stored=[stored("forward", [1.0])]))
    assert [name for name, _ in model.named_parameters()] == ["forward_"]
    assert model.predict(X).tolist() == [[2.0, -1.0, 4.0]]


def test_a_file_is_read_as_its_bytes_are(tmp_path):
    content = built(node("Neg"))
    (tmp_path / "model.onnx").write_bytes(content)
    assert from_onnx(tmp_path / "model.onnx").predict(X).tolist() == (-X).tolist()
    with pytest.raises(OSError, match="nowhere"):
        from_onnx(tmp_path / "nowhere.onnx")


def test_several_outputs_come_as_a_tuple():
    model = from_onnx(built(node("Split", "x", "a b", axis=1), outputs=("a", "b"), shape=("N", 4)))
    first, second = model(np.arange(4, dtype="float32")[None])
    assert (first.tolist(), second.tolist()) == ([[0.0, 1.0]], [[2.0, 3.0]])


def test_inputs_are_what_the_file_says():
    model = from_onnx(built(node("Neg")))
    with pytest.raises(ValueError, match=r"'x' has shape \(N, 3\), not \(2, 4\)"):
        model(np.ones((2, 4), "float32"))
    with pytest.raises(TypeError, match=r"'x' is float32, not float64.*x.astype\('float32'\)"):
        model(np.ones((2, 3)))
    with pytest.raises(TypeError, match=r"takes 1 inputs \(x\), not 2"):
        model(X, X)


def test_an_operator_that_refuses_its_inputs_is_named():
    model = from_onnx(built(node("Reshape", "x shape"), inputs=("x", "shape"), shape=None))
    with pytest.raises(ValueError, match=r"node 'it' \(Reshape\)"):
        model(X, np.array([5.0], "float32"))


def test_no_gradient_is_lost_in_silence():
    model = from_onnx(built(
        node("ScatterElements", "x i u", axis=1, reduction="max"), stored=[
            stored("u", [[9.0]]), onnx.numpy_helper.from_array(np.array([[0]]), "i")]))
    with pytest.raises(ValueError, match="no gradient passes"):
        model(Tensor(X, requires_grad=True))
    model.freeze()
    with no_grad():
        assert model(X).tolist() == [[9.0, -2.0, 3.0]]


# ---- what is not here -----------------------------------------------------------------------


@pytest.mark.parametrize(("content", "said"), [
    (built(node("DFT")), r"node 'it' \(DFT\): there is no operator DFT"),
    (built(node("Softmax", axis=1, temperature=2.0)),
     r"node 'it' \(Softmax\): the attribute temperature is not supported; .* axis"),
    (built(node("Softmax", axis=1), opset=11), "before opset 13, Softmax was another operator"),
    (built(node("Relu"), opset=6), "opset 6; read are 7 to 28"),
    (built(node("Cast", to=onnx.TensorProto.BFLOAT16)), "dtype 16 is not supported; there are"),
    (built(node("LSTM", "x w r", "y", activations=["Affine", "Tanh", "Tanh"], hidden_size=1),
           inputs=("x", "w", "r"), shape=(1, 4, 1)), "activations"),
    (built(node("Add", "x w"), stored=[helper.make_tensor("w", onnx.TensorProto.BFLOAT16, [1],
                                                          [1.0])]), "'w' is of BFLOAT16"),
], ids=["operator", "attribute", "changed operator", "opset", "dtype", "option", "weights"])
def test_what_is_unsupported_is_named(content, said):
    with pytest.raises(UnsupportedModel, match=said):
        model = from_onnx(content)
        model(*[np.ones([n if isinstance(n, int) else 1 for n in told.shape], told.dtype)
                for told in model.inputs])


def test_functions_of_its_own_are_unsupported():
    proto = onnx.load_from_string(built(node("Relu")))
    proto.functions.append(helper.make_function("own", "F", ["a"], ["b"], [], []))
    with pytest.raises(UnsupportedModel, match="inline_local_functions"):
        from_onnx(proto.SerializeToString())


# ---- what is broken -------------------------------------------------------------------------


def outside():
    tensor = stored("w", [1.0])
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value="../../etc/passwd")
    return built(node("Add", "x w"), stored=[tensor])


def enormous():
    tensor = stored("w", [1.0])
    tensor.dims[:] = [2 ** 40]
    return built(node("Add", "x w"), stored=[tensor])


@pytest.mark.parametrize(("content", "said"), [
    (b"", "no graph"),
    (b"not a model", "no whole ONNX model"),
    (built(node("Relu"))[:-20], "ONNX model|no graph|lies|makes|uses"),
    (built(node("Add", "x z", "y"), node("Relu", "y", "z")), "'z', which nothing before it makes"),
    (built(node("Relu", "x", "x"), outputs=("x",)), "'x', which is there already"),
    (built(node("Relu", "x", "z")), "Nothing makes the output 'y'"),
    (built(node("Relu", "x x")), r"\(Relu\)"),
    (built(node("Add", "x")), "1 inputs, not 2"),
    (built(node("BitShift", "x x")), "direction"),
    (outside(), "lies in another file, and no other file is opened"),
    (enormous(), "cannot have the shape"),
], ids=["empty", "no message", "cut", "circle", "twice", "no output", "inputs", "few inputs",
        "attribute missing", "other file", "enormous"])
def test_what_is_broken_is_refused(content, said):
    with pytest.raises(FileError, match=said):
        from_onnx(content)


def test_weights_that_are_not_all_there_are_refused():
    proto = onnx.load_from_string(built(node("Add", "x w"), stored=[stored("w", np.ones((1, 3)))]))
    proto.graph.initializer[0].dims[:] = [2, 3]
    with pytest.raises(FileError, match=r"shape \(2, 3\) has 3 numbers"):
        from_onnx(proto.SerializeToString())


@pytest.mark.parametrize("nodes", [
    [node("ConstantOfShape", "n", "y")],
    [node("Expand", "x e", "y")],
    [node("Tile", "x n", "y")],
    [node("Reshape", "x c", "z"), node("Mul", "z v", "y")],
    [node("Reshape", "x c", "z"), node("MatMul", "z v", "y")],
    [node("Reshape", "x c", "z"), node("Max", "z v", "y")],
], ids=["ConstantOfShape", "Expand", "Tile", "Mul", "MatMul", "Max"])
def test_a_small_file_cannot_ask_for_much_memory(nodes):
    whole = onnx.numpy_helper.from_array
    constants = [whole(np.array([2 ** 20, 2 ** 20]), "n"), whole(np.array([2 ** 20, 1, 1]), "e"),
                 whole(np.array([-1, 1]), "c"), whole(np.ones((1, 2 ** 14), "float32"), "v")]
    model = from_onnx(built(*nodes, stored=constants))
    tracemalloc.start()
    with pytest.raises(ValueError, match="more than the 268435456 numbers allowed"):
        model(np.ones((2 ** 13, 3), "float32"))
    assert tracemalloc.get_traced_memory()[1] < 2 ** 22
    tracemalloc.stop()


def test_an_endless_loop_ends():
    body = helper.make_graph(
        [helper.make_node("Identity", ["on"], ["still"])], "body",
        [helper.make_tensor_value_info("i", onnx.TensorProto.INT64, []),
         helper.make_tensor_value_info("on", onnx.TensorProto.BOOL, [])],
        [helper.make_tensor_value_info("still", onnx.TensorProto.BOOL, [])])
    body.node.append(helper.make_node("Identity", ["x"], ["row"]))
    body.output.append(helper.make_tensor_value_info("row", FLOAT, None))
    model = from_onnx(built(helper.make_node("Loop", ["", ""], ["y"], body=body)))
    with pytest.raises(ValueError, match="numbers allowed"):
        model(np.ones((2 ** 20, 3), "float32"))


def small():
    layers = nn.Sequential(nn.Conv2d(1, 2, 3, padding=1, rng=0), nn.BatchNorm2d(2), nn.ReLU(),
                           nn.MaxPool2d(2), nn.Flatten(), nn.Dense(8, 2, rng=0))
    return to_onnx(layers, (1, 1, 4, 4))


SMALL = small()


def load_and_run(content):
    """Whatever a file holds, it is refused with one of these errors, or it runs."""
    try:
        model = from_onnx(content)
    except (FileError, UnsupportedModel):
        return
    try:
        with no_grad():
            model(np.ones((2, 1, 4, 4), "float32"))
    except (ValueError, TypeError):
        return


@settings(max_examples=300)
@given(st.lists(st.tuples(st.integers(0, len(SMALL) - 1), st.integers(0, 7)), min_size=1,
                max_size=4))
def test_flipped_bits_do_no_harm(flips):
    content = bytearray(SMALL)
    for place, bit in flips:
        content[place] ^= 1 << bit
    load_and_run(bytes(content))
    assert len(content) == len(SMALL)


@settings(max_examples=100)
@given(st.integers(0, len(SMALL) - 1))
def test_a_file_that_was_cut_short_does_no_harm(end):
    load_and_run(SMALL[:end])
    assert SMALL[:end] != SMALL


@settings(max_examples=100)
@given(st.binary(max_size=200))
def test_bytes_of_any_kind_do_no_harm(content):
    load_and_run(content)
    assert content != SMALL
