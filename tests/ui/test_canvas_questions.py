"""What a gesture asks for, done beside the GUI thread on a real canvas."""

import threading

import numpy as np
import pytest

from annotator.core.gesture import Preview
from tests.ui.canvases import SIZE, move, press, project_of, shown


class Asking:
    """A tool whose gesture asks for work at the press and at each move, and ends with the first answer."""

    name, label, shortcut, icon, cursor, tip = "asking", "Asking", "", "", "cross", ""

    def __init__(self, *work):
        self.work, self.heard = list(work), []

    def gesture(self, scene, event):
        while event.kind != "answer":
            event = yield Preview(asks=self.work.pop(0) if self.work else None)
            self.heard.append(event.kind)
        self.answer = event.answer

    def hover(self, scene, event):
        return Preview()


@pytest.fixture
def canvas(qtbot, tmp_path):
    with shown(qtbot, project_of(tmp_path)) as one:
        yield one


def test_the_answer_comes_back_as_an_input_and_was_worked_out_in_another_thread(qtbot, canvas):
    canvas.tool = Asking(threading.get_ident)
    press(canvas, 10, 10)
    qtbot.waitUntil(lambda: not canvas._gestures.active)
    assert canvas.tool.heard == ["answer"]
    assert canvas.tool.answer != threading.get_ident()


def test_of_two_questions_the_later_one_is_answered(qtbot, canvas):
    go_on = threading.Event()
    canvas.tool = Asking(lambda: go_on.wait(10) and "old", lambda: "new")
    press(canvas, 10, 10)
    move(canvas, 20, 20)
    go_on.set()
    qtbot.waitUntil(lambda: not canvas._gestures.active)
    assert (canvas.tool.heard, canvas.tool.answer) == (["move", "answer"], "new")


def test_after_escape_nothing_is_heard_of_the_answer(qtbot, canvas):
    go_on = threading.Event()
    canvas.tool = Asking(go_on.wait)
    press(canvas, 10, 10)
    canvas.cancel_gesture()
    go_on.set()
    canvas._questions.stop()
    qtbot.wait(50)
    assert canvas.tool.heard == []


def test_work_that_fails_is_told_and_ends_the_gesture(qtbot, canvas):
    said = []
    canvas.document.said.connect(lambda level, sentence: said.append(level))
    canvas.tool = Asking(lambda: 1 / 0)
    press(canvas, 10, 10)
    qtbot.waitUntil(lambda: not canvas._gestures.active)
    assert said == ["error"]


def test_the_scene_shows_the_pixels_of_the_picture_without_a_copy(canvas):
    patch = canvas.scene().pixels((-5, 10, 20.5, 300.2))
    assert patch.box == (0, 10, 21, SIZE[1])
    assert np.shares_memory(patch.rgb, canvas.scenery.pyramid.levels[0])
    assert canvas.scene().pixels((500, 0, 600, 10)) is None
