"""Sentence encoder: texts as vectors, near each other where they mean nearly the same (18.2)."""

import warnings
from collections.abc import Callable, Sequence

import numpy as np

from groundup.autograd import Tensor, maximum, sqrt
from groundup.models.bert import BERT
from groundup.models.transformer_encoder import mean_of_tokens
from groundup.nn.state import evaluating
from groundup.text import WordPieceTokenizer

POOLING = ("mean", "first")
TINY = 1e-12                                # a shorter vector is not made longer


class SentenceEncoder:
    """A BERT whose states are pooled into one vector a text: their mean, or that of [CLS].

    With `normalize` all vectors have length 1, so that their products are cosines. Of longer texts
    the first `max_length` tokens count, by default as many as the BERT has places. To train it on
    (with `losses.info_nce`, say), give `encoder.bert.parameters()` to an optimizer and call the
    encoder with a batch of the tokenizer. Raises `ValueError` for another `pooling`, for a
    `max_length` beyond the places, and for a vocabulary beyond the table of the BERT.

    Reimers and Gurevych, "Sentence-BERT" (2019).

    >>> from groundup.text import Vocabulary
    >>> words = Vocabulary("[PAD] [UNK] [CLS] [SEP] a cat sat".split())
    >>> encoder = SentenceEncoder(BERT(7, 16, 8, 1, 2, rng=0), WordPieceTokenizer(words))
    >>> y = encoder.encode(["a cat sat", "A cat!"])
    >>> y.shape, bool(abs(y[0] @ y[0] - 1) < 1e-6)
    ((2, 8), True)
    """

    def __init__(self, bert: BERT, tokenizer: WordPieceTokenizer, pooling: str = "mean",
                 normalize: bool = True, max_length: int | None = None):
        places, rows = bert.positions.max_length, bert.embedding.num_embeddings
        if pooling not in POOLING:
            raise ValueError(f"SentenceEncoder: pooling is one of {', '.join(POOLING)}, not "
                             f"{pooling!r}.")
        if max_length is not None and not 3 <= max_length <= places:
            raise ValueError(f"SentenceEncoder: max_length is {max_length}; this BERT has places "
                             f"for 3 to {places} tokens.")
        if len(tokenizer) > rows:
            raise ValueError(f"The vocabulary has {len(tokenizer)} tokens, but the BERT was made "
                             f"for {rows}: they do not belong together.")
        self.bert, self.tokenizer = bert, tokenizer
        self.pooling, self.normalize = pooling, normalize
        self.max_length = places if max_length is None else max_length

    def __call__(self, ids, type_ids=None, mask=None) -> Tensor:
        """The vectors (N, width) of a batch of tokens: ids, type ids and mask (N, T) as in BERT."""
        x = self.bert(ids, type_ids, mask)                                      # (N, T, width)
        y = x[:, 0] if self.pooling == "first" else mean_of_tokens(x, mask)     # (N, width)
        if self.normalize:
            y = y / maximum(sqrt((y * y).sum(axis=1, keepdims=True)), TINY)
        return y

    def encode(self, texts: Sequence[str], batch_size: int = 32,
               progress: Callable[[int], None] | None = None) -> np.ndarray:
        """The vectors of N texts, (N, width), in evaluation mode.

        The longest go first, `batch_size` at a time, so that little is padding. `progress` is
        called after each batch with the number of its texts. Texts cut off at `max_length` are a
        warning. Raises `TypeError` for what is no list of texts.

        >>> from groundup.text import Vocabulary
        >>> words = Vocabulary("[PAD] [UNK] [CLS] [SEP] a cat sat".split())
        >>> encoder = SentenceEncoder(BERT(7, 16, 8, 1, 2, rng=0), WordPieceTokenizer(words))
        >>> encoder.encode(["a cat", "sat"], batch_size=1, progress=print).shape
        1
        1
        (2, 8)
        """
        if isinstance(texts, str):
            raise TypeError("encode takes a list of texts; for one text write encode([text])[0].")
        if batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, not {batch_size}.")
        rows = self._rows(texts)
        order = sorted(range(len(rows)), key=lambda i: -len(rows[i]))
        weight = self.bert.embedding.weight
        y = np.empty((len(rows), weight.shape[1]), weight.dtype)
        with evaluating(self.bert):
            for start in range(0, len(rows), batch_size):
                batch = order[start:start + batch_size]
                ids, mask = _padded([rows[i] for i in batch], self.tokenizer.vocabulary["[PAD]"])
                y[batch] = self(ids, mask=None if mask.all() else mask).data
                if progress is not None:
                    progress(len(batch))
        return y

    def _rows(self, texts: Sequence[str]) -> list[np.ndarray]:
        """The token ids of each text."""
        room, cut, rows = self.max_length - 2, 0, []
        for text in texts:
            tokens = self.tokenizer.tokens(text)
            cut += len(tokens) > room
            rows.append(self.tokenizer.vocabulary.ids(["[CLS]", *tokens[:room], "[SEP]"]))
        if cut:
            warnings.warn(f"{cut} of {len(rows)} texts {'is' if cut == 1 else 'are'} longer than "
                          f"{self.max_length} tokens; only the beginning was read.", stacklevel=3)
        return rows


def _padded(rows: list[np.ndarray], padding: int) -> tuple[np.ndarray, np.ndarray]:
    """Token ids and mask, (N, T)."""
    lengths = np.array([len(row) for row in rows])
    mask = np.arange(lengths.max()) < lengths[:, None]
    ids = np.full(mask.shape, padding)
    ids[mask] = np.concatenate(rows)
    return ids, mask
