"""Corners and whole instances by keys, and modes, on a real canvas."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.core.annotations import Part
from annotator.core.geometry import rectangle
from annotator.core.modes import Modes
from annotator.ui.commands.cornering import walk
from annotator.ui.preferences import Preferences
from annotator.ui.state.modes import ModeSettings
from tests.conftest import instance
from tests.ui.canvases import click, drag, move, press, project_of, release, shown, stored

LEFT, RIGHT = (Part(rectangle(100, 100, 160, 160)),), (Part(rectangle(160, 100, 220, 160)),)
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def canvas(qtbot, tmp_path):
    with shown(
        qtbot, project_of(tmp_path, instance(1, LEFT), instance(2, RIGHT), pictures=("a.png", "b.png"))
    ) as canvas:
        canvas.set_tool("corners")
        move(canvas, 20, 20)  # with nothing selected: what another test marked is forgotten
        canvas.set_tool("select")
        canvas.document.select({1})
        yield canvas


def outer(canvas, id=1):
    canvas.make_way()
    return stored(canvas)[id].parts[0].outer.tolist()


def nudge(canvas, *taps):
    for key in taps:
        QTest.keyClick(canvas, key)


def test_taps_and_a_held_key_are_one_step_of_undo(canvas):
    nudge(canvas, Qt.Key.Key_Right, Qt.Key.Key_Right)
    QTest.keyClick(canvas, Qt.Key.Key_Down, SHIFT)
    for _ in range(5):
        QTest.keyPress(canvas, Qt.Key.Key_Left)
    QTest.keyRelease(canvas, Qt.Key.Key_Left)
    assert stored(canvas)[1].parts == LEFT
    canvas.undo()
    assert stored(canvas)[1].parts == LEFT
    canvas.document.redo()
    assert outer(canvas)[0] == [97, 110]


def test_after_a_pause_a_nudge_is_kept_and_the_next_is_another_step(canvas, qtbot):
    nudge(canvas, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: stored(canvas)[1].parts != LEFT)
    nudge(canvas, Qt.Key.Key_Right)
    assert outer(canvas)[0] == [102, 100]
    canvas.document.undo()
    assert outer(canvas)[0] == [101, 100]


@pytest.mark.parametrize("follows", [
    lambda canvas: click(canvas, 200, 150),
    lambda canvas: canvas.set_tool("box"),
    lambda canvas: QTest.keyClick(canvas, Qt.Key.Key_Escape),
    lambda canvas: canvas.document.select({2}),
    lambda canvas: canvas.document.show(canvas.document.project.frame_at(1)),
    lambda canvas: canvas.clearFocus(),
], ids=["a click", "a tool", "Escape", "another selection", "another frame", "the focus elsewhere"])  # fmt: skip
def test_a_nudge_is_kept_whatever_follows_it(canvas, follows):
    canvas.setFocus()
    nudge(canvas, Qt.Key.Key_Right)
    assert stored(canvas)[1].parts == LEFT
    follows(canvas)
    assert stored(canvas)[1].parts[0].outer[0].tolist() == [101, 100]


def test_a_click_right_after_a_nudge_is_a_click(canvas):
    nudge(canvas, Qt.Key.Key_Right)
    click(canvas, 200, 150)
    assert canvas.document.selection == {2}


def test_escape_leaves_a_nudge_where_it_began(canvas):
    QTest.keyPress(canvas, Qt.Key.Key_Left)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.keyRelease(canvas, Qt.Key.Key_Left)
    assert stored(canvas)[1].parts == LEFT
    assert canvas.document.selection == {1}


def test_a_corner_can_be_reached_and_moved_and_deleted_by_keys_alone(canvas):
    before = canvas.view
    walk(canvas, 1)
    walk(canvas, 1)
    assert canvas.view == before
    assert canvas.tool.name == "corners"
    QTest.keyClick(canvas, Qt.Key.Key_Up, SHIFT)
    assert outer(canvas) == [[100, 100], [160, 90], [160, 160], [100, 160]]
    QTest.keyClick(canvas, Qt.Key.Key_Backspace)
    assert outer(canvas) == [[100, 100], [160, 160], [100, 160]]


@pytest.mark.parametrize("line", [[(160, 160), (165, 165), (170, 170)], [(160, 130), (165, 130), (170, 170)]],
                         ids=["dragged", "inserted"])  # fmt: skip
def test_a_corner_that_was_just_moved_or_made_is_what_arrow_keys_move(canvas, line):
    canvas.set_tool("corners")
    drag(canvas, *line)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert outer(canvas)[:2] == [[100, 100], [160, 100]]
    assert outer(canvas)[2] == [171, 170]


def test_a_corner_that_is_walked_to_comes_into_sight(canvas):
    canvas.zoom_to(6)
    walk(canvas, -1)
    assert canvas.view.scale == 6
    [[x, y]] = canvas.view.to_view([[100, 160]])
    assert 0 <= x < canvas.view.width
    assert 0 <= y < canvas.view.height


def test_walking_to_a_corner_in_sight_leaves_a_fitted_picture_fitted(canvas):
    canvas.fit()
    walk(canvas, 1)
    canvas.resize(500, 300)
    assert canvas.view == canvas.view.fitted(400, 300)


def test_marked_corners_stay_marked_after_the_move_and_are_drawn(canvas):
    canvas.set_tool("corners")
    drag(canvas, (140, 90), (150, 120), (175, 180))
    assert canvas.over.shown.preview.marked.tolist() == [[160, 100], [160, 160]]
    drag(canvas, (160, 100), (165, 110), (170, 110))
    assert sorted(canvas.over.shown.preview.marked.tolist()) == [[170, 110], [170, 170]]
    canvas.document.select(())
    assert canvas.over.shown.preview.marked is None


def test_modes_reach_the_tools(canvas):
    canvas.set_modes(Modes(shared_borders=True))
    canvas.set_tool("corners")
    drag(canvas, (160, 160), (170, 165), (170, 170))
    assert outer(canvas, 1)[2] == outer(canvas, 2)[3] == [170, 170]


def test_with_no_overlap_a_neighbour_gives_way_on_the_screen_and_in_the_file(canvas):
    canvas.set_modes(Modes(no_overlap=True))
    canvas.set_tool("box")
    press(canvas, 150, 110)
    move(canvas, 155, 112)
    move(canvas, 170, 120)
    assert canvas.scenery.look.hidden == {1, 2}
    release(canvas, 170, 120)
    assert len(outer(canvas, 1)) == len(outer(canvas, 2)) == 8
    canvas.document.undo()
    assert (stored(canvas)[1].parts, stored(canvas)[2].parts) == (LEFT, RIGHT)


def test_the_tolerance_that_a_gesture_chooses_is_told(canvas, qtbot):
    canvas.document.select(())
    canvas.set_tool("polygon")
    with qtbot.waitSignal(canvas.modes_chosen) as told:
        canvas.turn(1)
    assert told.args == [Modes(freehand=2.0)]


def test_modes_are_remembered_and_what_makes_no_sense_is_let_go(tmp_path):
    settings = ModeSettings(Preferences(tmp_path / "p.json"))
    settings.toggle("snap")
    settings.put(settings.now.coarser(1))
    assert ModeSettings(Preferences(tmp_path / "p.json")).now == Modes(snap=True, freehand=2.0)
    preferences = Preferences(tmp_path / "p.json")
    preferences.put("modes", {"snap": "yes", "no_overlap": True, "gone": 1})
    assert ModeSettings(preferences).now == Modes(no_overlap=True)
