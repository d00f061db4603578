"""Threads: every range is done once, faults come through, and forks and set numbers are kept."""

import os
from collections import deque
from threading import Thread

import numpy as np
import pytest

from groundup.kernels import blas, get_num_threads, set_num_threads, threads


@pytest.fixture(autouse=True)
def _same_number_after():
    before, of_products = get_num_threads(), blas.get_num_threads()
    yield
    set_num_threads(before)
    blas.set_num_threads(of_products or before)


def count_up(counts, start, stop):
    counts[start:stop] += 1


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("rows", [0, 1, 2, 7, 100])
@pytest.mark.parametrize("work", [0.0, 1e9])
def test_every_row_is_done_once(n, rows, work):
    set_num_threads(n)
    counts = np.zeros(rows, int)
    for _ in range(20):
        threads.spread(count_up, rows, work, counts)
    assert counts.tolist() == [20] * rows


def test_callers_on_several_threads_do_not_disturb_each_other():
    set_num_threads(2)
    many = [np.zeros(50, int) for _ in range(4)]

    def repeat(counts):
        for _ in range(100):
            threads.spread(count_up, len(counts), 1e9, counts)

    callers = [Thread(target=repeat, args=(counts,)) for counts in many]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert all(counts.tolist() == [100] * 50 for counts in many)


def test_a_fault_in_any_range_is_raised_here():
    set_num_threads(2)

    def fails(start, stop):
        if start:
            raise ZeroDivisionError("in a range")

    with pytest.raises(ZeroDivisionError, match="in a range"):
        threads.spread(fails, 10, 1e9)


def test_a_helper_takes_all_ranges_that_nobody_has_taken():
    counts, ranges, results = np.zeros(10, int), deque([(0, 4), (4, 10)]), threads.SimpleQueue()
    helper = Thread(target=threads._work_off, args=(count_up, (counts,), ranges.pop, results))
    helper.start()
    helper.join()
    assert counts.tolist() == [1] * 10
    assert [results.get(), results.get()] == [None, None]


@pytest.mark.parametrize("wrong", [0, -1, 1.5, "two"])
def test_numbers_of_threads_that_make_no_sense(wrong):
    with pytest.raises(ValueError, match="whole number above 0"):
        set_num_threads(wrong)


def test_set_num_threads_holds_for_matrix_products_too():
    if not blas.address():
        pytest.skip("this NumPy brings no OpenBLAS")
    set_num_threads(1)
    assert (get_num_threads(), blas.get_num_threads()) == (1, 1)
    set_num_threads(2)
    with blas.one_thread(), blas.one_thread():
        assert blas.get_num_threads() == 1
    assert blas.get_num_threads() == 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")       # of forking with threads
def test_a_forked_child_has_threads_of_its_own():
    set_num_threads(2)
    threads.spread(count_up, 10, 1e9, np.zeros(10, int))
    child = os.fork()
    if not child:
        counts = np.zeros(10, int)
        threads.spread(count_up, 10, 1e9, counts)
        os._exit(0 if counts.tolist() == [1] * 10 else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
