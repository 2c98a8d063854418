"""The timeline in the window, by real mouse and keys."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QLineEdit

from annotator.ui.main_window import MainWindow
from annotator.ui.timeline.board import NAMES
from annotator.ui.timeline.menu import LINES
from annotator.ui.timeline.words import words
from tests.ui.clip_project import clip_project, make_clip

LEFT = Qt.MouseButton.LeftButton
NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
FRAMES = 30


@pytest.fixture
def filmed(qtbot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """A clip of 30 frames with three tracks: keyframes on 0, 10, 20, on 2, 12, 22 and on 5, 15, 25."""
    window.open_path(clip_project(make_clip(tmp_path), tracks=3))
    qtbot.waitUntil(lambda: window.canvas.ready and len(window.timeline.view.spans) == 3, timeout=20_000)
    return window


def at(window: MainWindow, track: int, frame: int) -> QPoint:
    return window.timeline.view.point_of(track, frame).toPoint()


def keyframes(window: MainWindow, track: int) -> list[int]:
    return [one.place for one in window.document.project.sightings(track) if one.keyframe]


def selected_tracks(window: MainWindow) -> list[int]:
    document = window.document
    return [document.instances[id].track for id in document.selection]


def drag(qtbot, window: MainWindow, track: int, frm: int, to: int, let_go: bool = True) -> None:
    view = window.timeline.view
    qtbot.mousePress(view, LEFT, pos=at(window, track, frm))
    for frame in (frm + (1 if to > frm else -1), to):
        qtbot.mouseMove(view, at(window, track, frame))
    if let_go:
        qtbot.mouseRelease(view, LEFT, pos=at(window, track, to))


def test_it_is_shown_for_videos_only_and_can_be_folded(filmed: MainWindow) -> None:
    assert filmed.timeline.isVisible()
    filmed.actions_.by_name["timeline"].trigger()
    assert not filmed.timeline.isVisible()
    filmed.actions_.by_name["timeline"].trigger()
    assert filmed.timeline.isVisible()
    filmed.document.close()
    assert not filmed.timeline.isVisible()


def test_pictures_have_none(opened: MainWindow) -> None:
    assert not opened.timeline.isVisible()


def test_reviewed_frames_are_underlined(qtbot, filmed: MainWindow) -> None:
    for place in (3, 4, 5, 9):
        filmed.player.go(place)
        filmed.document.set_reviewed(True)
    view = filmed.timeline.view
    qtbot.waitUntil(lambda: view.reviewed == [(3, 5), (9, 9)])
    assert words(view, QPointF(NAMES + view.scale.x(4.5), 4)) == "Frame 4, 0:00.13, reviewed"
    assert words(view, QPointF(NAMES + view.scale.x(6.5), 4)) == "Frame 6, 0:00.20, not reviewed"


def test_every_track_is_a_row_with_its_name(filmed: MainWindow) -> None:
    assert [row.title for row in filmed.timeline.view.rows] == ["car 1", "person 2", "bicycle 3"]


def test_a_click_goes_to_the_frame_and_selects_the_track(qtbot, filmed: MainWindow) -> None:
    qtbot.mouseClick(filmed.timeline.view, LEFT, pos=at(filmed, 2, 7))
    assert filmed.document.frame.index == 7
    assert selected_tracks(filmed) == [2]
    assert (filmed.timeline.view.playhead, filmed.timeline.view.current) == (7, 2)
    qtbot.mouseClick(filmed.timeline.view, LEFT, pos=at(filmed, 1, 10))
    assert (filmed.document.frame.index, selected_tracks(filmed)) == (10, [1])


def test_what_is_selected_on_the_canvas_is_marked(filmed: MainWindow) -> None:
    filmed.player.go(7)
    document = filmed.document
    document.select(one.id for one in document.visible.values() if one.track == 2)
    assert filmed.timeline.view.current == 2


def test_a_keyframe_is_dragged_to_another_frame(qtbot, filmed: MainWindow) -> None:
    drag(qtbot, filmed, 1, 10, 14)
    assert keyframes(filmed, 1) == [0, 14, 20]
    assert filmed.document.frame.index == 14
    assert selected_tracks(filmed) == [1]
    filmed.document.undo()
    assert keyframes(filmed, 1) == [0, 10, 20]
    qtbot.waitUntil(lambda: filmed.timeline.view.keyframe_at(QPointF(at(filmed, 1, 10))) == 10)
    drag(qtbot, filmed, 1, 10, 3)
    assert keyframes(filmed, 1) == [0, 3, 20]


def test_escape_lets_a_dragged_keyframe_be(qtbot, filmed: MainWindow) -> None:
    filmed.timeline.view.setFocus()
    drag(qtbot, filmed, 1, 10, 14, let_go=False)
    qtbot.keyClick(filmed.timeline.view, Qt.Key.Key_Escape)
    qtbot.mouseRelease(filmed.timeline.view, LEFT, pos=at(filmed, 1, 14))
    assert keyframes(filmed, 1) == [0, 10, 20]


def test_a_keyframe_is_moved_by_keys(qtbot, filmed: MainWindow) -> None:
    qtbot.mouseClick(filmed.timeline.view, LEFT, pos=at(filmed, 1, 10))
    later, earlier = (filmed.actions_.by_name[name] for name in ("keyframe_later", "keyframe_earlier"))
    qtbot.waitUntil(later.isEnabled)
    later.trigger()
    later.trigger()
    assert (keyframes(filmed, 1), filmed.document.frame.index) == ([0, 12, 20], 12)
    earlier.trigger()
    assert (keyframes(filmed, 1), filmed.document.frame.index) == ([0, 11, 20], 11)


def test_rows_are_chosen_by_keys(qtbot, filmed: MainWindow) -> None:
    view = filmed.timeline.view
    view.setFocus()
    for key, held in ((Qt.Key.Key_Down, NONE), (Qt.Key.Key_Space, CTRL)) * 2:
        qtbot.keyClick(view, key, held)
    assert view.chosen == {1, 2}
    qtbot.keyClick(view, Qt.Key.Key_Space, CTRL)
    assert view.chosen == {1}


def test_space_plays_and_pauses(qtbot, filmed: MainWindow) -> None:
    filmed.player.loop = True
    filmed.timeline.view.setFocus()
    qtbot.keyClick(filmed.timeline.view, Qt.Key.Key_Space)
    assert filmed.player.playing
    qtbot.waitUntil(lambda: filmed.player.at > 1, timeout=20_000)
    qtbot.keyClick(filmed.timeline.view, Qt.Key.Key_Space)
    assert not filmed.player.playing


def test_a_keyframe_is_not_dragged_onto_another(qtbot, filmed: MainWindow) -> None:
    drag(qtbot, filmed, 1, 10, 20)
    assert keyframes(filmed, 1) == [0, 10, 20]


def test_arrow_keys_go_along_and_from_row_to_row(qtbot, filmed: MainWindow) -> None:
    view = filmed.timeline.view
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    assert filmed.document.frame.index == 11
    qtbot.keyClick(view, Qt.Key.Key_Down)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert (view.current, selected_tracks(filmed)) == (2, [2])
    qtbot.keyClick(view, Qt.Key.Key_End)
    assert filmed.document.frame.index == FRAMES - 1
    qtbot.keyClick(view, Qt.Key.Key_Home)
    assert filmed.document.frame.index == 0


def test_the_ruler_is_for_scrubbing(qtbot, filmed: MainWindow) -> None:
    view = filmed.timeline.view
    x = [round(NAMES + view.scale.x(frame + 0.5)) for frame in (3, 25)]
    qtbot.mousePress(view, LEFT, pos=QPoint(x[0], 5))
    qtbot.waitUntil(lambda: filmed.canvas.filming and filmed.player.at == 3, timeout=20_000)
    assert filmed.document.frame.index == 0
    qtbot.mouseMove(view, QPoint(x[1], 5))
    assert view.playhead == 25
    qtbot.waitUntil(lambda: filmed.player.at == 25, timeout=20_000)
    qtbot.mouseRelease(view, LEFT, pos=QPoint(x[1], 5))
    assert filmed.document.frame.index == 25
    qtbot.waitUntil(lambda: filmed.canvas.ready, timeout=20_000)
    assert not filmed.canvas.filming


def test_zooming_shows_fewer_frames_and_what_is_shown_is_read(qtbot, filmed: MainWindow) -> None:
    view, actions = filmed.timeline.view, filmed.actions_.by_name
    assert view.scale.whole
    actions["timeline_in"].trigger()
    assert not view.scale.whole
    assert filmed.timeline.across.isVisible()
    actions["timeline_fit"].trigger()
    assert view.scale.whole


def test_two_tracks_are_chosen_and_merged(qtbot, filmed: MainWindow) -> None:
    view, merge = filmed.timeline.view, filmed.actions_.by_name["merge_tracks"]
    qtbot.mouseClick(view, LEFT, pos=at(filmed, 1, 20))
    trim = filmed.actions_.by_name["trim_after"]
    qtbot.waitUntil(trim.isEnabled)
    trim.trigger()
    qtbot.mouseClick(view, LEFT, CTRL, at(filmed, 1, 29))
    qtbot.mouseClick(view, LEFT, CTRL, at(filmed, 2, 29))
    assert view.chosen == {1, 2}
    qtbot.waitUntil(merge.isEnabled)
    merge.trigger()
    assert keyframes(filmed, 2) == []
    assert keyframes(filmed, 1) == [0, 2, 10, 12, 20, 22]
    qtbot.waitUntil(lambda: [row.track for row in view.rows] == [1, 3])


def test_a_track_is_renamed_in_its_row(qtbot, filmed: MainWindow) -> None:
    view = filmed.timeline.view
    qtbot.mouseDClick(view, LEFT, pos=QPoint(40, at(filmed, 2, 0).y()))
    [field] = view.findChildren(QLineEdit)
    qtbot.keyClicks(field, "Anna")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: (view.rows[1].title, view.rows[1].category) == ("Anna", "person"))
    assert filmed.document.project.track(2).name == "Anna"


def test_the_menu_is_made_of_actions_that_there_are(filmed: MainWindow) -> None:
    known = {name for name in LINES if name} & filmed.actions_.by_name.keys()
    assert {"split_track", "merge_tracks", "delete_track", "trim_before", "trim_after"} <= known
    filmed.timeline._show_menu(QPoint(100, 100))
    [menu] = [one for one in filmed.timeline.children() if one.metaObject().className() == "QMenu"]
    texts = [action.text() for action in menu.actions()]
    assert "Split the track at this frame" in texts
    menu.close()


def test_what_lies_under_the_mouse_is_said(filmed: MainWindow) -> None:
    view = filmed.timeline.view
    assert words(view, QPointF(at(filmed, 1, 5))) == "car 1\nFrame 5, 0:00.17: interpolated"
    assert words(view, QPointF(at(filmed, 1, 28))) == "car 1\nFrame 28, 0:00.93: not there"
    assert words(view, QPointF(at(filmed, 3, 25))) == "bicycle 3\nFrame 25, 0:00.83: has left the picture"
    assert words(view, QPointF(at(filmed, 1, 21))) == "car 1\nFrame 21, 0:00.70: linked, confidence 81% or more"
