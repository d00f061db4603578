"""What our own layers and models compute, written for PyTorch's tensors.

`self` is the twin, which has the children, weights and numbers of ours by the same names, and the
methods of ours too: those that only call parts and add up need not be written twice. What uses our
functions is here, by class and method.
"""

from math import sqrt

import numpy as np

from groundup import functional as F
from groundup import models, nn
from groundup.functional.positions import position_angles
from groundup.io.torch_later import torch

# ---- layers ---------------------------------------------------------------------------------


def swiglu(self, x):
    a, b = x.chunk(2, self.axis)
    return torch.nn.functional.silu(a) * b


def geglu(self, x):
    a, b = x.chunk(2, self.axis)
    return torch.nn.functional.gelu(a) * b


def drop_path(self, x):
    if not self.training or not self.p:
        return x
    keep = torch.rand(len(x), *[1] * (x.ndim - 1), device=x.device) >= self.p
    return x * keep / (1 - self.p)


def sinusoidal(self, x, start=0):
    waves = F.sinusoidal_positions(x.shape[-2], self.dim, start, base=self.base, dtype=np.float64)
    return x + torch.as_tensor(waves).to(x)


def learned(self, x, start=0):
    return x + self.weight[start:start + x.shape[-2]]


def rotary(self, q, k, start=0):
    def turn(x):
        angles = torch.as_tensor(position_angles(*x.shape[-2:], start, self.base))
        cos, sin = angles.cos().to(x), angles.sin().to(x)
        a, b = (x[..., 0::2], x[..., 1::2]) if self.interleaved else x.chunk(2, -1)
        return torch.stack([a * cos - b * sin, a * sin + b * cos],
                           -1 if self.interleaved else -2).flatten(-2)
    return turn(q), turn(k), None


def alibi(self, q, k, start=0):
    bias = F.alibi_bias(q.shape[-3], q.shape[-2], start + k.shape[-2], start, dtype=np.float64)
    return q, k, torch.as_tensor(bias).to(q)


def projections(self, query, key, value):
    if hasattr(self, "q_proj"):
        return self.q_proj(query), self.k_proj(key), self.v_proj(value)
    weights = (self.in_proj_weight.chunk(3) if hasattr(self, "in_proj_weight")
               else (self.q_proj_weight, self.k_proj_weight, self.v_proj_weight))
    biases = self.in_proj_bias.chunk(3) if hasattr(self, "in_proj_bias") else (None,) * 3
    return [torch.nn.functional.linear(x, w, b)
            for x, w, b in zip((query, key, value), weights, biases)]


def attention(self, query, key=None, value=None, key_padding_mask=None, need_weights=False,
              attn_mask=None, is_causal=False, cache=None):
    if cache is not None:
        raise ValueError("A twin in PyTorch has no cache: give it the whole text.")
    key = query if key is None else key
    q, k, v = (x.unflatten(-1, (-1, self.embed_dim // self.num_heads)).transpose(1, 2)
               for x in projections(self, query, key, key if value is None else value))
    bias = None
    if self.positions is not None:
        q, k, bias = self.positions(q, k, 0)
    group = self.num_heads // self.kv_heads
    k, v = k.repeat_interleave(group, dim=1), v.repeat_interleave(group, dim=1)
    scores = q @ k.transpose(-1, -2) / sqrt(q.shape[-1])                    # (N, heads, T, S)
    scores = scores if bias is None else scores + bias
    hidden = torch.zeros((), dtype=torch.bool)
    if is_causal:
        hidden = hidden | ~torch.ones(scores.shape[-2:], dtype=torch.bool).tril()
    if key_padding_mask is not None:
        hidden = hidden | key_padding_mask[:, None, None]
    if attn_mask is not None:
        mask = attn_mask[:, None] if attn_mask.ndim == 3 else attn_mask
        if mask.dtype == torch.bool:
            hidden = hidden | ~mask
        else:
            scores = scores + mask
    weights = scores.masked_fill(hidden, -torch.inf).softmax(-1)
    kept = torch.nn.functional.dropout(weights, self.dropout, self.training)
    y = self.out_proj((kept @ v).transpose(1, 2).flatten(-2))
    return (y, weights) if need_weights else y


def additive(self, query, key, value=None, key_padding_mask=None, need_weights=False):
    mixed = torch.tanh(self.q_proj(query)[:, :, None] + self.k_proj(key)[:, None])
    scores = mixed @ self.weight                                            # (N, T, S)
    if key_padding_mask is not None:
        scores = scores.masked_fill(key_padding_mask[:, None], -torch.inf)
    weights = scores.softmax(-1)
    y = weights @ (key if value is None else value)
    return (y, weights) if need_weights else y


def lora(self, x):
    return self.layer(x) + x @ self.A @ self.B * (self.alpha / self.rank)


def checkpoint(self, *inputs, **options):
    return torch.utils.checkpoint.checkpoint(self.layer, *inputs, use_reentrant=False, **options)


# ---- models ---------------------------------------------------------------------------------

def residual_block(self, x):
    y = torch.relu(self.norm1(self.conv1(x)))
    y = self.norm2(self.conv2(y))
    if not self.residual:
        return torch.relu(y)
    x = x[:, :, ::self.stride, ::self.stride]
    return torch.relu(torch.nn.functional.pad(x, (0, 0, 0, 0, 0, self.new_channels)) + y)


def unet(self, x):
    seen = []
    for convolve in self.down:
        x = convolve(self.pool(x) if seen else x)
        seen.append(x)
    seen.pop()
    for enlarge, convolve in zip(self.enlarge, self.up):
        x = convolve(torch.cat([seen.pop(), enlarge(x)], 1))
    return self.head(x)


def yolo(self, images):
    y = self.head(self.backbone(images))
    return torch.cat([y[:, :4].sigmoid(), y[:, 4:]], 1)


def rnn_classifier(self, x):
    _, state = self.recurrent(x)
    h = state[0] if isinstance(state, tuple) else state
    return self.head(self.dropout(torch.cat(list(h[-self.directions:]), 1)))


def read(self, ids, state=None):
    x, state = self.recurrent(self.dropout(self.embedding(ids)), state)
    x = self.dropout(x)
    if self.head is not None:
        return self.head(x), state
    return torch.nn.functional.linear(x, self.embedding.weight, self.bias), state


def seq2seq(self, source, target):
    padding = source == self.padding_idx
    x = self.dropout(self.source_embedding(source))
    packed = torch.nn.utils.rnn.pack_padded_sequence(x, (~padding).sum(1).cpu(), True, False)
    memory, ends = self.encoder(packed)
    memory, _ = torch.nn.utils.rnn.pad_packed_sequence(memory, True, total_length=x.shape[1])
    state = torch.tanh(self.bridge(torch.cat([ends[0], ends[1]], 1)))[None]
    before = torch.cat([torch.full_like(target[:, :1], self.start), target[:, :-1]], 1)
    s, _ = self.decoder(self.dropout(self.target_embedding(before)), state)
    mixed = torch.cat([s, self.attention(s, memory, key_padding_mask=padding)], 2)
    return self.head(self.dropout(torch.tanh(self.combine(mixed))))


def gpt(self, ids):
    x = self.embedding(ids)
    x = x if self.positions is None else self.positions(x)
    x = self.blocks(self.dropout(x), is_causal=True)
    return x @ self.embedding.weight.T if self.head is None else self.head(x)


def bert(self, ids, type_ids=None, mask=None):
    kind = self.types.weight[0] if type_ids is None else self.types(type_ids)
    x = self.positions(self.embedding(ids)) + kind
    return self.blocks(self.dropout(self.norm(x)),
                       src_key_padding_mask=None if mask is None else ~mask)


def padding(self, ids):
    return None if self.padding_idx is None else ids == self.padding_idx


def pool(self, x, padding):
    if self.pooling == "none":
        return x
    if self.pooling == "first":
        return x[:, 0]
    real = torch.ones(x.shape[:2], dtype=torch.bool) if padding is None else ~padding
    return (x * real[..., None]).sum(1) / real.sum(1, keepdim=True)


def vae(self, x):
    mean, log_var = self.encode(x)
    return self.decode(mean + (log_var / 2).exp() * torch.randn_like(mean)), mean, log_var


def diffusion(self, x):
    t, noise = torch.randint(self.steps, (len(x),)), torch.randn_like(x)
    left = self.alpha_bar[t].reshape(-1, *[1] * (x.ndim - 1))
    return self.model(left.sqrt() * (2 * x - 1) + (1 - left).sqrt() * noise, t), noise


def denoiser(self, x, t):
    waves = F.sinusoidal_positions(int(t.max()) + 1, self.hidden, dtype=np.float64)
    waves = torch.as_tensor(waves).to(x)[t]
    h = self.enter(x.flatten(1))
    for time, inner in zip(self.time, self.inner):
        h = h + inner(torch.nn.functional.silu(h) * time(waves))
    return self.leave(h).reshape(x.shape)


METHODS: dict[type, dict] = {
    nn.SwiGLU: {"forward": swiglu}, nn.GEGLU: {"forward": geglu},
    nn.DropPath: {"forward": drop_path},
    nn.GlobalAvgPool: {"forward": lambda self, x: x.flatten(2).mean(2)},
    nn.GlobalMaxPool: {"forward": lambda self, x: x.flatten(2).amax(2)},
    nn.SinusoidalPositions: {"forward": sinusoidal}, nn.LearnedPositions: {"forward": learned},
    nn.Rotary: {"forward": rotary}, nn.ALiBi: {"forward": alibi},
    nn.MultiHeadAttention: {"forward": attention}, nn.AdditiveAttention: {"forward": additive},
    nn.TransformerEncoderLayer: {}, nn.TransformerDecoderLayer: {}, nn.TransformerEncoder: {},
    nn.TransformerDecoder: {}, nn.Transformer: {},              # these only call and add
    nn.LoRA: {"forward": lora}, nn.Checkpoint: {"forward": checkpoint},
    models.ResidualBlock: {"forward": residual_block}, models.UNet: {"forward": unet},
    models.YOLO: {"forward": yolo}, models.RNNClassifier: {"forward": rnn_classifier},
    models.RNNLanguageModel: {"read": read}, models.Seq2Seq: {"forward": seq2seq},
    models.GPT: {"forward": gpt}, models.BERT: {"forward": bert},
    models.TransformerEncoder: {"padding": padding, "pool": pool},
    models.VAE: {"forward": vae}, models.GAN: {}, models.Diffusion: {"forward": diffusion},
    models.Denoiser: {"forward": denoiser},
}
