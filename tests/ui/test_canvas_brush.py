"""The brush on a real canvas, with real mouse events."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from annotator.core.raster import parts_mask
from tests.conftest import instance, square
from tests.ui.canvases import SIZE, drag, move, place, press, project_of, shown, stored


@pytest.fixture
def canvas(qtbot, tmp_path):
    with shown(qtbot, project_of(tmp_path, instance(1, square(100, 100, 50)))) as one:
        one.modes_chosen.connect(one.set_modes)
        one.set_tool("brush")
        yield one


def turned(canvas, x, y, steps):
    at = place(canvas, x, y)
    event = QWheelEvent(at, canvas.mapToGlobal(at), QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton,
                        Qt.KeyboardModifier.ShiftModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
    QApplication.sendEvent(canvas, event)


def tip_width(canvas):
    path = canvas.over.shown.preview.path
    return float(path[:, 0].max() - path[:, 0].min())


def covered(one):
    return int(parts_mask(one.parts, *SIZE).sum())


def test_a_stroke_is_kept_in_the_project_and_a_second_one_goes_on_with_it(canvas):
    drag(canvas, (200, 50), (230, 50))
    [new] = stored(canvas).keys() - {1}
    before = covered(stored(canvas)[new])
    drag(canvas, (230, 50), (260, 50))
    assert stored(canvas).keys() == {1, new}
    assert covered(stored(canvas)[new]) > before


def test_escape_leaves_nothing_of_a_stroke(canvas):
    before = stored(canvas)
    press(canvas, 200, 50)
    move(canvas, 230, 50)
    canvas.cancel_gesture()
    assert stored(canvas) == before
    assert canvas.document.selection == frozenset()


def test_shift_and_the_wheel_size_the_tip_and_leave_the_zoom(canvas):
    move(canvas, 200, 50)
    width, scale = tip_width(canvas), canvas.view.scale
    turned(canvas, 200, 50, 3)
    assert tip_width(canvas) > width
    turned(canvas, 200, 50, -3)
    assert canvas.view.scale == scale


def test_sizing_the_tip_with_the_cursor_elsewhere_changes_nothing_else(canvas):
    before = stored(canvas)
    canvas.turn(1)
    canvas.turn(-1)
    assert stored(canvas) == before
