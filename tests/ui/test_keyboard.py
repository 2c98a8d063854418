"""Everything by keyboard alone: from part to part, on the picture, and with larger text."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QToolButton, QWidget

from annotator.core.annotations import State
from annotator.core.dataset import Report
from annotator.storage import Project
from annotator.ui import judging
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.inline_bar import Answer
from annotator.ui.panes import takers
from annotator.ui.pieces import ElidedLabel
from annotator.ui.theme import Theme
from tests.ui.conftest import wait_for_picture

SHIFT = Qt.KeyboardModifier.ShiftModifier


def tap(canvas: QWidget, key: Qt.Key, times: int = 1, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    for _ in range(times):
        QTest.keyClick(canvas, key, modifiers)


@pytest.fixture
def canvas(opened):
    opened.canvas.setFocus()
    opened.document.select(())
    return opened.canvas


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


# where the keyboard is


def focused(qtbot, opened, widget: QWidget) -> QWidget:
    """Gives the keyboard to a part of the window."""
    opened.activateWindow()
    widget.setFocus()
    qtbot.waitUntil(widget.hasFocus)
    return widget


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


# questions


@pytest.fixture
def asked(qtbot, opened) -> list[str]:
    """A question with two answers over the picture; what was answered."""
    given: list[str] = []
    focused(qtbot, opened, opened.canvas)
    opened.bar.say("info", "Which?", [Answer("This", lambda: given.append("This")),
                                      Answer("That", lambda: given.append("That"))])  # fmt: skip
    return given


def test_f6_goes_to_the_answers_first_and_tab_through_them_to_the_cross(opened, asked):
    seen = []
    opened.actions_.by_name["next_pane"].trigger()
    for _ in range(3):
        seen.append(QApplication.focusWidget())
        tap(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert [one.text() or one.toolTip() for one in seen] == ["This", "That", "Dismiss"]
    opened.actions_.by_name["next_pane"].trigger()
    assert not opened.bar.isAncestorOf(QApplication.focusWidget())


def test_enter_answers_and_the_keyboard_is_at_the_picture_again(opened, asked):
    opened.actions_.by_name["next_pane"].trigger()
    tap(QApplication.focusWidget(), Qt.Key.Key_Tab)
    tap(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert asked == ["That"]
    assert opened.canvas.hasFocus()


def test_escape_dismisses_a_question(opened, asked):
    opened.actions_.by_name["next_pane"].trigger()
    tap(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert not opened.bar.isVisible()
    assert opened.canvas.hasFocus()
    assert asked == []


# sheets


def test_a_sheet_that_can_do_nothing_yet_has_the_keyboard_in_its_first_field(qtbot, opened, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text('{"images": [')
    opened.activateWindow()
    opened.open_path(bad)
    sheet = opened.sheets.sheet
    qtbot.waitUntil(lambda: not sheet.act.isEnabled() and sheet.file.edit.hasFocus(), timeout=10_000)
    tap(sheet.file.edit, Qt.Key.Key_Escape)
    assert opened.sheets.sheet is None


def test_escape_on_the_picture_closes_a_sheet_that_is_done_and_no_other(qtbot, opened):
    opened.document.select([1])
    sheet = Sheet("Work", "Work")
    opened.sheets.show_sheet(sheet)
    for done in (False, True):
        if done:
            sheet.show_report("good", "It is done.", Report())
        focused(qtbot, opened, opened.canvas)
        tap(opened.canvas, Qt.Key.Key_Escape, 2)
        assert (opened.sheets.sheet is None) == done


@pytest.mark.parametrize("place", ["canvas", "instances"])
def test_who_closes_a_sheet_is_where_he_was(qtbot, opened, place):
    before = opened.canvas if place == "canvas" else opened.instances.view
    opened.activateWindow()
    before.setFocus()
    qtbot.waitUntil(before.hasFocus)
    for name in ("history", "settings"):  # one in place of the other
        opened.actions_.by_name[name].trigger()
        qtbot.waitUntil(lambda: opened.sheets.isAncestorOf(QApplication.focusWidget()))
    tap(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert opened.sheets.sheet is None
    assert before.hasFocus()


def test_who_was_nowhere_that_is_still_there_goes_to_the_picture(qtbot, window, project_file):
    """A sheet that was opened on the first page stays over the project that it has made."""
    window.activateWindow()
    card = window.welcome.findChildren(QToolButton)[0]
    card.setFocus()
    qtbot.waitUntil(card.hasFocus)
    sheet = Sheet("Work", "Work")
    window.sheets.show_sheet(sheet)
    window.document.open(Project.open(project_file))
    wait_for_picture(qtbot, window)
    focused(qtbot, window, sheet.act)
    tap(sheet.act, Qt.Key.Key_Escape)
    assert window.canvas.hasFocus()


# larger text


def clipped(root: QWidget) -> list[str]:
    """What has less room than its text needs."""
    kinds = (QLabel, QAbstractButton, QComboBox, QLineEdit)
    shown = [one for kind in kinds for one in root.findChildren(kind) if one.isVisible()]
    icons = Qt.ToolButtonStyle.ToolButtonIconOnly
    fixed = [one for one in shown if not isinstance(one, ElidedLabel)
             and not (isinstance(one, QToolButton) and one.toolButtonStyle() is icons)]  # fmt: skip
    return [
        f"{getattr(one, 'text', str)()!r} {one.size().toTuple()} < {one.minimumSizeHint().toTuple()}"
        for one in fixed
        if one.height() < one.fontMetrics().height() or one.width() < min(one.minimumSizeHint().width(), 1000)
    ]


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
def test_larger_text_is_not_clipped(qtbot, qapp, project_file, scale):
    from annotator.ui.main_window import MainWindow
    from annotator.ui.preferences import Preferences
    from tests.ui.bright_model import LOADER

    font = qapp.font()
    larger = qapp.font()
    larger.setPointSizeF(font.pointSizeF() * scale)
    qapp.setFont(larger)
    qapp.setProperty("colours", None)
    made = MainWindow(Theme(qapp, "light"), Preferences(), LOADER)
    try:
        made.resize(1440, 900)
        made.show()
        qtbot.waitExposed(made)
        assert clipped(made) == []
        made.open_path(project_file)
        wait_for_picture(qtbot, made)
        for show in ("show_settings", "show_history", "show_deleted"):
            getattr(made.desk, show)()
            qtbot.wait(20)
            assert clipped(made) == []
    finally:
        made.stop()
        made.close()
        made.deleteLater()
        qapp.setFont(font)
        qapp.setProperty("colours", None)
