"""A drawing that is left by a slip of a key is not lost: it waits for its tool on its frame."""

import numpy as np
import pytest
from PIL import Image

from annotator.core.annotations import added
from annotator.core.frames import FrameKey
from annotator.storage import Project
from annotator.ui.main_window import MainWindow
from annotator.ui.preferences import Preferences
from annotator.ui.theme import Theme
from tests.conftest import instance, square
from tests.ui.bright_model import LOADER
from tests.ui.canvases import click, drag, move, picture, press, project_of, release, settle, shown
from tests.ui.conftest import wait_for_picture

CORNERS = ((60, 60), (200, 60), (200, 160), (120, 220))


@pytest.fixture
def canvas(qtbot, tmp_path):
    picture(tmp_path / "pictures", "b.png", grey=200)
    with shown(qtbot, project_of(tmp_path, pictures=("a.png", "b.png"))) as made:
        yield made


@pytest.fixture
def heard(canvas):
    sentences = []
    canvas.document.said.connect(lambda level, sentence: sentences.append(sentence))
    return sentences


def begin(canvas, tool="polygon", corners=CORNERS):
    canvas.set_tool(tool)
    for corner in corners:
        click(canvas, *corner)


def outlines(canvas):
    return [one.parts[0].outer.tolist() for one in canvas.document.instances.values()]


def test_a_polygon_goes_on_where_its_tool_is_chosen_again(canvas):
    begin(canvas)
    canvas.set_tool("brush")
    assert canvas._gestures.active is False
    canvas.set_tool("polygon")
    click(canvas, 60, 160)
    canvas.finish_gesture()
    assert outlines(canvas) == [[[*map(float, corner)] for corner in (*CORNERS, (60, 160))]]


def test_it_says_that_the_drawing_waits_and_for_what(canvas, heard):
    begin(canvas)
    canvas.set_tool("brush")
    assert heard == ["The unfinished drawing is kept: <tool_polygon> goes on with it."]


def test_other_work_may_be_done_meanwhile(canvas):
    begin(canvas)
    canvas.set_tool("box")
    drag(canvas, (300, 200), (350, 250))
    canvas.set_tool("polygon")
    canvas.finish_gesture()
    assert len(outlines(canvas)) == 2


def test_the_same_key_again_leaves_the_drawing_as_it_is(canvas, heard):
    begin(canvas)
    canvas.set_tool("polygon")
    canvas.finish_gesture()
    assert len(outlines(canvas)[0]) == len(CORNERS)
    assert heard == []


def test_what_was_left_with_escape_is_gone(canvas):
    begin(canvas)
    canvas.set_tool("brush")
    canvas.set_tool("polygon")
    canvas.cancel_gesture()
    canvas.set_tool("brush")
    canvas.set_tool("polygon")
    assert not canvas._gestures.active


def test_a_single_corner_is_not_worth_a_word(canvas, heard):
    begin(canvas, corners=CORNERS[:1])
    canvas.set_tool("brush")
    canvas.set_tool("polygon")
    assert not canvas._gestures.active
    assert heard == []


def test_on_another_frame_it_is_not_there_and_on_its_own_it_goes_on(qtbot, canvas, heard):
    begin(canvas)
    canvas.document.next_frame()
    settle(qtbot, canvas)
    assert not canvas._gestures.active
    assert len(heard) == 1
    canvas.document.previous_frame()
    settle(qtbot, canvas)
    canvas.finish_gesture()
    assert outlines(canvas) == [[[*map(float, corner)] for corner in CORNERS]]


def test_what_the_hand_holds_is_meant_when_the_tool_changes(canvas):
    canvas.set_tool("brush")
    press(canvas, 60, 90)
    move(canvas, 160, 90)
    canvas.set_tool("polygon")
    release(canvas, 160, 90)
    assert len(outlines(canvas)) == 1
    assert not canvas._gestures.active


def test_what_the_hand_holds_is_meant_when_the_frame_changes(qtbot, canvas):
    canvas.set_tool("brush")
    press(canvas, 60, 90)
    move(canvas, 160, 90)
    canvas.document.next_frame()
    settle(qtbot, canvas)
    assert outlines(canvas) == []
    assert len(canvas.document.project.instances(FrameKey(1))) == 1


def test_a_freehand_stretch_waits_with_the_corners(canvas):
    begin(canvas, corners=CORNERS[:2])
    press(canvas, 220, 100)
    for x, y in ((220, 120), (230, 140), (220, 160)):
        move(canvas, x, y)
    canvas.set_tool("brush")
    canvas.set_tool("polygon")
    canvas.finish_gesture()
    [outline] = outlines(canvas)
    assert len(outline) == 6
    assert outline[-1] == [220, 160]


def test_a_hole_is_cut_out_of_what_was_selected_when_it_was_begun(canvas):
    one, other = instance(1, square(50, 50, 200)), instance(2, square(300, 50, 50))
    canvas.document.apply(added("Draw", FrameKey(1), one, other))
    canvas.document.select({1})
    begin(canvas, "hole", ((80, 80), (120, 80), (120, 120)))
    canvas.set_tool("select")
    canvas.document.select({2})
    canvas.set_tool("hole")
    canvas.finish_gesture()
    assert len(canvas.document.instances[1].parts[0].holes) == 1
    assert canvas.document.selection == {1}


def test_a_stretch_of_an_outline_that_is_gone_does_not_come_back(canvas):
    canvas.document.apply(added("Draw", FrameKey(1), instance(1, square(50, 50, 200))))
    canvas.document.select({1})
    begin(canvas, "redraw", ((50, 100), (150, 100), (150, 140)))
    canvas.set_tool("select")
    assert canvas._waiting.tools(FrameKey(1)) == ["redraw"]
    canvas.document.undo()
    canvas.set_tool("redraw")
    assert not canvas._gestures.active


@pytest.mark.parametrize("tool", ["magnet", "cutout"])
def test_what_asks_for_work_asks_again(qtbot, tmp_path, tool):
    project = project_of(tmp_path, pictures=("a.png",))
    with shown(qtbot, project) as canvas:
        canvas.set_tool(tool)
        if tool == "magnet":
            for corner in CORNERS:
                click(canvas, *corner)
        else:
            drag(canvas, (60, 60), (130, 100), (200, 200))
            drag(canvas, (100, 100), (120, 110), (150, 150))
        canvas.set_tool("brush")
        canvas.set_tool(tool)
        canvas.finish_gesture()
        qtbot.waitUntil(lambda: len(canvas.document.instances) == 1)
        [made] = canvas.document.instances.values()
        left, top, right, bottom = (*made.parts[0].outer.min(axis=0), *made.parts[0].outer.max(axis=0))
        assert np.allclose((left, top), (60, 60), atol=45)
        assert np.allclose((right, bottom), (200, 220), atol=75)


def test_another_project_has_nothing_that_waits(canvas):
    begin(canvas)
    canvas.set_tool("brush")
    canvas.document.close()
    assert canvas._waiting.tools(FrameKey(1)) == []


def test_a_magnetic_outline_goes_on_from_where_it_was(qtbot, tmp_path):
    pictured = np.full((300, 400, 3), 90, np.uint8)
    pictured[60:160, 60:200] = 220
    folder = tmp_path / "pictures"
    folder.mkdir()
    Image.fromarray(pictured).save(folder / "a.png")
    with shown(qtbot, project_of(tmp_path)) as canvas:
        made = []
        for leaves in (False, True):
            canvas.document.select(())
            begin(canvas, "magnet", ((60, 60), (200, 60), (200, 160)))
            if leaves:
                canvas.set_tool("brush")
                canvas.set_tool("magnet")
            click(canvas, 60, 160)
            canvas.finish_gesture()
            qtbot.waitUntil(lambda: len(canvas.document.instances) == len(made) + 1)
            [new] = canvas.document.selection
            made.append(canvas.document.instances[new].parts[0].outer.tolist())
        assert made[0] == made[1]


@pytest.mark.parametrize("leaves", [True, False])
def test_it_waits_while_the_project_is_closed(qtbot, tmp_path, leaves):
    project = project_of(tmp_path)
    with shown(qtbot, project) as canvas:
        begin(canvas)
        press(canvas, 90, 200)
        for y in (190, 170, 150):
            move(canvas, 80, y)
        if leaves:
            canvas.set_tool("brush")
    with shown(qtbot, Project.open(project.path)) as canvas:
        assert not canvas._gestures.active
        canvas.set_tool("polygon")
        canvas.finish_gesture()
        [outline] = outlines(canvas)
        assert outline[: len(CORNERS)] == [[*map(float, corner)] for corner in CORNERS]
        assert outline[-1] == [80, 150]
    with shown(qtbot, Project.open(project.path)) as canvas:
        canvas.set_tool("polygon")
        assert not canvas._gestures.active


def kept_in(canvas):
    """For how many corners of how many drawings the project file has steps, once it is written."""
    canvas._keeping.timeout.emit()
    kept = canvas.document.project.setting("unfinished", [])
    return [sum(step.get("kind", "press") == "press" for step in one["steps"]) for one in kept]


def test_it_is_in_the_project_file_while_it_is_drawn(qtbot, canvas):
    canvas._keeping.setInterval(0)
    begin(canvas)
    qtbot.waitUntil(lambda: canvas.document.project.setting("unfinished", []) != [])
    assert kept_in(canvas) == [len(CORNERS)]
    click(canvas, 60, 160)
    assert kept_in(canvas) == [len(CORNERS) + 1]
    canvas.finish_gesture()
    assert kept_in(canvas) == []
    assert len(outlines(canvas)) == 1


def test_what_the_hand_holds_is_kept_when_it_is_let_go(canvas):
    begin(canvas)
    press(canvas, 90, 200)
    assert kept_in(canvas) == []
    move(canvas, 80, 150)
    release(canvas, 80, 150)
    assert kept_in(canvas) == [len(CORNERS) + 1]


def test_a_drawing_that_goes_on_is_kept_beside_those_that_wait(canvas):
    canvas.document.apply(added("Draw", FrameKey(1), instance(1, square(50, 50, 250))))
    canvas.document.select({1})
    begin(canvas)
    begin(canvas, "hole", CORNERS[:3])
    assert kept_in(canvas) == [len(CORNERS), 3]
    canvas.set_tool("polygon")
    assert kept_in(canvas) == [len(CORNERS), 3]
    canvas.cancel_gesture()
    assert kept_in(canvas) == [3]


def test_where_the_program_ends_at_once_it_goes_on_all_the_same(qtbot, tmp_path):
    project = project_of(tmp_path)
    with shown(qtbot, project) as canvas:
        begin(canvas)
        canvas._keeping.timeout.emit()
        after = tmp_path / "after.annotator"
        after.write_bytes(project.path.read_bytes())  # as the file is at this moment
        canvas.cancel_gesture()
    with shown(qtbot, Project.open(after)) as canvas:
        canvas.set_tool("polygon")
        canvas.finish_gesture()
        assert outlines(canvas) == [[[*map(float, corner)] for corner in CORNERS]]


def test_where_something_waits_for_another_tool_it_is_said(qtbot, canvas, heard):
    begin(canvas)
    canvas.set_tool("brush")
    canvas.document.next_frame()
    settle(qtbot, canvas)
    canvas.document.previous_frame()
    settle(qtbot, canvas)
    assert heard[1:] == ["An unfinished drawing is kept here: <tool_polygon> goes on with it."]


NO_STEPS = {"frame": 1, "tool": "polygon", "selection": [], "steps": []}


@pytest.mark.parametrize("kept", [None, 3, [{"frame": 1}], [{**NO_STEPS, "tool": 5}], [NO_STEPS]])
def test_what_cannot_be_read_waits_no_longer(qtbot, tmp_path, kept):
    project = project_of(tmp_path)
    project.set_setting("unfinished", kept)
    with shown(qtbot, project) as canvas:
        canvas.set_tool("polygon")
        assert not canvas._gestures.active


def test_a_window_that_is_closed_in_the_middle_loses_nothing(qtbot, qapp, opened, project_file):
    canvas = opened.canvas
    canvas.zoom_to(1.0)
    settle(qtbot, canvas)
    begin(canvas, corners=((60, 60), (90, 60), (90, 90)))
    opened.close()
    again = MainWindow(Theme(qapp, "light"), Preferences(), LOADER)
    qtbot.addWidget(again)
    again.resize(1280, 800)
    again.show()
    again.open_path(project_file)
    wait_for_picture(qtbot, again)
    qtbot.waitUntil(lambda: again.status.message.text() == "An unfinished drawing is kept here: P goes on with it.")
    again.canvas.set_tool("polygon")
    again.canvas.finish_gesture()
    assert [[60, 60], [90, 60], [90, 90]] in outlines(again.canvas)
    again.stop()
