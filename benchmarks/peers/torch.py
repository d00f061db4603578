"""PyTorch: eager, with the fused Adam, channels last for images, and compiled."""

import os

os.environ.setdefault("TORCHINDUCTOR_COMPILE_THREADS", "1")     # no helpers that outlive a race

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from benchmarks.workloads import Workload, data, weights

torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "2")))

LAYERS = {
    "dense": nn.Linear,
    "conv": lambda i, o, bias=True: nn.Conv2d(i, o, 3, padding=1, bias=bias),
    "batch_norm": nn.BatchNorm2d,
    "relu": nn.ReLU,
    "pool": lambda: nn.MaxPool2d(2),
    "flatten": nn.Flatten,
}


class LastState(nn.Module):
    def __init__(self, features, hidden, classes):
        super().__init__()
        self.lstm = nn.LSTM(features, hidden)           # time first: its default and its fastest
        self.head = nn.Linear(hidden, classes)

    def forward(self, x):
        return self.head(self.lstm(x)[0][-1])


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.qkv, self.out_proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.heads = heads

    def forward(self, x):
        B, T, C = x.shape
        q, k, v = self.qkv(x).view(B, T, 3, self.heads, C // self.heads).permute(2, 0, 3, 1, 4)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.out_proj(y.transpose(1, 2).reshape(B, T, C))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.self_attn = Attention(width, heads)
        self.linear1, self.linear2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        x = x + self.self_attn(self.norm1(x))
        return x + self.linear2(F.gelu(self.linear1(self.norm2(x))))


class Blocks(nn.Module):
    def __init__(self, width, heads, depth):
        super().__init__()
        self.layers = nn.ModuleList(Block(width, heads) for _ in range(depth))
        self.norm = nn.LayerNorm(width)

    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.norm(x)


class GPT(nn.Module):
    def __init__(self, vocab_size, context, width, depth, heads):
        super().__init__()
        self.embedding = nn.Embedding(vocab_size, width)
        self.positions = nn.Embedding(context, width)
        self.blocks = Blocks(width, heads, depth)
        self.head = nn.Linear(width, vocab_size, bias=False)

    def forward(self, ids):
        x = self.blocks(self.embedding(ids) + self.positions.weight)
        return self.head(x).flatten(0, 1)


def build(work: Workload) -> nn.Module:
    if work.kind == "lstm":
        model = LastState(work.input[-1], work.width, work.classes)
    elif work.kind == "gpt":
        model = GPT(work.classes, work.input[1], work.width, work.depth, work.heads)
    else:
        model = nn.Sequential(*[LAYERS[layer](*sizes) for layer, *sizes in work.layers])
    given = packed(weights(work))
    with torch.no_grad():
        for name, p in model.named_parameters():
            p.copy_(torch.from_numpy(given[name]))
    return model


def tabled(name):
    return name.startswith(("embedding", "positions"))


def packed(arrays):
    """PyTorch's layout: (out, in), one matrix for q, k and v, and two biases for an LSTM."""
    state = {}
    for name, w in arrays.items():
        w = np.ascontiguousarray(w.T) if w.ndim == 2 and not tabled(name) else w
        if "q_proj" in name or "k_proj" in name or "v_proj" in name:
            whole = name.replace(name.split(".")[-2], "qkv")
            state[whole] = np.concatenate([state[whole], w]) if whole in state else w
        elif name == "lstm.bias_l0":
            state |= {"lstm.bias_ih_l0": w, "lstm.bias_hh_l0": np.zeros_like(w)}
        else:
            state[name] = w
    return state


def unpacked(arrays):
    """Back from PyTorch's layout to groundup's."""
    state = {}
    for name, w in arrays.items():
        w = w.T if w.ndim == 2 and not tabled(name) else w
        if ".qkv." in name:
            parts = np.split(w, 3, axis=-1)
            state |= {name.replace("qkv", f"{part}_proj"): w for part, w in zip("qkv", parts)}
        elif name == "lstm.bias_ih_l0":
            state["lstm.bias_l0"] = w
        elif name != "lstm.bias_hh_l0":                 # its gradient is that of the other bias
            state[name] = w
    return state


def step(work: Workload, variant: str = ""):
    model, (x, y) = build(work), tensors(work)
    if "channels_last" in variant:
        model, x = model.to(memory_format=torch.channels_last), x.to(
            memory_format=torch.channels_last)
    if work.predict:
        return answer(torch.compile(model.eval()) if "compile" in variant else model.eval(), x)
    fused = True if "fused" in variant else None        # None: PyTorch's own choice
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, fused=fused)

    def loss_of():
        return F.cross_entropy(model(x), y)

    loss_of = torch.compile(loss_of) if "compile" in variant else loss_of

    def train():
        optimizer.zero_grad()
        loss_of().backward()
        optimizer.step()

    return train


def answer(model, x):
    def predict():
        with torch.inference_mode():
            return model(x)

    return predict


def tensors(work, dtype=torch.float32):
    x, y = map(torch.from_numpy, data(work))
    x = x if work.kind == "gpt" else x.to(dtype)
    return x.transpose(0, 1).contiguous() if work.kind == "lstm" else x, y.flatten()


def gradients(work: Workload, dtype: str):
    model = build(work).to(getattr(torch, dtype))
    x, y = tensors(work, getattr(torch, dtype))
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    return loss.item(), unpacked({n: p.grad.numpy() for n, p in model.named_parameters()})
