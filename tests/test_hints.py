"""Names from elsewhere: the error names ours, every answer exists, and there are no aliases."""

import re
import sys
from types import ModuleType

import pytest

import groundup
from groundup import Tensor, functional, losses, nn, optim
from groundup.hints import (
    ELSEWHERE,
    OF_MODULES,
    OF_TENSORS,
    Instead,
    answer,
    explain,
    missing,
)

PATH = re.compile(r"(?<!x\.)\b(?:groundup|nn|functional|losses|optim|data|io|backend)\.[\w.]*\w")


@pytest.mark.parametrize("of, name, message", [
    (nn, "Linear", "groundup.nn has no 'Linear'; write nn.Dense(in_features, out_features)."),
    (nn, "CrossEntropyLoss", "losses.cross_entropy(logits, labels), a function"),
    (nn, "mse", "write losses.mse or metrics.mse or metrics.MSE."),
    (nn.init, "xavier_uniform_", "write nn.init.xavier_uniform."),
    (functional, "mse_loss", "write losses.mse(prediction, target)."),
    (losses, "CrossEntropy", "write losses.cross_entropy."),
    (optim, "lr_scheduler", "write a function of the step as the lr of the optimizer"),
    (groundup, "cat", "groundup has no 'cat'; write concatenate(tensors, axis)."),
    (groundup, "Dense", "write nn.Dense or functional.dense."),
    (groundup, "Conv2D", "write nn.Conv2d or functional.conv2d."),
    (Tensor([1.0]), "view", "Tensor has no 'view'; write x.reshape(shape)."),
    (nn.Parameter([1.0]), "unsqueeze", "Parameter has no 'unsqueeze'; write x[:, None]."),
    (nn.Dense(1, 1), "to", "Dense has no 'to'; write model.astype(dtype); for a device, nothing"),
    (nn.Sequential(), "fit", "Sequential has no 'fit'; write groundup.Trainer("),
])
def test_a_name_from_elsewhere_is_answered_with_ours(of, name, message):
    with pytest.raises(AttributeError, match=re.escape(message)):
        getattr(of, name)
    assert not hasattr(of, name) and name not in dir(of)


@pytest.mark.parametrize("of", [groundup, nn, losses, Tensor([1.0]), nn.Dense(1, 1)])
def test_a_name_that_nobody_has_is_an_ordinary_error(of):
    for name in ("no_such_name", "_private", "__wrapped__"):
        with pytest.raises(AttributeError, match=name) as caught:
            getattr(of, name)
        assert "write" not in str(caught.value)


def test_every_answer_names_what_exists():
    answers = [*ELSEWHERE.values(), *OF_TENSORS.values(), *OF_MODULES.values()]
    named = {name for answer in answers for name in PATH.findall(answer)}
    assert len(named) > 40
    for name in named:
        thing = groundup
        for part in name.removeprefix("groundup.").split("."):
            thing = getattr(thing, part)


def test_nothing_that_is_answered_exists():
    rooms = (groundup, nn, functional, losses, optim)
    assert not [name for name in ELSEWHERE for room in rooms if hasattr(room, name)]
    for cls, answers in ((Tensor, OF_TENSORS), (nn.Module, OF_MODULES)):
        assert all(isinstance(vars(cls)[name], Instead) for name in answers)


def test_an_attribute_of_ones_own_comes_first():
    class Box(nn.Module):
        def fit(self):
            return "mine"

    box = Box()
    box.to = 3
    assert (box.fit(), box.to) == ("mine", 3)


def test_explain_leaves_what_is_there():
    class Box:
        lid = 1

    explain(Box, {"lid": "wrong", "open": "box.lid"})
    assert Box().lid == 1 and not hasattr(Box(), "open")


def test_a_room_that_answers(monkeypatch):
    room = ModuleType("groundup.closet")
    monkeypatch.setitem(sys.modules, "groundup.closet", room)
    assert str(missing("groundup.closet", "Linear")).startswith("groundup.closet has no 'Linear'")
    answer("groundup.closet")
    with pytest.raises(AttributeError, match=r"groundup.closet has no 'nothing_like_it'"):
        _ = room.nothing_like_it
