"""What is done wrong around training: each mistake is named, with the way out."""

import numpy as np
import pytest

from groundup import io, losses, nn, optim
from groundup.data import DataLoader, split
from groundup.train import EarlyStopping, Trainer

x, y = np.ones((6, 2), "float32"), np.ones((6, 1), "float32")


def trainer(**options):
    model = nn.Dense(2, 1)
    return Trainer(model, losses.mse, optim.SGD(model.parameters()), **options)


@pytest.mark.parametrize("wrong, error, message", [
    (lambda: trainer().fit(x, y, 2), ValueError, r"shape \(6, 1\).*one argument, the tuple \(x, y"),
    (lambda: trainer().fit({"x": x, "y": y}, 1), TypeError, r"not a dict: pass \(x, y\)"),
    (lambda: trainer(callbacks=EarlyStopping()), TypeError, r"a list, such as \[EarlyStopping"),
    (lambda: trainer(clip_norm="1").fit((x, y), 1), ValueError, "max_norm must be .*, not '1'"),
    (lambda: Trainer(nn.Dense, losses.mse, None), TypeError, r"the class Dense: make one, Dense\("),
    (lambda: Trainer(nn.Dense(2, 1), losses.mse, optim.Adam), TypeError, "the class Adam: make"),
    (lambda: EarlyStopping(patience="3"), ValueError, "patience must be a whole number"),
    (lambda: DataLoader(x, y), ValueError, r"batch_size must be .* the tuple \(x, y\)"),
    (lambda: DataLoader({"x": x}), TypeError, "not dict"),
    (lambda: list(DataLoader([x, y])), ValueError, r"arrays go into a tuple, \(x, y\)"),
    (lambda: split(x, test="0.2"), ValueError, "between 0 and 1, not '0.2'"),
    (lambda: optim.SGD(7), TypeError, r"a list of tensors, not 7: pass model.parameters\(\)"),
    (lambda: optim.SGD(nn.Dense(1, 1).parameters()).load_state_dict(None), TypeError,
     r"what state_dict\(\) of an optimizer gave, not a NoneType"),
    (lambda: io.save_weights(nn.Dense(1, 1), "w.safetensors"), TypeError,
     r"not a Dense: save_weights\(model.state_dict\(\), path\)"),
    (lambda: losses.cross_entropy(x, ["cat"] * 6), TypeError, "such as 'cat'.*np.unique"),
    (lambda: losses.cross_entropy(np.arange(6), x), TypeError, "logits and labels in this order"),
])
def test_the_message_says_what_came_and_what_to_do(wrong, error, message):
    with pytest.raises(error, match=message):
        wrong()
