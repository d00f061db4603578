"""BLEU: how many phrases of a translation stand in those that people made."""

from collections import Counter
from collections.abc import Sequence
from math import exp, log

from groundup.metrics.metric import Metric

Tokens = Sequence[str] | Sequence[int]


def bleu(candidates: Sequence[Tokens], references: Sequence[Sequence[Tokens]], order: int = 4,
         smooth: bool = False) -> float:
    """Corpus BLEU, 0 to 1: the geometric mean of n-gram precisions, less what is too short.

        BLEU = min(1, exp(1 - r / c)) · (p₁ p₂ ⋯ p_order)^(1 / order)

    p_n is the share of the candidates' n-grams that occur in a reference of the same sentence, each
    at most as often as there; c is the length of all candidates, r that of the references closest
    in length (of two, the shorter). Counts are of the whole corpus. `candidates` are lists of
    tokens, `references` for each of them a list of such lists. Without a common n-gram of some
    length BLEU is 0; `smooth` adds 1 to the counts of n ≥ 2, for short texts.
    Source: Papineni et al. 2002; smoothing: Lin and Och 2004.

    >>> candidate, reference = "the cat sat on the mat".split(), "the cat is on the mat".split()
    >>> round(bleu([candidate], [[reference]], order=2), 4)          # √(5/6 · 3/5)
    0.7071
    """
    return BLEU(order, smooth).update(candidates, references).compute()


class BLEU(Metric):
    """Streaming `bleu`: the counts of all batches are those of one corpus.

    >>> metric = BLEU(order=1).update([["a", "b"]], [[["a", "c"]]])
    >>> metric.update([["d", "e"]], [[["d", "e"]]]).compute()
    0.75
    """

    name = "bleu"

    def __init__(self, order: int = 4, smooth: bool = False):
        if order < 1:
            raise ValueError(f"order is the length of the longest phrase, at least 1, not {order}.")
        self.order, self.smooth = order, smooth
        super().__init__()

    def reset(self) -> None:
        self.common, self.all = [0] * self.order, [0] * self.order      # n-grams, n = 1, 2, ...
        self.length = self.closest = 0

    def update(self, prediction: Sequence[Tokens],                      # type: ignore[override]
               target: Sequence[Sequence[Tokens]]) -> "BLEU":
        """Take in some sentences: their tokens, and for each the tokens of its references."""
        if len(prediction) != len(target):
            raise ValueError(f"There are {len(prediction)} candidates, but references for "
                             f"{len(target)}.")
        for candidate, references in zip(prediction, target):
            self._sentence(candidate, references)
        return self

    def compute(self) -> float:
        """BLEU of all sentences since the last reset."""
        self._need(self.length)
        extra = [int(self.smooth and n > 0) for n in range(self.order)]
        if not all(common + more for common, more in zip(self.common, extra)):
            return 0.0
        logs = [log((common + more) / (every + more))
                for common, every, more in zip(self.common, self.all, extra)]
        return exp(min(0.0, 1 - self.closest / self.length) + sum(logs) / self.order)

    def _sentence(self, candidate: Tokens, references: Sequence[Tokens]) -> None:
        if isinstance(candidate, str) or any(isinstance(text, str) for text in references):
            raise TypeError("BLEU compares lists of tokens: candidates are [tokens, ...] and "
                            "references [[tokens, ...], ...]. Split each text first.")
        if not references:
            raise ValueError("A candidate needs at least one reference.")
        size = len(candidate)
        self.length += size
        self.closest += min((abs(len(text) - size), len(text)) for text in references)[1]
        for n in range(1, self.order + 1):
            found: Counter = Counter()
            for text in references:
                found |= _ngrams(text, n)                               # the largest counts
            own = _ngrams(candidate, n)
            self.common[n - 1] += (own & found).total()                 # the smaller counts
            self.all[n - 1] += own.total()


def _ngrams(tokens: Tokens, n: int) -> Counter:
    return Counter(tuple(tokens[i:i + n]) for i in range(len(tokens) - n + 1))
