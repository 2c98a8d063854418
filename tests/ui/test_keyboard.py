"""Everything by keyboard alone: from part to part of the window, and whom a key is for."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from annotator.core.annotations import State
from annotator.storage import Project
from annotator.ui.commands import judging
from annotator.ui.panes import takers
from tests.ui.conftest import wait_for_picture
from tests.ui.windows import focused, tap


def test_f6_walks_through_the_parts_of_the_window_and_back(opened):
    opened.activateWindow()
    opened.canvas.setFocus()
    seen = []
    for _ in range(12):
        opened.actions_.by_name["next_pane"].trigger()
        focus = QApplication.focusWidget()
        seen.append(next(pane for pane in opened.desk.panes if pane is focus or pane.isAncestorOf(focus)))
    wanted = {opened.header, opened.tools, opened.files, opened.options, opened.canvas, opened.categories,
              opened.instances}  # fmt: skip
    assert wanted <= set(seen)
    before = QApplication.focusWidget()
    opened.actions_.by_name["next_pane"].trigger()
    opened.actions_.by_name["previous_pane"].trigger()
    pane = next(pane for pane in opened.desk.panes if pane is before or pane.isAncestorOf(before))
    assert pane is QApplication.focusWidget() or pane.isAncestorOf(QApplication.focusWidget())


def test_whoever_comes_by_keyboard_sees_where_he_is(opened):
    opened.activateWindow()
    opened.files.view.setFocus(Qt.FocusReason.TabFocusReason)
    focused = opened.files.view.grab().toImage()
    opened.canvas.setFocus(Qt.FocusReason.TabFocusReason)
    assert opened.files.view.grab().toImage() != focused


@pytest.mark.parametrize("key", [Qt.Key.Key_P, Qt.Key.Key_F8])
def test_whoever_chooses_a_tool_or_the_cross_by_key_goes_on_at_the_picture(qtbot, opened, key):
    tap(focused(qtbot, opened, opened.instances.view), key)
    assert opened.canvas.hasFocus()
    assert (opened.canvas.tool.name, opened.canvas.cross.place is None) in (("polygon", True), ("select", False))


def test_the_cross_says_which_keys_it_has(qtbot, opened):
    opened.keys.put("press", ["Y"])
    tap(focused(qtbot, opened, opened.canvas), Qt.Key.Key_F8)
    said = opened.status.message.text()
    assert all(words in said for words in ("Y presses", "Ins holds", "Esc leaves"))


@pytest.mark.parametrize("part", ["instances.view", "categories.view", "files.view", "tools", "header"])
def test_escape_goes_back_to_the_picture_from_every_panel(qtbot, opened, part):
    opened.document.select(())
    widget = opened
    for name in part.split("."):
        widget = getattr(widget, name)
    widget = widget if part.endswith("view") else next(takers(widget))
    tap(focused(qtbot, opened, widget), Qt.Key.Key_Escape)
    assert opened.canvas.hasFocus()


@pytest.mark.parametrize("panel", ["files", "instances", "categories"])
def test_escape_clears_a_field_first_then_goes_to_its_list_and_then_to_the_picture(qtbot, opened, panel):
    panel = getattr(opened, panel)
    field = panel.new if panel is opened.categories else panel.search
    focused(qtbot, opened, field)
    QTest.keyClicks(field, "a")
    tap(field, Qt.Key.Key_Escape)
    assert (field.text(), field.hasFocus()) == ("", True)
    tap(field, Qt.Key.Key_Escape)
    assert panel.view.hasFocus()
    tap(panel.view, Qt.Key.Key_Escape)
    assert opened.canvas.hasFocus()
    tap(focused(qtbot, opened, field), Qt.Key.Key_Down)
    assert panel.view.hasFocus()


def test_letters_on_the_categories_find_one_by_its_name_and_mean_nothing_else(qtbot, opened):
    opened.document.select([1])
    view = focused(qtbot, opened, opened.categories.view)
    before = opened.document.instances
    QTest.keyClicks(view, "debris")
    assert view.currentIndex().row() == 1
    tap(view, Qt.Key.Key_Return)
    assert opened.document.categories.current == opened.categories.model.categories[1].id
    QTest.keyClicks(view, "exq")
    assert opened.document.instances == before


def test_on_the_frames_a_letter_deletes_nothing_of_the_picture(qtbot, opened):
    opened.document.select([3])
    view = focused(qtbot, opened, opened.files.view)
    qtbot.waitUntil(opened.actions_.by_name["delete"].isEnabled)
    tap(view, Qt.Key.Key_X)
    assert 3 in opened.document.instances


def test_on_the_instances_a_letter_judges_but_takes_nothing_away(qtbot, opened):
    opened.document.select([3])
    view = focused(qtbot, opened, opened.instances.view)
    qtbot.waitUntil(opened.actions_.by_name["delete"].isEnabled)
    tap(view, Qt.Key.Key_X)
    assert 3 in opened.document.instances
    assert opened.status.message.text() == "X works on the picture: Esc goes there."
    opened.document.select([3])
    tap(view, Qt.Key.Key_E)
    assert opened.document.instances[3].state is State.ACCEPTED
    opened.document.select([3])
    qtbot.waitUntil(opened.actions_.by_name["delete"].isEnabled)
    tap(view, Qt.Key.Key_Delete)
    assert 3 not in opened.document.instances


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_presses_what_has_the_keyboard_as_space_does(qtbot, opened, key):
    judging.delete(opened.document, [1])
    [undo] = [one for one in opened.tools.findChildren(QToolButton) if one.defaultAction() is
              opened.actions_.by_name["undo"]]  # fmt: skip
    tap(focused(qtbot, opened, undo), key)
    assert 1 in opened.document.instances


def test_enter_presses_a_card_of_the_first_page(qtbot, window):
    pressed = []
    card = window.welcome.findChildren(QToolButton)[0]
    card.clicked.disconnect()
    card.clicked.connect(lambda: pressed.append(True))
    window.activateWindow()
    card.setFocus()
    qtbot.waitUntil(card.hasFocus)
    tap(card, Qt.Key.Key_Return)
    assert pressed == [True]


@pytest.mark.parametrize("key", [Qt.Key.Key_E, Qt.Key.Key_X, Qt.Key.Key_G])
def test_a_key_that_may_change_nothing_says_why(qtbot, window, project_file, key):
    with Project.open(project_file):
        window.document.open(Project.open(project_file, read_only=True))
        wait_for_picture(qtbot, window)
        tap(focused(qtbot, window, window.canvas), key)
        assert window.document.project.why_read_only in window.status.message.text()
