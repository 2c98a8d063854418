"""Background work comes back to the GUI thread, or says why it does not."""

import threading
from concurrent.futures import Executor, Future

import pytest

from annotator.core.errors import ImageUnreadable
from annotator.ui.lanes import Lane


@pytest.fixture
def lane(qapp):
    made = Lane(1)
    yield made
    made.stop()


def test_the_result_comes_back_in_the_gui_thread(lane, until):
    heard = []
    lane.start("Add", lambda job: 1 + 1, lambda value: heard.append((value, threading.current_thread())), heard.append)
    until(lambda: bool(heard))
    assert heard == [(2, threading.main_thread())]


def test_an_error_of_the_programs_own_is_said_as_it_is(lane, until):
    heard = []

    def work(job):
        raise ImageUnreadable("a.png cannot be read.")

    lane.start("Read", work, heard.append, heard.append)
    until(lambda: bool(heard))
    assert heard == ["a.png cannot be read."]


def test_any_other_error_is_a_sentence_too(lane, until):
    heard = []
    lane.start("Divide", lambda job: 1 / 0, heard.append, heard.append)
    until(lambda: bool(heard))
    assert heard[0].startswith("Something went wrong")


def test_a_cancelled_job_says_nothing_but_that_it_has_ended(lane, until):
    heard, ended = [], []
    go = threading.Event()
    job = lane.start("Wait", lambda job: go.wait(10), heard.append, heard.append)
    job.ended.connect(lambda: ended.append(True))
    job.cancel()
    go.set()
    until(lambda: bool(ended))
    assert heard == []


def test_work_that_is_cancelled_before_its_turn_is_left_out(lane, until):
    done, ended = [], []
    go = threading.Event()
    lane.start("Wait", lambda job: go.wait(10), lambda _: done.append("first"), done.append)
    waiting = lane.start("Queue", lambda job: done.append("second"), done.append, done.append)
    waiting.ended.connect(lambda: ended.append(True))
    waiting.cancel()
    go.set()
    until(lambda: bool(ended))
    assert done == ["first"]


def test_progress_is_told_from_the_lanes_thread(lane, until):
    heard = []
    go = threading.Event()

    def work(job):
        go.wait(10)
        for step in range(3):
            job.progress(step, 3, "x")

    job = lane.start("Count", work, lambda _: None, heard.append)
    job.progressed.connect(lambda *told: heard.append(told))
    go.set()
    until(lambda: heard == [(0, 3, "x"), (1, 3, "x"), (2, 3, "x")])


def test_a_job_without_a_title_is_not_shown(lane):
    shown = []
    lane.started.connect(shown.append)
    lane.start("", lambda job: 1, shown.append, shown.append)
    assert shown == []
    job = lane.start("Add", lambda job: 1, lambda _: None, shown.append)
    assert shown == [job]


class AtOnce(Executor):
    """Has done the work when `submit` returns, as a thread may have that is quick."""

    def submit(self, work, /, *given):
        future: Future = Future()
        future.set_result(work(*given))
        return future


def test_work_that_has_ended_at_once_is_not_delivered_before_its_job_is_known(lane, until):
    heard = []
    lane._pool.shutdown()
    lane._pool = AtOnce()
    lane.start("Add", lambda job: 2, heard.append, heard.append)
    assert heard == []
    until(lambda: heard == [2])


def test_what_came_of_work_that_was_cancelled_meanwhile_is_handed_over_to_be_closed(lane, until):
    heard, dropped = [], []
    lane._pool.shutdown()
    lane._pool = AtOnce()
    job = lane.start("Open", lambda job: "a file", heard.append, heard.append)
    job.dropped.connect(dropped.append)
    job.cancel()
    until(lambda: dropped == ["a file"])
    assert heard == []


def test_everything_has_ended_when_the_lane_has_stopped(lane):
    heard, dropped, ended = [], [], []
    begun, go = threading.Event(), threading.Event()

    def work(job):
        begun.set()
        go.wait(10)
        return "a file"

    running = lane.start("Open", work, heard.append, heard.append)
    waiting = lane.start("Queue", work, heard.append, heard.append)
    for job in (running, waiting):
        job.dropped.connect(dropped.append)
        job.ended.connect(lambda: ended.append(True))
    begun.wait(10)
    go.set()
    lane.stop()
    assert (heard, dropped, ended) == ([], ["a file"], [True, True])


def test_work_for_a_lane_that_has_stopped_is_left_out(lane, until):
    done, ended = [], []
    lane.stop()
    job = lane.start("Late", lambda job: done.append("late"), done.append, done.append)
    job.ended.connect(lambda: ended.append(True))
    assert job.cancelled
    until(lambda: bool(ended))
    assert done == []
