"""Batches: order, sizes, seeds, collating, and a background thread that never stays behind."""

import signal
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import groundup.backend as backend
from groundup.data import ArrayDataset, DataLoader
from groundup.data.loader import collate


class Squares:
    """A data set by index, which fails at the samples that it is told to."""

    def __init__(self, samples, fails_at=()):
        self.samples, self.fails_at, self.asked = samples, fails_at, 0

    def __len__(self):
        return self.samples

    def __getitem__(self, i):
        self.asked += 1
        if i in self.fails_at:
            raise OSError(f"sample {i} is unreadable")
        return np.float32([i, -i]), i * i


def batches(loader):
    return [tuple(field.tolist() for field in batch) for batch in loader]


def workers():
    return [t for t in threading.enumerate() if t.name == "groundup-prefetch"]


@given(samples=st.integers(0, 40), batch_size=st.integers(1, 45), shuffle=st.booleans(),
       drop_last=st.booleans(), prefetch=st.integers(0, 3), seed=st.integers(0, 5))
def test_every_sample_comes_once_in_batches_of_the_size_asked(
        samples, batch_size, shuffle, drop_last, prefetch, seed):
    x = np.arange(samples)
    loader = DataLoader((x, -x), batch_size, shuffle, drop_last, rng=seed, prefetch=prefetch)
    sizes, seen = [], []
    for a, b in loader:
        assert np.array_equal(a, -b)
        sizes.append(len(a))
        seen.extend(a.tolist())

    full, rest = divmod(samples, batch_size)
    assert sizes == [batch_size] * full + [rest] * (rest > 0 and not drop_last)
    assert len(loader) == len(sizes)
    assert len(set(seen)) == len(seen) == sum(sizes)
    if not shuffle:
        assert seen == list(range(sum(sizes)))


@given(samples=st.integers(1, 30), batch_size=st.integers(1, 8), prefetch=st.integers(1, 5))
def test_prefetch_and_kind_of_data_set_change_nothing(samples, batch_size, prefetch):
    x = np.stack([np.float32([i, -i]) for i in range(samples)])
    data = ArrayDataset(x, np.arange(samples) ** 2)
    options = {"batch_size": batch_size, "shuffle": True}
    plain = DataLoader(data, **options, rng=3)
    ahead = DataLoader(data, **options, rng=3, prefetch=prefetch)
    by_index = DataLoader(Squares(samples), **options, rng=3, prefetch=prefetch)
    for _ in range(2):
        expected = batches(plain)
        assert batches(ahead) == expected
        assert batches(by_index) == expected
    assert workers() == []


def test_each_epoch_has_a_new_order_and_a_seed_repeats_them_all():
    one, other = (DataLoader(np.arange(50), 50, shuffle=True, rng=7) for _ in range(2))
    epochs = [batches(one) for _ in range(3)]
    assert epochs == [batches(other) for _ in range(3)]
    assert epochs[0] != epochs[1] != epochs[2]


def test_shared_generator_is_followed_through_a_new_seed():
    loader = DataLoader(np.arange(50), 50, shuffle=True)
    backend.seed(5)
    first = batches(loader)
    backend.seed(5)
    assert batches(loader) == first
    assert loader.rng is backend.generator()


def test_state_of_the_order_can_be_saved_and_restored():
    loader = DataLoader(np.arange(20), 6, shuffle=True, rng=0)
    batches(loader)
    state = loader.rng.bit_generator.state
    expected = batches(loader)
    resumed = DataLoader(np.arange(20), 6, shuffle=True, rng=99)
    resumed.rng.bit_generator.state = state
    assert batches(resumed) == expected


def test_batches_are_copies():
    x = np.zeros((4, 2))
    for (batch,) in DataLoader(x, 2):
        batch += 1
    assert x.sum() == 0


def test_order_is_drawn_when_the_epoch_begins_not_at_its_first_batch():
    loader = DataLoader(np.arange(30), 30, shuffle=True, rng=0)
    first, second = iter(loader), iter(loader)
    late, early = next(second), next(first)
    fresh = DataLoader(np.arange(30), 30, shuffle=True, rng=0)
    assert np.array_equal(early[0], next(iter(fresh))[0])
    assert np.array_equal(late[0], next(iter(fresh))[0])


# ---- the thread

def test_thread_stops_when_the_consumer_stops_early():
    for i, _ in enumerate(DataLoader(Squares(1000), 1, prefetch=4)):
        if i == 2:
            break
    assert workers() == []


@pytest.mark.parametrize("kind", [ValueError, KeyboardInterrupt])
def test_thread_stops_when_the_consumer_raises(kind):
    data = Squares(1000)
    with pytest.raises(kind):
        for _ in DataLoader(data, 1, prefetch=4):
            raise kind
    assert workers() == []
    assert data.asked <= 1 + 4


@pytest.mark.skipif(not hasattr(signal, "pthread_kill"), reason="needs Unix signals")
def test_thread_stops_when_interrupted_while_waiting_for_a_batch():
    # A real Ctrl-C while the main thread waits for a sample that is slow to come.
    go_on = threading.Event()

    class Slow(Squares):
        def __getitem__(self, i):
            if i == 3:
                signal.pthread_kill(threading.main_thread().ident, signal.SIGINT)
                go_on.wait(0.1)                         # meanwhile the main thread is woken
            return super().__getitem__(i)

    seen = []
    with pytest.raises(KeyboardInterrupt):
        for x, _ in DataLoader(Slow(1000), 1, prefetch=1):
            seen.append(x)
    assert len(seen) <= 3
    assert workers() == []


def test_iterator_that_is_never_started_or_is_dropped_leaves_no_thread():
    loader = DataLoader(Squares(10), 2, prefetch=2)
    never = iter(loader)
    assert workers() == []
    dropped = iter(loader)
    assert next(dropped)[1].tolist() == [0, 1]
    assert len(workers()) == 1
    del never, dropped
    assert workers() == []


def test_no_more_batches_are_prepared_than_asked():
    data = Squares(100)
    batches_ahead = iter(DataLoader(data, 1, prefetch=3))
    for taken in range(1, 20):
        next(batches_ahead)
        assert data.asked <= taken + 3
    batches_ahead.close()
    assert workers() == []


@pytest.mark.parametrize("prefetch", [0, 2])
def test_exception_comes_where_its_batch_would(prefetch):
    seen = []
    with pytest.raises(OSError, match="sample 5 is unreadable"):
        for _, y in DataLoader(Squares(8, fails_at=[5]), 2, prefetch=prefetch):
            seen.append(y.tolist())
    assert seen == [[0, 1], [4, 9]]
    assert workers() == []


# ---- what is refused

def test_collate_keeps_array_dtypes_and_names_what_does_not_fit():
    x, y, z = collate([(np.float64(1), 2, 0.5), (np.float64(3), 4, 0.25)])
    assert (x.dtype, y.dtype, z.dtype) == (np.float64, np.int64, np.float32)
    assert collate([7, 8])[0].tolist() == [7, 8]
    with pytest.raises(ValueError, match=r"Field 0 .*\(2,\), \(3,\)"):
        collate([np.zeros(2), np.zeros(3)])
    with pytest.raises(ValueError, match=r"fields: \[1, 2\]"):
        collate([(1, 2), (1,)])


def test_lengths_and_options_are_checked():
    with pytest.raises(ValueError, match="lengths 3 and 2"):
        ArrayDataset(np.zeros(3), np.zeros(2))
    with pytest.raises(ValueError, match="lengths 3, 3 and 2"):
        DataLoader((np.zeros(3), np.zeros(3), np.zeros(2)))
    with pytest.raises(ValueError, match="at least one array"):
        ArrayDataset()
    with pytest.raises(ValueError, match="single number"):
        ArrayDataset(3)
    with pytest.raises(TypeError, match="not generator"):
        DataLoader(i for i in range(3))
    for wrong in (0, -1, 2.0, True):
        with pytest.raises(ValueError, match="batch_size must be a whole number"):
            DataLoader(np.zeros(3), batch_size=wrong)
    with pytest.raises(ValueError, match="prefetch"):
        DataLoader(np.zeros(3), prefetch=-1)
