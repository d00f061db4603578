"""What is done wrong with layers and models: each mistake is named, with the way out."""

import numpy as np
import pytest

from groundup import Tensor, nn, optim


def ones(*shape):
    return Tensor(np.ones(shape, "float32"))


class Forgetful(nn.Module):
    def forward(self, x):
        x * 2


class InAList(nn.Module):
    def __init__(self):
        self.layers = [nn.Dense(2, 2)]


def assigned(value):
    nn.Dense(2, 1).weight = value


@pytest.mark.parametrize("wrong, error, message", [
    (lambda: nn.Dense(3, 4)("abc"), TypeError, "real numbers; got a str"),
    (lambda: nn.Dense(3, 4)(None), TypeError, "got None"),
    (lambda: nn.Dense(144, 2)(ones(1, 4, 6, 6)), ValueError, r"Flatten all.*nn.Flatten\(\)"),
    (lambda: nn.Dense(1, 2)(ones(5)), ValueError, r"one feature each, use x\[:, None\]"),
    (lambda: nn.Dense(2, 3, init="xavier"), TypeError, "init is a function of a shape.*not a str"),
    (lambda: nn.Conv2d(1, 2, 3, init=1), TypeError, "Conv2d: init is a function"),
    (lambda: nn.Embedding(3, 2, init=None), TypeError, "Embedding: init is a function"),
    (lambda: nn.LearnedPositions(3, 2, init="normal"), TypeError, "LearnedPositions: init is"),
    (lambda: nn.Conv2d(3, 4, 3)(ones(2, 8, 8, 3)), ValueError, r"x.transpose\(0, 3, 1, 2\)"),
    (lambda: nn.Conv2d(3, 4, 3)([1.0]), TypeError, "takes a tensor or an array, not a list"),
    (lambda: nn.MaxPool2d(2)(None), TypeError, "takes a tensor or an array, not None"),
    (lambda: nn.Flatten()(nn.LSTM(3, 4)(ones(2, 5, 3))), TypeError, "tuple: .*pick the one"),
    (lambda: nn.Sequential(nn.LSTM(3, 4), nn.Dense(4, 1))(ones(2, 5, 3)), TypeError,
     "tuple of tensors is not a tensor: .*recurrent layer returns output and state"),
    (lambda: Forgetful()(ones(1)), TypeError, "forward of Forgetful.* returned None: .*return"),
    (lambda: optim.SGD(InAList().parameters()), TypeError, "Put it into a ModuleList"),
    (lambda: assigned(np.ones((2, 1))), TypeError, r"Dense.weight is a Parameter; a ndarray.*data"),
    (lambda: nn.ModuleList()(1), TypeError, "ModuleList has no forward: loop over its modules"),
    (lambda: nn.ModuleDict()(1), TypeError, "ModuleDict has no forward: call its modules by name"),
    (lambda: nn.Dropout("0.5"), ValueError, "p is '0.5'"),
    (lambda: nn.Dense(2, 1).load_state_dict("model.safetensors"), TypeError,
     r"dictionary from name to array, not a str: .*load_weights\(path\)"),
    (lambda: nn.Dense(2, 1).summary(2.0), TypeError, "input_shape.0. must be a whole number"),
])
def test_the_message_says_what_came_and_what_to_do(wrong, error, message):
    with pytest.raises(error, match=message):
        wrong()


def test_a_list_of_numbers_is_data():
    np.testing.assert_array_equal(nn.Dense(2, 1, init=nn.init.ones)([[1, 2]]).data, [[3]])


def test_a_parameter_may_become_another_parameter_or_none():
    layer = nn.Dense(2, 1)
    layer.weight, layer.bias = nn.Parameter([[1.0], [2.0]]), None
    assert layer(ones(1, 2)).tolist() == [[3.0]] and layer.num_parameters() == 2


def test_an_error_in_a_forward_of_ones_own_stays_what_it_is():
    class Typo(nn.Module):
        def forward(self, x):
            return x.no_such_thing

    with pytest.raises(AttributeError, match="no_such_thing"):
        Typo()(ones(1))


def test_one_sample_without_a_batch_axis_is_explained():
    with pytest.raises(ValueError, match="expects 784") as caught:
        nn.Dense(784, 10).predict(np.ones(784, "float32"), batch_size=128)
    assert "one sample alone needs a batch axis: x[None]" in caught.value.__notes__[-1]


def test_a_summary_says_what_it_ran_the_model_on():
    with pytest.raises(TypeError, match="whole numbers as ids") as caught:
        nn.Sequential(nn.Embedding(5, 3)).summary(4)
    assert "zeros of shape (1, 4) and float32" in caught.value.__notes__[-1]


def test_an_absent_argument_does_not_hide_another_error():
    class FromElsewhere(nn.Module):
        def forward(self, x, mask):
            return x.view(-1)

    with pytest.raises(AttributeError, match=r"Tensor has no 'view'; write x.reshape"):
        FromElsewhere()(ones(1), None)
