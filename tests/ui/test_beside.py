"""A piece of drawing is done once, by whoever comes to it first."""

import threading

import pytest

from annotator.ui.canvas.beside import Beside, _other


@pytest.fixture
def busy():
    """The other thread has something else to do."""
    over = threading.Event()
    held = _other.submit(over.wait)
    yield
    over.set()
    held.result()


def test_it_is_done_when_it_is_finished():
    done = []
    one = Beside(lambda: done.append(1))
    one.finish()
    one.finish()
    one.leave()
    assert done == [1]


def test_where_the_other_thread_is_busy_nobody_waits_for_it(busy):
    done = []
    Beside(lambda: done.append(1)).finish()
    assert done == [1]


def test_what_is_left_is_not_done_later(busy):
    done = []
    Beside(lambda: done.append(1)).leave()
    assert done == []


def test_an_error_comes_to_who_needs_it():
    def fail():
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        Beside(fail).finish()
