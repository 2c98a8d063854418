"""A piece of drawing is done once, by whoever comes to it first."""

import threading
import time
from collections import deque

import pytest

from annotator.ui.canvas.beside import Beside, _other, shared


@pytest.fixture
def busy():
    """The other thread has something else to do."""
    over = threading.Event()
    held = _other.submit(over.wait)
    yield
    over.set()
    held.result()


def steps(number, done, count=3):
    for _ in range(count):
        yield
    done.append(number)


def fail():
    yield
    raise ValueError("no")


def test_it_is_done_when_it_is_finished():
    done = []
    one = Beside(lambda: steps(1, done))
    one.finish()
    one.finish()
    one.leave()
    assert done == [1]


def test_where_the_other_thread_is_busy_nobody_waits_for_it(busy):
    done = []
    Beside(lambda: steps(1, done)).finish()
    assert done == [1]


def test_what_is_left_is_not_done_later(busy):
    done = []
    Beside(lambda: steps(1, done)).leave()
    assert done == []


def test_what_is_begun_is_left_after_a_step():
    done = []
    endless = Beside(lambda: steps(1, done, count=10**9))
    time.sleep(0.01)
    endless.leave()
    assert _other.submit(lambda: "free").result(timeout=5) == "free"
    assert done == []


def test_an_error_comes_to_who_needs_it():
    with pytest.raises(ValueError, match="no"):
        Beside(fail).finish()


@pytest.mark.parametrize("count", [0, 1, 2, 7])
def test_every_piece_is_drawn_once_whoever_draws_it(count):
    done = []
    for _ in shared(lambda number=number: steps(number, done) for number in range(count)):
        pass
    assert sorted(done) == list(range(count))


def test_where_the_other_thread_is_busy_this_one_draws_all_pieces(busy):
    done = []
    for _ in shared(lambda number=number: steps(number, done) for number in range(3)):
        pass
    assert sorted(done) == [0, 1, 2]


def test_who_closes_it_waits_for_a_step_and_not_for_a_piece():
    done = []
    endless = shared(lambda number=number: steps(number, done, count=10**9) for number in range(3))
    next(endless)
    endless.close()
    assert _other.submit(lambda: "free").result(timeout=5) == "free"
    assert done == []


def test_an_error_of_either_thread_comes_to_who_draws():
    with pytest.raises(ValueError, match="no"):
        deque(shared([fail, fail]), 0)
