"""What a command may do while something is being drawn."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.ui.actions.wired import FIRST_THE_GESTURE
from annotator.ui.commands.cornering import walk
from tests.ui.canvases import click, drag, move, press, release, settle


@pytest.fixture
def canvas(qtbot, opened):
    opened.canvas.zoom_to(1.0)
    settle(qtbot, opened.canvas)
    return opened.canvas


def run(window, name: str) -> None:
    window.actions_.refresh()  # as it is after each round of events
    window.actions_.by_name[name].trigger()


def draw_box(canvas) -> None:
    canvas.set_tool("box")
    drag(canvas, (120, 80), (150, 110))


def begin_stroke(canvas) -> None:
    canvas.set_tool("brush")
    press(canvas, 60, 90)
    move(canvas, 90, 90)


def test_undo_takes_the_last_corner_of_a_drawing_back_and_no_edit(opened, canvas):
    draw_box(canvas)
    before = opened.document.instances
    canvas.set_tool("polygon")
    for x, y in ((60, 60), (90, 60), (90, 90), (75, 110)):
        click(canvas, x, y)
    run(opened, "undo")
    assert opened.document.instances == before
    canvas.finish_gesture()
    [made] = opened.document.instances.keys() - before.keys()
    assert len(opened.document.instances[made].parts[0].outer) == 3


def test_undo_in_a_stroke_changes_nothing_and_what_was_undone_can_be_done_again(opened, canvas):
    draw_box(canvas)
    with_box = opened.document.instances
    run(opened, "undo")
    begin_stroke(canvas)
    run(opened, "undo")
    canvas.cancel_gesture()
    run(opened, "redo")
    assert opened.document.instances == with_box


@pytest.mark.parametrize("name", ["delete", "cut", "lock", "redo", "paste", "accept"])
def test_what_changes_instances_waits_for_the_gesture(opened, canvas, name):
    draw_box(canvas)
    run(opened, "copy")
    heard = []
    opened.document.said.connect(lambda level, sentence: heard.append(sentence))
    begin_stroke(canvas)
    before = opened.document.instances
    run(opened, name)
    assert opened.document.instances == before
    assert heard == [FIRST_THE_GESTURE]
    release(canvas, 90, 90)
    assert opened.document.instances != before


def test_a_nudge_is_meant_where_a_command_follows_it(opened, canvas):
    draw_box(canvas)
    [id] = opened.document.selection
    before = opened.document.instances[id].parts
    canvas.set_tool("select")
    QTest.keyPress(canvas, Qt.Key.Key_Right)
    run(opened, "lock")
    QTest.keyRelease(canvas, Qt.Key.Key_Right)
    assert opened.document.instances[id].locked
    assert opened.document.instances[id].parts != before


def test_deleting_takes_the_marked_corners_and_without_any_the_instance(opened, canvas):
    draw_box(canvas)
    [id] = opened.document.selection
    canvas.set_tool("corners")
    click(canvas, 150, 110)
    run(opened, "delete")
    assert opened.document.instances[id].parts[0].outer.tolist() == [[120, 80], [150, 80], [120, 110]]
    assert canvas.over.shown.preview.marked is None
    run(opened, "delete")
    assert id not in opened.document.instances


def test_a_triangle_goes_as_a_whole_where_it_is_deleted_though_a_corner_is_marked(opened, canvas):
    draw_box(canvas)
    [id] = opened.document.selection
    walk(canvas, 1)
    run(opened, "delete")
    walk(canvas, 1)
    run(opened, "delete")
    assert id not in opened.document.instances
