"""Hiding, locking, ordering and selecting many, on a real window over a real project."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from annotator.core.annotations import Imported, State, added
from annotator.storage import Project
from annotator.ui.actions import ACTIONS
from annotator.ui.commands import hiding, judging, marking, review, shaping
from annotator.ui.panels.instances_model import EYE, LOCK
from tests.conftest import instance, square
from tests.ui.canvases import click, drag, move, pixel, press, project_of, settle, shown, stored

LARGE, SMALL = instance(1, square(100, 100, 80)), instance(2, square(120, 120, 20), category=2)


@pytest.fixture
def canvas(qtbot, tmp_path):
    project = project_of(tmp_path)
    project.new_category("debris")
    with shown(qtbot, project) as made:
        made.document.apply(added("Draw", made.document.frame.key, LARGE, SMALL))
        settle(qtbot, made)
        yield made


def test_what_is_hidden_is_off_the_screen_and_still_in_the_project(document):
    document.select([1, 3])
    hiding.hide(document)
    assert (document.visible.keys(), document.selection) == ({2, 4}, frozenset())
    assert document.project.instances(document.frame.key).keys() == {1, 2, 3, 4, 5}
    hiding.show_all(document)
    assert document.visible.keys() == {1, 2, 3, 4}


def test_hiding_writes_nothing_and_is_over_when_the_project_is_closed(document):
    path = document.project.path
    before = path.read_bytes()
    document.select([1])
    hiding.hide(document)
    assert path.read_bytes() == before
    document.open(Project.open(path) if document.close() is None else None)
    assert 1 in document.visible


def test_what_is_hidden_stays_hidden_when_one_comes_back_to_its_frame(document):
    document.select([1])
    hiding.hide(document)
    document.next_frame()
    document.previous_frame()
    assert 1 not in document.visible


def test_isolating_hides_the_others_and_isolating_again_shows_them(document):
    document.select([2])
    hiding.isolate(document)
    assert (document.visible.keys(), document.selection) == ({2}, {2})
    hiding.isolate(document)
    assert document.visible.keys() == {1, 2, 3, 4}


def test_what_is_hidden_is_not_accepted_with_the_others(document):
    document.select([3])
    hiding.hide(document)
    judging.accept_above(document, 0.5)
    assert (document.instances[3].state, document.instances[4].state) == (State.PROPOSED, State.ACCEPTED)


def test_an_undone_change_of_something_hidden_is_seen(document):
    judging.relabel(document, [1], 2)
    document.select([1])
    hiding.hide(document)
    document.undo()
    assert 1 in document.visible


def test_hidden_ones_are_listed_greyed_and_cannot_be_selected(opened, until):
    opened.document.select([1])
    hiding.hide(opened.document)
    model = opened.instances.model
    until(lambda: not model.flags(model.index(model.row_of(1), 1)) & Qt.ItemFlag.ItemIsSelectable)
    assert model.ids == [1, 2, 3, 4]
    review.step(opened.document, model.selectable(), 1)
    assert opened.document.selection == {2}


def test_a_click_on_its_eye_hides_an_instance_and_one_on_its_lock_locks_it(opened, until):
    view, model = opened.instances.view, opened.instances.model
    for column in (EYE, LOCK):
        place = view.visualRect(model.index(model.row_of(2), column)).center()
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.document.showing.hidden == {2}
    assert opened.document.instances[2].locked


def test_a_locked_instance_is_changed_by_nothing_until_it_is_unlocked(document, sayings):
    document.select([1, 2])
    marking.toggle_lock(document)
    before = dict(document.instances)
    judging.delete(document, [1])
    judging.relabel(document, [1, 2], 2)
    judging.reject(document, [1])
    shaping.join(document)
    assert document.instances == before
    assert sayings[-1][1] == "2 instances are locked, so nothing was changed; unlock first."
    marking.toggle_lock(document)
    judging.delete(document, [1])
    assert 1 not in document.instances


def test_of_many_those_that_are_not_locked_are_changed(document):
    marking.toggle_lock(document, [1])
    judging.relabel(document, [1, 2], 2)
    assert (document.instances[1].category, document.instances[2].category) == (1, 2)


def test_a_lock_is_kept_in_the_project_and_can_be_undone(document):
    marking.toggle_lock(document, [1])
    assert document.project.instances(document.frame.key)[1].locked
    document.undo()
    assert not document.instances[1].locked


def test_a_locked_proposal_survives_a_model_run(document):
    marking.toggle_lock(document, [3])
    document.propose(document.frame.key, [], "Pre-label")
    assert {3, 4} & document.instances.keys() == {3}


@pytest.mark.parametrize("tool", ["select", "corners", "brush", "eraser", "slice"])
def test_no_tool_changes_what_is_locked(canvas, tool):
    canvas.document.select([1])
    marking.toggle_lock(canvas.document)
    before = stored(canvas)
    canvas.set_tool(tool)
    drag(canvas, (100, 100), (110, 112), (190, 150))
    drag(canvas, (90, 150), (140, 150), (190, 150))
    assert stored(canvas)[1] == before[1]


def test_a_small_one_lies_above_a_large_one_until_the_large_one_is_brought_forward(qtbot, canvas):
    small_on_top = pixel(canvas, 130, 130)
    click(canvas, 130, 130)
    assert canvas.document.selection == {2}
    canvas.document.select([1])
    marking.forward(canvas.document)
    canvas.document.select(())
    settle(qtbot, canvas)
    assert pixel(canvas, 130, 130) != small_on_top
    click(canvas, 130, 130)
    assert canvas.document.selection == {1}
    marking.by_size(canvas.document)
    canvas.document.select(())
    settle(qtbot, canvas)
    assert pixel(canvas, 130, 130) == small_on_top


def test_a_crowd_is_marked_and_counts_as_a_persons_word(document):
    document.select([3, 4])
    marking.toggle_crowd(document)
    assert [(document.instances[id].crowd, document.instances[id].state) for id in (3, 4)] == [
        (True, State.EDITED), (True, State.EDITED)]  # fmt: skip
    marking.toggle_crowd(document)
    assert not document.instances[3].crowd


def test_a_crowd_keeps_the_outline_it_was_imported_with():
    one = instance(1, imported=Imported(id=b"1", geometry=b'{"area": 7}')).judged_crowd(True)
    assert one.imported == Imported(id=b"1", geometry=b'{"area": 7}')


def test_all_of_a_category_and_the_others(document):
    judging.relabel(document, [2], 2)
    document.select([1])
    review.select_category(document)
    assert document.selection == {1, 3, 4}
    review.invert(document)
    assert document.selection == {2}


def test_stepping_zooms_to_each_instance_where_that_is_chosen(qtbot, canvas):
    canvas.sight.auto_zoom = True
    canvas.document.select([2])
    assert canvas.view.scale == 8
    canvas.document.select([1])
    assert canvas.view.scale == pytest.approx(480 / 120)
    canvas.sight.auto_zoom = False
    canvas.document.select([2])
    assert canvas.view.scale == pytest.approx(480 / 120)


def test_outlines_are_as_wide_as_one_likes(opened):
    actions, look = opened.actions_.by_name, lambda: opened.canvas.scenery.look
    for _ in range(4):
        actions["thicker"].trigger()
    assert (look().line_px, opened.preferences.get("line", 0)) == (3, 3)
    for _ in range(4):
        actions["thinner"].trigger()
    assert look().line_px == 1


def test_every_new_action_says_itself():
    names = {"hide", "isolate", "show_hidden", "lock", "forward", "backward", "crowd", "select_category", "thicker"}
    assert all(spec.icon and spec.keys for spec in ACTIONS if spec.name in names)


def test_a_lasso_on_the_canvas_is_shown_and_selects_what_it_goes_around(canvas):
    around = [(110, 110), (150, 112), (148, 150), (112, 148)]
    press(canvas, *around[0], keys=Qt.KeyboardModifier.ControlModifier)
    for point in around[1:]:
        move(canvas, *point, keys=Qt.KeyboardModifier.ControlModifier)
    assert (canvas.document.selection, len(canvas.over.shown.preview.lasso)) == ({2}, 4)
    canvas.cancel_gesture()
    assert canvas.document.selection == frozenset()
    drag(canvas, *around, keys=Qt.KeyboardModifier.ControlModifier)
    assert canvas.document.selection == {2}


def test_a_slice_on_the_canvas_shows_its_pieces_and_escape_leaves_nothing(canvas):
    before = stored(canvas)
    canvas.document.select([1])
    canvas.set_tool("slice")
    press(canvas, 90, 150)
    for x in (120, 160, 190):
        move(canvas, x, 150)
    assert canvas.over.shown.preview.fresh
    canvas.cancel_gesture()
    assert stored(canvas) == before
    drag(canvas, (90, 150), (120, 150), (190, 150))
    assert len(stored(canvas)) == 3
