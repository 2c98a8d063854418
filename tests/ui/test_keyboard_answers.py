"""Questions and sheets by keyboard alone, and where the keyboard is after them."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton

from annotator.core.dataset import Report
from annotator.storage import Project
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.inline_bar import Answer
from tests.ui.conftest import wait_for_picture
from tests.ui.windows import focused, tap


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
