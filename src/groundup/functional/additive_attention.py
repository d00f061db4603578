"""Additive attention: a small network judges how well a key answers a query (chapter 18).

The first attention in translation; a dot product later took the place of the network.
"""

from groundup.autograd import Tensor, tanh
from groundup.functional.floats import floats
from groundup.functional.masked_softmax import masked_softmax


def additive_weights(query, key, weight, mask=None) -> Tensor:
    """Who looks at whom: softmax over s of weight · tanh(query_t + key_s).

    query (..., T, H), key (..., S, H), already projected to H hidden features, and weight (H,);
    `mask` broadcasts to (..., T, S), True where a query may attend. Returns (..., T, S). Memory
    grows with T · S · H. Bahdanau, Cho and Bengio, "Neural machine translation by jointly
    learning to align and translate" (2015).

    >>> additive_weights([[0.0]], [[0.0], [0.0]], Tensor([1.0]))
    Tensor([[0.5, 0.5]])
    """
    query, key = floats(query), floats(key)
    hidden = tanh(query[..., :, None, :] + key[..., None, :, :])
    return masked_softmax(hidden @ weight, mask)
