"""The canvas as a person meets it: real events in, pixels and the project file out."""

import json

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest

from annotator.core.annotations import Imported, Part, State
from annotator.core.geometry import rectangle
from annotator.core.modes import Modes
from tests.conftest import instance, proposal, square
from tests.ui.canvases import (
    GREY,
    click,
    drag,
    mouse,
    move,
    near,
    pixel,
    pixels,
    press,
    project_of,
    release,
    settle,
    shown,
    stored,
    wheel,
)

SQUARE = instance(1, square(100, 100, 80))


@pytest.fixture
def canvas(qtbot, tmp_path):
    with shown(qtbot, project_of(tmp_path, SQUARE)) as made:
        yield made


BARE = instance(2, (), imported=Imported(id=b"1", geometry=json.dumps({"bbox": [120, 120, 40, 40]}).encode()))


def test_an_instance_that_came_with_a_box_alone_is_selected_by_a_click_into_its_box(qtbot, tmp_path):
    with shown(qtbot, project_of(tmp_path, SQUARE, BARE)) as canvas:
        before = pixels(canvas)
        click(canvas, 140, 140)
        assert canvas.document.selection == {2}
        assert (pixels(canvas) != before).any()
        click(canvas, 110, 110)
        assert canvas.document.selection == {1}
        click(canvas, 140, 140, keys=Qt.KeyboardModifier.ShiftModifier)
        assert canvas.document.selection == {1, 2}


def test_a_smaller_outline_lies_above_a_box_that_came_alone(qtbot, tmp_path):
    with shown(qtbot, project_of(tmp_path, instance(1, square(130, 130, 20)), BARE)) as canvas:
        click(canvas, 140, 140)
        assert canvas.document.selection == {1}


def test_the_cursor_tells_the_pixel_and_its_value(canvas, qtbot):
    with qtbot.waitSignal(canvas.cursor_moved) as told:
        move(canvas, 20.5, 30.5)
    assert told.args == [(20, 30, (GREY, GREY, GREY))]
    with qtbot.waitSignal(canvas.cursor_moved) as told:
        move(canvas, -20, 30)
    assert told.args == [None]


def test_a_click_selects_and_the_selection_is_seen(canvas):
    before = pixel(canvas, 140, 140)
    click(canvas, 140, 140)
    assert canvas.document.selection == {1}
    assert not near(pixel(canvas, 140, 140), before, by=5)


def test_hovering_is_seen_and_ends(canvas):
    before = pixels(canvas)
    move(canvas, 140, 140)
    assert (pixels(canvas) != before).any()
    move(canvas, 300, 50)
    assert (pixels(canvas) == before).all()


def test_a_drag_moves_an_instance_in_the_project_and_undo_brings_it_back(canvas, qtbot):
    drag(canvas, (140, 140), (150, 150), (170, 130))
    settle(qtbot, canvas)
    assert stored(canvas)[1].parts[0].outer[0].tolist() == [130, 90]
    assert pixel(canvas, 110, 170) == [GREY] * 3
    canvas.document.undo()
    settle(qtbot, canvas)
    assert stored(canvas)[1].parts == SQUARE.parts


def test_a_polygon_is_clicked_closed_selected_and_stored(canvas):
    canvas.set_tool("polygon")
    for x, y in ((220, 50), (300, 50), (300, 90), (221, 51)):
        click(canvas, x, y)
    [new] = stored(canvas).keys() - {1}
    assert stored(canvas)[new].parts[0].outer.tolist() == [[220, 50], [300, 50], [300, 90]]
    assert canvas.document.selection == {new}


def test_escape_leaves_nothing_of_a_gesture(canvas):
    click(canvas, 140, 140)
    before = pixels(canvas)
    canvas.set_tool("polygon")
    for x, y in ((220, 50), (300, 50), (300, 90)):
        click(canvas, x, y)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    canvas.set_tool("select")
    assert stored(canvas) == {1: SQUARE}
    assert canvas.document.selection == {1}
    assert (pixels(canvas) == before).all()


def test_escape_in_a_move_puts_the_selection_back(canvas):
    press(canvas, 140, 140)
    move(canvas, 200, 200)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    release(canvas, 200, 200)
    assert (stored(canvas), canvas.document.selection) == ({1: SQUARE}, frozenset())


def test_enter_closes_and_backspace_steps_back(canvas):
    canvas.set_tool("polygon")
    for x, y in ((220, 50), (300, 50), (300, 90), (10, 10)):
        click(canvas, x, y)
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    [new] = stored(canvas).keys() - {1}
    assert len(stored(canvas)[new].parts[0].outer) == 3


def test_a_double_click_ends_a_polygon(canvas):
    canvas.set_tool("polygon")
    for x, y in ((220, 50), (300, 50), (300, 90)):
        click(canvas, x, y)
    mouse(canvas, QEvent.Type.MouseButtonDblClick, 300, 90)
    assert len(stored(canvas)) == 2


def test_backspace_over_a_corner_deletes_it(canvas):
    canvas.set_tool("corners")
    click(canvas, 140, 140)
    move(canvas, 180, 180)
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    assert stored(canvas)[1].parts[0].outer.tolist() == [[100, 100], [180, 100], [100, 180]]


def test_the_view_can_be_panned_in_the_middle_of_a_gesture(canvas):
    canvas.set_tool("polygon")
    click(canvas, 220, 50)
    drag(canvas, (200, 200), (150, 180), button=Qt.MouseButton.MiddleButton)
    wheel(canvas, 220, 50)
    click(canvas, 300, 50)
    click(canvas, 300, 90)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    [new] = stored(canvas).keys() - {1}
    assert stored(canvas)[new].parts[0].outer == pytest.approx(np.array([[220, 50], [300, 50], [300, 90]]), abs=1)


class Painted(QObject):
    """Which part of a widget was painted."""

    def __init__(self, canvas):
        super().__init__(canvas)
        self.rects = []
        canvas.installEventFilter(self)

    def eventFilter(self, _, event):
        if event.type() is QEvent.Type.Paint:
            self.rects.append(event.rect())
        return False


def test_a_corner_that_is_dragged_paints_its_surroundings_and_leaves_the_layer_alone(canvas, qtbot):
    canvas.set_tool("corners")
    click(canvas, 140, 140)
    press(canvas, 180, 180)
    move(canvas, 184, 184)
    settle(qtbot, canvas)
    qtbot.wait(20)
    layer, painted = canvas.layer._front.pixels.copy(), Painted(canvas)
    move(canvas, 190, 190)
    qtbot.waitUntil(lambda: bool(painted.rects))
    assert (canvas.layer._front.pixels == layer).all()
    assert all(rect.width() < 160 and rect.height() < 160 for rect in painted.rects)
    release(canvas, 190, 190)
    assert stored(canvas)[1].parts[0].outer[2].tolist() == [190, 190]


def test_what_is_dragged_keeps_its_own_colour(qtbot, tmp_path):
    project = project_of(tmp_path, SQUARE)
    with shown(qtbot, project) as canvas:
        canvas.document.categories.new("other")
        press(canvas, 140, 140)
        move(canvas, 240, 140)
        settle(qtbot, canvas)
        red, green, blue = pixel(canvas, 240, 140)
        assert red > green > blue


def test_what_arrives_in_the_middle_of_a_gesture_does_not_disturb_it(canvas):
    """The tool works on the frame as it was when the gesture began."""
    document = canvas.document
    canvas.set_modes(Modes(no_overlap=True))
    canvas.set_tool("box")
    press(canvas, 250, 200)
    move(canvas, 310, 240)
    document.propose(document.frame.key, [proposal(0, parts=square(290, 220, 40))], "Pre-label")
    release(canvas, 310, 240)
    [drawn] = [one for one in stored(canvas).values() if one.id != 1 and one.state is State.DRAWN]
    assert drawn.parts == (Part(rectangle(250, 200, 310, 240)),)
