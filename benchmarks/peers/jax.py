"""JAX: the whole step, Adam included, compiled by jit; images with their channels last.

Its batch norm leaves out the running averages: a little less work than the others do.
"""

import jax
import numpy as np
from jax import lax
from jax import numpy as jnp

from benchmarks.workloads import BLOCK, Workload, data, weights


def model(work: Workload):
    """logits(parameters, x)."""
    if work.kind == "lstm":
        return lambda P, x: lstm(P, x)
    if work.kind == "gpt":
        return lambda P, ids: gpt(P, ids, work)
    return lambda P, x: network(P, x, work.layers)


def network(P, x, layers):
    x = x.transpose(0, 2, 3, 1) if x.ndim == 4 else x               # (N, H, W, C)
    for i, (layer, *_) in enumerate(layers):
        if layer == "dense":
            x = x @ P[f"{i}.weight"] + P[f"{i}.bias"]
        elif layer == "conv":
            x = lax.conv_general_dilated(x, P[f"{i}.weight"], (1, 1), "SAME",
                                         dimension_numbers=("NHWC", "OIHW", "NHWC"))
            x = x + P[f"{i}.bias"] if f"{i}.bias" in P else x
        elif layer == "batch_norm":
            mean, var = x.mean((0, 1, 2)), x.var((0, 1, 2))
            x = (x - mean) * lax.rsqrt(var + 1e-5) * P[f"{i}.weight"] + P[f"{i}.bias"]
        elif layer == "relu":
            x = jax.nn.relu(x)
        elif layer == "pool":
            x = lax.reduce_window(x, -jnp.inf, lax.max, (1, 2, 2, 1), (1, 2, 2, 1), "VALID")
        elif layer == "flatten":
            x = x.transpose(0, 3, 1, 2).reshape(len(x), -1)         # in the order of (C, H, W)
    return x


def lstm(P, x):
    W, U, b = P["lstm.weight_ih_l0"], P["lstm.weight_hh_l0"], P["lstm.bias_l0"]

    def cell(state, gates):
        h, c = state
        i, f, g, o = jnp.split(gates + h @ U, 4, axis=1)
        c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
        return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

    zero = jnp.zeros((len(x), len(U)), x.dtype)
    (h, _), _ = lax.scan(cell, (zero, zero), (x @ W + b).transpose(1, 0, 2))
    return h @ P["head.weight"] + P["head.bias"]


def gpt(P, ids, work):
    def dense(x, name):
        return x @ P[f"{name}.weight"] + P[f"{name}.bias"]

    def norm(x, name):
        x = (x - x.mean(-1, keepdims=True)) * lax.rsqrt(x.var(-1, keepdims=True) + 1e-5)
        return x * P[f"{name}.weight"] + P[f"{name}.bias"]

    def attend(x, name):
        B, T, C = x.shape
        q, k, v = (dense(x, f"{name}.{part}_proj").reshape(B, T, work.heads, -1) for part in "qkv")
        scores = jnp.einsum("bqhd,bkhd->bhqk", q, k) / np.sqrt(C // work.heads).astype(x.dtype)
        scores = jnp.where(jnp.tri(T, dtype=bool), scores, -jnp.inf)
        y = jnp.einsum("bhqk,bkhd->bqhd", jax.nn.softmax(scores), v)
        return dense(y.reshape(B, T, C), f"{name}.out_proj")

    x = P["embedding.weight"][ids] + P["positions.weight"]
    for block in map(BLOCK.format, range(work.depth)):
        x = x + attend(norm(x, f"{block}norm1"), f"{block}self_attn")
        hidden = jax.nn.gelu(dense(norm(x, f"{block}norm2"), f"{block}linear1"), approximate=False)
        x = x + dense(hidden, f"{block}linear2")
    return norm(x, "blocks.norm") @ P["head.weight"]


def loss_of(work: Workload):
    logits = model(work)

    def loss(P, x, y):
        scores = logits(P, x).reshape(y.size, -1)
        right = jnp.take_along_axis(scores, y.reshape(-1, 1), axis=1)[:, 0]
        return (jax.nn.logsumexp(scores, axis=1) - right).mean()

    return loss


def adam(P, g, m, v, t, lr=1e-3, b1=0.9, b2=0.999, eps=1e-8):
    m = jax.tree.map(lambda m, g: b1 * m + (1 - b1) * g, m, g)
    v = jax.tree.map(lambda v, g: b2 * v + (1 - b2) * g * g, v, g)
    P = jax.tree.map(
        lambda p, m, v: p - lr * (m / (1 - b1**t)) / (jnp.sqrt(v / (1 - b2**t)) + eps), P, m, v)
    return P, m, v


def step(work: Workload, variant: str = ""):
    P = jax.tree.map(jnp.asarray, weights(work))
    x, y = map(jnp.asarray, data(work))
    if work.predict:
        answer = jax.jit(model(work))
        return lambda: answer(P, x).block_until_ready()
    slope = jax.grad(loss_of(work))

    def update(state, x, y):
        P, m, v, t = state
        return *adam(P, slope(P, x, y), m, v, t + 1), t + 1

    state = (P, jax.tree.map(jnp.zeros_like, P), jax.tree.map(jnp.zeros_like, P), jnp.float32(0))
    update = jax.jit(update, donate_argnums=0)

    def train():
        nonlocal state
        state = jax.block_until_ready(update(state, x, y))

    return train


def gradients(work: Workload, dtype: str):
    jax.config.update("jax_enable_x64", True)
    P = {name: jnp.asarray(w, dtype) for name, w in weights(work).items()}
    x, y = data(work)
    x = jnp.asarray(x if work.kind == "gpt" else x.astype(dtype))
    loss, g = jax.value_and_grad(loss_of(work))(P, x, jnp.asarray(y))
    return loss.item(), jax.tree.map(np.asarray, g)
