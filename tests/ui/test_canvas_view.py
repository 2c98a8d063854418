"""Where the picture lies on the canvas: zooming, panning, fitting, and what comes into view."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from tests.conftest import instance, square
from tests.ui.canvases import (
    GREY,
    click,
    pixel,
    place,
    project_of,
    settle,
    shown,
    wheel,
)

SQUARE = instance(1, square(100, 100, 80))


@pytest.fixture
def canvas(qtbot, tmp_path):
    with shown(qtbot, project_of(tmp_path, SQUARE)) as made:
        yield made


def test_the_wheel_zooms_with_the_point_under_the_cursor_staying(canvas):
    before = place(canvas, 150, 120)
    wheel(canvas, 150, 120, steps=3)
    after = place(canvas, 150, 120)
    assert canvas.view.scale == pytest.approx(1.25**3)
    assert abs(after.x() - before.x()) <= 1
    assert abs(after.y() - before.y()) <= 1


@pytest.mark.parametrize("way", ["middle", "space"])
def test_a_drag_pans_with(canvas, way):
    before = canvas.view
    button = Qt.MouseButton.MiddleButton if way == "middle" else Qt.MouseButton.LeftButton
    if way == "space":
        QTest.keyPress(canvas, Qt.Key.Key_Space)
    start, end = place(canvas, 200, 150).toPoint(), place(canvas, 200, 150).toPoint() + QPoint(30, -20)
    QTest.mousePress(canvas, button, Qt.KeyboardModifier.NoModifier, start)
    QTest.mouseMove(canvas, end)
    QTest.mouseRelease(canvas, button, Qt.KeyboardModifier.NoModifier, end)
    if way == "space":
        QTest.keyRelease(canvas, Qt.Key.Key_Space)
    assert (before.left - canvas.view.left, before.top - canvas.view.top) == (30, -20)
    assert canvas.document.selection == frozenset()


def test_what_is_selected_elsewhere_comes_into_view(canvas):
    canvas.zoom_to(8)
    canvas.show_view(canvas.view.centred(8, 350, 250))
    canvas.document.select([1])
    seen = canvas.view.box_in_view((100, 100, 180, 180))
    assert seen.clipped(canvas.view.rect) == seen


def test_what_is_in_view_already_or_was_clicked_moves_nothing(canvas):
    before = canvas.view
    canvas.document.select([1])
    assert canvas.view == before
    canvas.document.select([])
    canvas.zoom_to(8)
    canvas.show_view(canvas.view.centred(8, 105, 105))
    before = canvas.view
    click(canvas, 110, 110)
    assert canvas.document.selection == {1}
    assert canvas.view == before


def test_fit_shows_the_whole_picture(canvas, qtbot):
    canvas.zoom_to(8)
    canvas.fit()
    settle(qtbot, canvas)
    assert pixel(canvas, 1, 1) == pixel(canvas, 399, 299) == [GREY] * 3


def test_a_fitted_picture_stays_fitted_when_the_window_grows(canvas, qtbot):
    canvas.fit()
    canvas.resize(900, 700)
    settle(qtbot, canvas)
    assert canvas.view.scale == pytest.approx(min((900 - 32) / 400, (700 - 32) / 300))
