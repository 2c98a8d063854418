"""The canvas as a person meets it: real events in, pixels and the project file out."""

import json

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtTest import QTest

from annotator.core.annotations import Imported, Part, State, ring
from annotator.core.geometry import rectangle
from annotator.core.modes import Modes
from annotator.ui import judging
from tests.conftest import instance, proposal, square
from tests.ui.canvases import (
    COLOUR,
    GREY,
    click,
    drag,
    mouse,
    move,
    pixel,
    pixels,
    place,
    press,
    project_of,
    release,
    settle,
    shown,
    stored,
    wheel,
)

SQUARE = instance(1, square(100, 100, 80))
TINT = [round(0.25 * one + 0.75 * GREY) for one in COLOUR]


@pytest.fixture
def canvas(qtbot, tmp_path):
    with shown(qtbot, project_of(tmp_path, SQUARE)) as made:
        yield made


def near(one, other, by=2):
    return bool(np.abs(np.subtract(one, other)).max() <= by)


def outline_of(canvas, y):
    """How wide the outline of the square is where the row y of the image crosses it, in device pixels."""
    row = pixels(canvas)[int(place(canvas, 0, y).y() * canvas.ratio)]
    tinted = [one for one in row.tolist() if one[0] - one[2] > 150]
    return len(tinted) / 2


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


@pytest.mark.parametrize("scale", [0.5, 1, 3, 12, 40])
def test_an_outline_is_one_pixel_of_the_screen_at_any_zoom(canvas, qtbot, scale):
    canvas.show_view(canvas.view.centred(scale, 140, 140))
    settle(qtbot, canvas)
    canvas.show_view(canvas.view.centred(scale, 100, 140))
    settle(qtbot, canvas)
    assert outline_of(canvas, 140) <= 1


def test_masks_are_tinted_by_the_opacity(canvas, qtbot):
    assert near(pixel(canvas, 140, 140), TINT)
    canvas.set_fill_opacity(0.0)
    settle(qtbot, canvas)
    assert pixel(canvas, 140, 140) == [GREY] * 3


def test_a_mask_over_a_mask_is_not_darker(qtbot, tmp_path):
    with shown(qtbot, project_of(tmp_path, SQUARE, instance(2, square(120, 120, 80)))) as canvas:
        assert near(pixel(canvas, 150, 150), TINT)


def test_a_hole_is_not_tinted(qtbot, tmp_path):
    holed = instance(1, (Part(rectangle(50, 50, 150, 150), (rectangle(80, 80, 120, 120),)),))
    with shown(qtbot, project_of(tmp_path, holed)) as canvas:
        assert pixel(canvas, 100, 100) == [GREY] * 3
        assert near(pixel(canvas, 65, 65), TINT)


def edge_pixels(canvas, y):
    """Which pixels along the square's edge at this row of the image are coloured."""
    at = place(canvas, 105, y)
    row = pixels(canvas)[int(at.y()) - 1 : int(at.y()) + 2, int(at.x()) : int(at.x()) + 70]
    return (row[:, :, 0] - row[:, :, 2] > 150).any(axis=0)


def test_human_work_is_drawn_solid_and_proposals_dashed(qtbot, tmp_path):
    with shown(qtbot, project_of(tmp_path, SQUARE)) as canvas:
        assert edge_pixels(canvas, 100).all()
    (tmp_path / "2").mkdir()
    with shown(qtbot, project_of(tmp_path / "2", proposal(1, parts=SQUARE.parts))) as canvas:
        assert 0.3 < edge_pixels(canvas, 100).mean() < 0.8
        judging.accept(canvas.document, [1])
        settle(qtbot, canvas)
        assert edge_pixels(canvas, 100).all()


def test_ghosts_and_rejected_ones_are_not_drawn_and_appear_with_the_threshold(qtbot, tmp_path):
    ghost = proposal(1, 0.2, parts=SQUARE.parts)
    rejected = instance(2, square(250, 100, 80), state=State.REJECTED)
    with shown(qtbot, project_of(tmp_path, ghost, rejected)) as canvas:
        assert pixel(canvas, 140, 140) == pixel(canvas, 290, 140) == [GREY] * 3
        canvas.document.set_threshold(0.1)
        settle(qtbot, canvas)
        assert near(pixel(canvas, 140, 140), TINT)


def test_a_crowd_is_hatched(qtbot, tmp_path):
    with shown(qtbot, project_of(tmp_path, instance(1, square(100, 100, 80), crowd=True))) as canvas:
        at = place(canvas, 105, 140)
        row = pixels(canvas)[int(at.y()), int(at.x()) : int(at.x()) + 70, 2]
        assert 2 < (np.diff((row < GREY).astype(int)) == 1).sum() < 20


def test_an_instance_that_came_with_a_box_alone_is_a_dashed_box(qtbot, tmp_path):
    imported = Imported(id=b"1", geometry=json.dumps({"bbox": [100, 100, 80, 80]}).encode())
    with shown(qtbot, project_of(tmp_path, instance(1, (), imported=imported))) as canvas:
        assert 0.3 < edge_pixels(canvas, 100).mean() < 0.8
        assert pixel(canvas, 140, 140) == [GREY] * 3


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


def test_what_is_rejected_is_off_the_canvas_until_it_is_asked_for(canvas):
    inside = pixel(canvas, 140, 140)
    judging.reject(canvas.document, [1])
    assert not near(pixel(canvas, 140, 140), inside)
    assert edge_pixels(canvas, 100).mean() == 0
    canvas.document.show_rejected(True)
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


def test_many_selected_instances_are_marked_in_the_layer(qtbot, tmp_path):
    many = [instance(n, square(10 + 12 * (n % 30), 10 + 12 * (n // 30), 10)) for n in range(1, 200)]
    with shown(qtbot, project_of(tmp_path, *many)) as canvas:
        before = pixels(canvas)
        canvas.document.select(range(1, 200))
        settle(qtbot, canvas)
        assert (pixels(canvas) != before).any()
        canvas.document.select(())
        settle(qtbot, canvas)
        assert (pixels(canvas) == before).all()


def test_everything_drawn_can_be_faded(canvas, qtbot):
    click(canvas, 140, 140)
    canvas.set_faded(True)
    settle(qtbot, canvas)
    assert pixel(canvas, 140, 140) == [GREY] * 3
    canvas.set_faded(False)
    settle(qtbot, canvas)
    assert pixel(canvas, 140, 140) != [GREY] * 3


def test_focus_by_keyboard_is_seen(canvas):
    canvas.clearFocus()
    before = pixels(canvas)
    canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert (pixels(canvas)[0] != before[0]).any()


def test_outlines_far_beyond_the_picture_do_no_harm(qtbot, tmp_path):
    far = instance(1, (Part(ring([[-1e5, -1e5], [2e5, -1e5], [2e5, 3e5], [-1e5, 3e5]])),))
    with shown(qtbot, project_of(tmp_path, far)) as canvas:
        canvas.show_view(canvas.view.centred(64, 200, 150))
        settle(qtbot, canvas)
        assert near(pixel(canvas, 200, 150), TINT)


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
