"""Byte-pair training: merge the most frequent pair of neighbours, again and again (18.2).

Source: Sennrich et al. 2016, "Neural Machine Translation of Rare Words with Subword Units"; over
bytes as in Radford et al. 2019.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush
from itertools import pairwise

Pair = tuple[int, int]


def learn_merges(words: Iterable[tuple[list[int], int]], new_id: Callable[[int, int], int | None],
                 min_count: int) -> list[Pair]:
    """The pairs to merge, the first learned first.

    `words` are (ids, how often the word occurs). In each round the pair with the largest count is
    merged in all words; among equal counts, the pair of the smallest ids, the left one first.
    `new_id(left, right)` gives the merged token its id, or None when there are enough. It ends
    there, or when no pair occurs `min_count` times.

    >>> ids = iter([3, 4])
    >>> learn_merges([([0, 1, 2], 5), ([0, 1], 2)], lambda left, right: next(ids, None), 1)
    [(0, 1), (3, 2)]
    """
    words = [(ids, count) for ids, count in words if len(ids) > 1]
    counts: Counter[Pair] = Counter()
    places: dict[Pair, set[int]] = defaultdict(set)         # in which words a pair occurs
    for i, (ids, count) in enumerate(words):
        for pair in pairwise(ids):
            counts[pair] += count
            places[pair].add(i)

    queue = [(-count, pair) for pair, count in counts.items()]
    heapify(queue)
    merges = []
    while queue:
        negative, pair = heappop(queue)
        count = counts[pair]
        if count != -negative:                              # it has changed since: queue it anew
            if count > 0:
                heappush(queue, (-count, pair))
            continue
        if count < min_count or (merged := new_id(*pair)) is None:
            break
        merges.append(pair)
        for new in merge_everywhere(pair, merged, words, counts, places):
            heappush(queue, (-counts[new], new))
    return merges


def merge_everywhere(pair, merged, words, counts, places) -> set[Pair]:
    """Merge a pair in each word that has it, keep the books, and say which pairs gained."""
    gained = set()
    for i in places.pop(pair):
        old, count = words[i]
        new = merge(old, pair, merged)
        words[i] = new, count
        for gone in pairwise(old):
            counts[gone] -= count
        for come in pairwise(new):
            counts[come] += count
            if merged in come:
                places[come].add(i)
                gained.add(come)
    del counts[pair]
    return gained


def merge(ids: list[int], pair: Pair, merged: int) -> list[int]:
    """Put `merged` for each occurrence of the pair, from the left.

    >>> merge([1, 1, 1, 2], (1, 1), 9)
    [9, 1, 2]
    """
    result = []
    i = 0
    while i < len(ids):
        if ids[i] == pair[0] and i + 1 < len(ids) and ids[i + 1] == pair[1]:
            result.append(merged)
            i += 2
        else:
            result.append(ids[i])
            i += 1
    return result
