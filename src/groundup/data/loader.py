"""Mini-batches: a few samples at a time, in a new order every epoch (5.2)."""

from collections.abc import Iterator

import numpy as np

from groundup.backend import Rng, default_dtype, generator
from groundup.data.dataset import ArrayDataset
from groundup.data.prefetch import prefetched


class DataLoader:
    """Cut a data set into batches: each iteration over the loader is one epoch.

    `dataset` is an `ArrayDataset`, an array, a tuple of arrays, or anything with `__len__` and
    `__getitem__` whose items are samples: a field, or a tuple of fields, which are stacked.

    - `shuffle`: draw a new order from `rng` at the start of every epoch. Two loaders with the same
      seed give the same batches, to the bit.
    - `drop_last`: leave out the last batch if it is smaller than the others.
    - `prefetch`: prepare up to so many batches ahead, in a background thread, which helps if a
      sample is slow to get. The batches are the same. A data set that draws random numbers itself
      should then own its generator, since the thread runs ahead of the training.

    Yields tuples of arrays (batch_size, ...). Raises `TypeError` for a data set that is none of
    the above and `ValueError` for a batch size below 1.

    >>> x = np.arange(5)
    >>> [batch.tolist() for (batch,) in DataLoader(x, batch_size=2)]
    [[0, 1], [2, 3], [4]]
    >>> loader = DataLoader((x, x ** 2), batch_size=2, shuffle=True, drop_last=True, rng=0)
    >>> len(loader), [squares.tolist() for _, squares in loader]
    (2, [[4, 16], [9, 0]])
    """

    def __init__(self, dataset, batch_size: int = 32, shuffle: bool = False,
                 drop_last: bool = False, rng: Rng = None, prefetch: int = 0):
        self.dataset = as_dataset(dataset)
        self.batch_size = whole_number("batch_size", batch_size, least=1)
        self.prefetch = whole_number("prefetch", prefetch, least=0)
        self.shuffle = shuffle
        self.drop_last = drop_last
        self._rng = None if rng is None else generator(rng)

    @property
    def rng(self) -> np.random.Generator:
        """The generator of the orders; a checkpoint keeps `rng.bit_generator.state`.

        >>> loader = DataLoader(np.arange(9), batch_size=9, shuffle=True, rng=1)
        >>> state = loader.rng.bit_generator.state
        >>> (epoch,), = loader
        >>> loader.rng.bit_generator.state = state
        >>> (again,), = loader
        >>> np.array_equal(epoch, again)
        True
        """
        return generator(self._rng)             # None: the shared one, even if re-seeded since

    def __len__(self) -> int:
        full, rest = divmod(len(self.dataset), self.batch_size)
        return full + (rest > 0 and not self.drop_last)

    def __iter__(self) -> Iterator[tuple]:
        samples = len(self.dataset)
        order = self.rng.permutation(samples) if self.shuffle else np.arange(samples)
        batches = self._batches(order)
        return prefetched(batches, self.prefetch) if self.prefetch else batches

    def _batches(self, order: np.ndarray) -> Iterator[tuple]:
        for i in range(len(self)):
            index = order[i * self.batch_size:(i + 1) * self.batch_size]
            if isinstance(self.dataset, ArrayDataset):
                yield self.dataset[index]       # all rows at once
            else:
                yield collate([self.dataset[int(j)] for j in index])


def collate(samples: list) -> tuple:
    """Stack samples into a batch, field by field: arrays keep their dtype, Python floats become
    the default dtype (float32), Python integers int64.

    Raises `ValueError` if the samples differ in their number of fields or in a field's shape.

    >>> x, y = collate([(np.float32([1, 2]), 0), (np.float32([3, 4]), 1)])
    >>> x.tolist(), x.dtype, y.tolist()
    ([[1.0, 2.0], [3.0, 4.0]], dtype('float32'), [0, 1])
    """
    rows = [sample if isinstance(sample, tuple) else (sample,) for sample in samples]
    if len({len(row) for row in rows}) > 1:
        raise ValueError("The samples of a batch have different numbers of fields: "
                         f"{sorted({len(row) for row in rows})}.")
    return tuple(stack(field, values) for field, values in enumerate(zip(*rows)))


def stack(field: int, values: tuple) -> np.ndarray:
    shapes = {np.shape(value) for value in values}
    if len(shapes) > 1:
        raise ValueError(f"Field {field} of the samples has different shapes in one batch: "
                         f"{sorted(shapes)}. Resize or pad the samples to one shape; whole "
                         "arrays go into a tuple, (x, y).")
    batch = np.stack(values)
    return batch.astype(default_dtype()) if type(values[0]) is float else batch


def as_dataset(dataset):
    if isinstance(dataset, np.ndarray):
        return ArrayDataset(dataset)
    if isinstance(dataset, tuple):
        return ArrayDataset(*dataset)
    if (hasattr(dataset, "__len__") and hasattr(dataset, "__getitem__")
            and not isinstance(dataset, str | dict)):
        return dataset
    raise TypeError("A DataLoader takes an array, a tuple of arrays, or an object with __len__ and "
                    f"__getitem__, not {type(dataset).__name__}.")


def whole_number(name: str, value: int, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        came = repr(value)
        if hasattr(value, "shape"):
            came = (f"an array of shape {value.shape}. Inputs and targets are one argument, the "
                    "tuple (x, y)")
        raise ValueError(f"{name} must be a whole number of at least {least}, not {came}.")
    return int(value)
