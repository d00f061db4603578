"""What has another name in PyTorch, NumPy or Keras: answers for those who type it from memory.

There are no aliases: a name that groundup does not have raises `AttributeError`, as always, and
where the thing exists here the message says what it is called.
"""

import sys
from importlib import import_module
from typing import Any, NoReturn

ROOMS = ("autograd", "nn", "nn.init", "functional", "losses", "optim", "data", "metrics",
         "regularizers", "models", "vision", "text", "train", "io")

# What to write in groundup. A name that only stands in another room, or in other letters (Conv2D,
# relu), needs no entry: it is searched for.
NO_DEVICE = "nothing: arrays are in the memory of the processor, there is no device to choose"
IN_PLACE = "y = x + 1 and the like: a tensor does not change in place"

ELSEWHERE = {
    # layers
    "Linear": "nn.Dense(in_features, out_features)",
    "LazyLinear": "nn.Dense(in_features, out_features)",
    "MultiheadAttention": "nn.MultiHeadAttention(embed_dim, num_heads)",
    "Swish": "nn.SiLU()",
    "ParameterList": "nn.ModuleList of modules, or an attribute for each parameter",
    "linear": "functional.dense(x, weight, bias), with weight (in_features, out_features)",
    "upsample": "functional.interpolate",
    "swish": "functional.silu",
    # losses: functions (prediction, target)
    "CrossEntropyLoss": "losses.cross_entropy(logits, labels), a function",
    "MSELoss": "losses.mse(prediction, target), a function",
    "mse_loss": "losses.mse(prediction, target)",
    "L1Loss": "losses.l1(prediction, target), a function",
    "l1_loss": "losses.l1(prediction, target)",
    "SmoothL1Loss": "losses.smooth_l1(prediction, target), a function",
    "smooth_l1_loss": "losses.smooth_l1(prediction, target)",
    "HuberLoss": "losses.huber(prediction, target), a function",
    "huber_loss": "losses.huber(prediction, target)",
    "BCELoss": "losses.binary_cross_entropy(probability, target), a function",
    "BCEWithLogitsLoss": "losses.binary_cross_entropy_with_logits(logits, target), a function",
    "NLLLoss": "losses.nll(log_probabilities, labels), a function",
    "nll_loss": "losses.nll(log_probabilities, labels)",
    "KLDivLoss": "losses.kl_div, a function",
    "GaussianNLLLoss": "losses.gaussian_nll, a function",
    "PoissonNLLLoss": "losses.poisson_nll, a function",
    "CTCLoss": "losses.ctc_loss, a function",
    "TripletMarginLoss": "losses.triplet_margin, a function",
    "triplet_margin_loss": "losses.triplet_margin",
    "CosineEmbeddingLoss": "losses.cosine_embedding, a function",
    "cosine_embedding_loss": "losses.cosine_embedding",
    "MarginRankingLoss": "losses.margin_ranking, a function",
    "margin_ranking_loss": "losses.margin_ranking",
    # tensors
    "tensor": "Tensor(data)",
    "as_tensor": "Tensor(data)",
    "from_numpy": "Tensor(array)",
    "FloatTensor": "Tensor(data)",
    "LongTensor": "Tensor(data), where data are integers",
    "zeros": "Tensor(np.zeros(shape, 'float32'))",
    "ones": "Tensor(np.ones(shape, 'float32'))",
    "arange": "Tensor(np.arange(...))",
    "rand": "Tensor(backend.generator().random(shape, 'float32'))",
    "randn": "Tensor(backend.generator().standard_normal(shape, 'float32'))",
    "randint": "Tensor(backend.generator().integers(low, high, shape))",
    "randperm": "backend.generator().permutation(n)",
    "one_hot": "np.eye(classes, dtype='float32')[labels]; losses.cross_entropy takes the labels",
    "cat": "concatenate(tensors, axis)",
    "concat": "concatenate(tensors, axis)",
    "mm": "matmul, or a @ b",
    "bmm": "matmul, or a @ b",
    "mul": "multiply, or a * b",
    "sub": "subtract, or a - b",
    "div": "divide, or a / b",
    "pow": "power, or a ** b",
    "neg": "negative, or -a",
    "clamp": "clip(x, low, high)",
    "permute": "transpose(x, axes)",
    "unsqueeze": "expand_dims(x, axis)",
    # the rest
    "manual_seed": "seed(n)",
    "inference_mode": "no_grad(), or model.predict(x)",
    "enable_grad": "no_grad() around the part that needs none",
    "TensorDataset": "data.ArrayDataset(*arrays)",
    "Dataset": "any class with __len__ and __getitem__, or data.ArrayDataset(*arrays)",
    "random_split": "data.split(*arrays, test=0.2)",
    "train_test_split": "data.split(*arrays, test=0.2)",
    "clip_grad_norm_": "optim.clip_grad_norm(params, max_norm)",
    "clip_grad_value_": "optim.clip_grad_value(params, limit)",
    "lr_scheduler": "a function of the step as the lr of the optimizer, such as optim.cosine(...)",
    "StepLR": "optim.step(...), given to the optimizer as lr",
    "MultiStepLR": "optim.multi_step(...), given to the optimizer as lr",
    "ExponentialLR": "optim.exponential(...), given to the optimizer as lr",
    "CosineAnnealingLR": "optim.cosine(...), given to the optimizer as lr",
    "OneCycleLR": "optim.one_cycle(...), given to the optimizer as lr",
    "ReduceLROnPlateau": "optim.ReduceOnPlateau",
    "cuda": NO_DEVICE,
    "device": NO_DEVICE,
}

OF_TENSORS = {
    "view": "x.reshape(shape)", "permute": "x.transpose(axes)", "unsqueeze": "x[:, None]",
    "flatten": "x.reshape(len(x), -1)", "ravel": "x.reshape(-1)", "t": "x.T",
    "expand": "groundup.broadcast_to(x, shape)", "contiguous": "x itself",
    "clone": "groundup.Tensor(x.data.copy()), or x * 1 on the tape", "dim": "x.ndim",
    "numel": "x.size", "float": "x.astype('float32')", "double": "x.astype('float64')",
    "long": "x.astype(int)", "int": "x.astype(int)", "bool": "x != 0", "type": "x.dtype",
    "to": f"x.astype(dtype); for a device, {NO_DEVICE}", "cuda": NO_DEVICE, "cpu": NO_DEVICE,
    "device": NO_DEVICE, "mm": "x @ y", "bmm": "x @ y", "matmul": "x @ y", "dot": "x @ y",
    "add": "x + y", "sub": "x - y", "mul": "x * y", "div": "x / y", "pow": "x ** n",
    "clamp": "x.clip(low, high)", "std": "x.var(axis).sqrt()", "any": "x.data.any()",
    "all": "x.data.all()", "norm": "(x * x).sum().sqrt()", "chunk": "groundup.split(x, sections)",
    "relu": "groundup.functional.relu(x)", "softmax": "groundup.functional.softmax(x, axis)",
    "log_softmax": "groundup.functional.log_softmax(x, axis)",
    "masked_fill": "groundup.where(mask, value, x)", "detach_": "x.detach()",
    "requires_grad_": "x.requires_grad = True", "grad_fn": "repr(x), which names it",
    "retain_grad": "groundup.grad(output, x)", "zero_": IN_PLACE, "add_": IN_PLACE,
    "sub_": IN_PLACE, "mul_": IN_PLACE, "copy_": IN_PLACE, "fill_": IN_PLACE,
}

OF_MODULES = {
    "to": f"model.astype(dtype); for a device, {NO_DEVICE}", "cuda": NO_DEVICE, "cpu": NO_DEVICE,
    "float": "model.astype('float32')", "double": "model.astype('float64')",
    "requires_grad_": "model.freeze(), model.unfreeze()",
    "register_parameter": "self.name = nn.Parameter(array)",
    "add_module": "self.name = module", "register_module": "self.name = module",
    "fit": "groundup.Trainer(model, loss, optimizer).fit((x, y), epochs)",
    "compile": "groundup.Trainer(model, loss, optimizer)",
    "evaluate": "groundup.Trainer(model, loss, optimizer).evaluate((x, y))",
    "save": "groundup.save(model, path)", "load": "groundup.load(path), which makes the model",
    "backward": "loss.backward(), of the tensor that the loss returns",
}


def answer(room: str) -> None:
    """Let a room, a module of groundup, answer for names that it does not have.

    Set from here, its `__getattr__` stays unseen by type checkers, which so go on finding mistakes.

    >>> from groundup import nn                    # its last line is answer("groundup.nn")
    >>> nn.Linear
    Traceback (most recent call last):
    AttributeError: groundup.nn has no 'Linear'; write nn.Dense(in_features, out_features).
    """

    def __getattr__(name: str) -> NoReturn:
        raise missing(room, name)

    vars(sys.modules[room])["__getattr__"] = __getattr__


def missing(room: str, name: str) -> AttributeError:
    """The error for a name that a room does not have, with what to write instead, if that is known.

    >>> str(missing("groundup.nn", "mse"))
    "groundup.nn has no 'mse'; write losses.mse or metrics.mse or metrics.MSE."
    """
    instead = None if name.startswith("_") else ELSEWHERE.get(name) or " or ".join(_found(name))
    if instead:
        return AttributeError(f"{room} has no {name!r}; write {instead}.")
    return AttributeError(f"{room} has no {name!r}.", name=name, obj=import_module(room))


def _found(name):
    """Where groundup has this name, whatever the case of its letters, exact ones first."""
    alike = [(there != name, i, f"{room}.{there}") for i, room in enumerate(ROOMS)
             for there, value in vars(import_module(f"groundup.{room}")).items()
             if callable(value) and there[0] != "_" and _letters(there) == _letters(name)]
    return [path.removeprefix("autograd.") for *_, path in sorted(alike)]


def _letters(name):
    return name.lower().replace("_", "")


class Instead:
    """An attribute that a class does not have; asked for, it says what to write.

    Unlike a `__getattr__` of the class it leaves the attributes that are there as quick as before.

    >>> class Box: pass
    >>> explain(Box, {"open": "box.lid.lift()"})
    >>> hasattr(Box(), "open"), "open" in dir(Box())
    (False, False)
    """

    def __init__(self, name: str, instead: str):
        self.name, self.instead = name, instead

    def __get__(self, instance: Any, owner: type) -> NoReturn:
        raise AttributeError(f"{owner.__name__} has no {self.name!r}; write {self.instead}.")


def explain(cls: Any, answers: dict[str, str]) -> None:
    """Let a class answer for names that it does not have, without listing them in `dir`.

    >>> class Box: pass
    >>> explain(Box, {"open": "box.lid.lift()"})
    >>> Box().open
    Traceback (most recent call last):
    AttributeError: Box has no 'open'; write box.lid.lift().
    """
    for name, instead in answers.items():
        if not hasattr(cls, name):
            setattr(cls, name, Instead(name, instead))
    cls.__dir__ = lambda self: [name for name in object.__dir__(self) if name not in answers]
