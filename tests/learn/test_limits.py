import contextlib
import signal
import sys
import threading
import time

import pytest

from groundup.learn.limits import TimeUp, has_timer, time_limit

needs_timer = pytest.mark.skipif(not has_timer(), reason="the system has no timer")


def endless():
    while True:
        pass


@pytest.mark.parametrize("timer", [pytest.param(True, marks=needs_timer), False])
def test_an_endless_loop_is_stopped_and_a_short_one_is_not(timer):
    with pytest.raises(TimeUp), time_limit(0.02, timer):
        endless()
    with time_limit(30, timer):
        total = sum(range(100))
    assert total == 4950


@pytest.mark.parametrize("timer", [pytest.param(True, marks=needs_timer), False])
def test_what_catches_exceptions_does_not_catch_this(timer):
    def stubborn():
        while True:
            with contextlib.suppress(Exception):
                sum(range(100))

    with pytest.raises(TimeUp), time_limit(0.02, timer):
        stubborn()


@needs_timer
def test_what_catches_everything_is_interrupted_again():
    def stubborn():
        while True:
            with contextlib.suppress(BaseException):
                sum(range(100))

    with pytest.raises(TimeUp), time_limit(0.02):
        stubborn()


def test_threads_have_a_limit_too():
    stopped = []

    def work():
        try:
            with time_limit(0.02):
                endless()
        except TimeUp:
            stopped.append(has_timer())

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert stopped == [False]


@needs_timer
def test_the_timer_of_someone_else_goes_on():
    rang = []
    before = signal.signal(signal.SIGALRM, lambda number, frame: rang.append(1))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with time_limit(10):
            pass
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 0
        end = time.monotonic() + 5
        while not rang and time.monotonic() < end:
            pass
        assert rang == [1]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def test_a_debugger_stays_where_it_was():
    before = sys.gettrace()
    with time_limit(10, timer=False):
        assert sys.gettrace() is not before
    assert sys.gettrace() is before
