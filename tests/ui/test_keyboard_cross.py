"""The cross: what a mouse does on the picture, by keyboard alone."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from tests.ui.windows import tap

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def canvas(opened):
    opened.canvas.setFocus()
    opened.document.select(())
    return opened.canvas


def test_arrows_bring_the_cross_and_escape_keeps_the_selection_rules(canvas):
    assert canvas.cross.place is None
    tap(canvas, Qt.Key.Key_Right)
    first = canvas.cross.place
    tap(canvas, Qt.Key.Key_Right, modifiers=SHIFT)
    assert canvas.cross.place.x() - first.x() == 10
    tap(canvas, Qt.Key.Key_F8)
    assert canvas.cross.place is None


def test_space_at_the_cross_selects_like_a_click(opened, canvas):
    [[x, y]] = canvas.view.to_view(np.array([[75, 25]]))
    tap(canvas, Qt.Key.Key_F8)
    canvas.cross.move(round(x / canvas.ratio) - 15, round(y / canvas.ratio) - 15)
    tap(canvas, Qt.Key.Key_Right)
    tap(canvas, Qt.Key.Key_Space)
    assert opened.document.selection == {2}


def test_a_polygon_is_drawn_without_a_mouse(opened, canvas):
    before = set(opened.document.instances)
    opened.actions_.by_name["tool_polygon"].trigger()
    tap(canvas, Qt.Key.Key_Space)  # the cross is not there yet: nothing is pressed
    tap(canvas, Qt.Key.Key_Up)
    tap(canvas, Qt.Key.Key_Space)
    tap(canvas, Qt.Key.Key_Right, 6, SHIFT)
    tap(canvas, Qt.Key.Key_Space)
    tap(canvas, Qt.Key.Key_Down, 6, SHIFT)
    tap(canvas, Qt.Key.Key_Space)
    tap(canvas, Qt.Key.Key_Return)
    [new] = set(opened.document.instances) - before
    assert len(opened.document.instances[new].parts[0].outer) == 3


def test_a_box_is_dragged_with_the_key_that_holds(opened, canvas):
    before = set(opened.document.instances)
    opened.actions_.by_name["tool_box"].trigger()
    tap(canvas, Qt.Key.Key_F8)
    tap(canvas, Qt.Key.Key_Insert)
    tap(canvas, Qt.Key.Key_Right, 5, SHIFT)
    tap(canvas, Qt.Key.Key_Down, 5, SHIFT)
    tap(canvas, Qt.Key.Key_Insert)
    assert len(set(opened.document.instances) - before) == 1


def test_the_cross_moves_the_picture_where_it_would_leave_it(canvas):
    canvas.zoom_to(20)
    view = canvas.view
    tap(canvas, Qt.Key.Key_Right, 60, SHIFT)
    assert canvas.view != view
    assert canvas.rect().contains(canvas.cross.geometry())


def test_the_cross_goes_with_the_keyboard(canvas, opened):
    tap(canvas, Qt.Key.Key_F8)
    tap(canvas, Qt.Key.Key_Insert)
    opened.files.view.setFocus()
    canvas.cross.leave()
    assert canvas.cross.place is None


def test_finishing_can_have_another_key(opened, canvas):
    opened.keys.put("finish", ["Y"])
    opened.actions_.by_name["tool_polygon"].trigger()
    before = set(opened.document.instances)
    tap(canvas, Qt.Key.Key_F8)
    for way in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        tap(canvas, Qt.Key.Key_Space)
        tap(canvas, way, 5, SHIFT)
    tap(canvas, Qt.Key.Key_Return)
    assert set(opened.document.instances) == before
    tap(canvas, Qt.Key.Key_Y)
    assert len(set(opened.document.instances) - before) == 1


def test_a_held_arrow_goes_faster(canvas):
    tap(canvas, Qt.Key.Key_F8)
    start = canvas.cross.place.x()
    for repeated in (False, True, True, True):
        QApplication.sendEvent(canvas, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right,
                                                 Qt.KeyboardModifier.NoModifier, "", repeated))  # fmt: skip
    assert canvas.cross.place.x() - start == 1 + 2 + 3 + 4
