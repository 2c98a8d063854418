"""The properties of the selection, by real keys: Tab goes on, Enter keeps, Escape gives back."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from annotator.core.attributes import Attribute, Kind
from annotator.ui.commands import marking
from annotator.ui.main_window import MainWindow
from annotator.ui.panels.inspector import Inspector

STAIN = Attribute(name="stain", kind=Kind.CHOICE, options=("weak", "strong"))
SIZE = Attribute(name="size", kind=Kind.NUMBER, least=0, most=10)
DEAD = Attribute(name="dead", kind=Kind.YES_NO)
REMARK = Attribute(name="remark")
ALT = Qt.KeyboardModifier.AltModifier


def keys(*pressed: Qt.Key | str, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    """Typed into whatever has the keyboard."""
    for key in pressed:
        focus = QApplication.focusWidget()
        QTest.keyClicks(focus, key) if isinstance(key, str) else QTest.keyClick(focus, key, modifiers)
        QApplication.processEvents()


@pytest.fixture
def inspected(opened: MainWindow) -> MainWindow:
    """The window with the first of two drawn instances selected, the picture having the keyboard."""
    opened.activateWindow()
    known = opened.document.project.categories()[1]
    opened.document.categories.change(replace(known, attributes=(SIZE, DEAD, STAIN, REMARK)), "Define")
    opened.document.select([1])
    opened.canvas.setFocus()
    return opened


def said(window: MainWindow, id: int) -> dict:
    return dict(window.document.instances[id].attributes)


def begin(window: MainWindow) -> Inspector:
    window.actions_.by_name["inspect"].trigger()
    QApplication.processEvents()
    return window.inspector


def test_the_key_opens_it_and_goes_to_the_first_field(inspected):
    inspected.inspector.set_open(False)
    QTest.keyClick(inspected.canvas, Qt.Key.Key_0)
    assert inspected.inspector.open
    assert QApplication.focusWidget() is inspected.inspector.fields["size"]


def test_a_form_is_filled_by_keyboard_alone(inspected):
    begin(inspected)
    keys("3.5", Qt.Key.Key_Tab, Qt.Key.Key_Space, Qt.Key.Key_Tab, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Tab)
    keys("at the border", Qt.Key.Key_Tab, "look again", Qt.Key.Key_Return, Qt.Key.Key_Escape)
    assert said(inspected, 1) == {"size": 3.5, "dead": True, "stain": "strong", "remark": "at the border"}
    assert inspected.document.instances[1].note == "look again"
    assert QApplication.focusWidget() is inspected.canvas
    inspected.inspector.set_open(False)
    said_in_short = "dead yes · remark at the border · size 3.5 · stain strong · “look again”"
    assert inspected.inspector.summary.text() == said_in_short


def test_each_change_is_one_step_for_all_that_is_selected(inspected):
    document = inspected.document
    document.select([1, 2])
    before, steps = dict(document.instances), len(document.project.history(document.frame.key))
    begin(inspected)
    keys("7", Qt.Key.Key_Return)
    assert [said(inspected, id) for id in (1, 2)] == [{"size": 7}] * 2
    assert len(document.project.history(document.frame.key)) == steps + 1
    document.undo()
    assert document.instances == before


def test_escape_gives_back_what_was_there(inspected):
    begin(inspected)
    keys("9", Qt.Key.Key_Escape)
    assert said(inspected, 1) == {}
    assert inspected.inspector.fields["size"].text() == ""
    assert QApplication.focusWidget() is inspected.canvas


def test_what_does_not_fit_is_said_and_not_kept(inspected):
    inspector = begin(inspected)
    keys("11", Qt.Key.Key_Return)
    assert inspector.complaint.text() == "size is 10 at the most."
    assert inspector.complaint.isVisible()
    assert QApplication.focusWidget() is inspector.fields["size"]
    keys(Qt.Key.Key_Backspace, Qt.Key.Key_Return)
    assert said(inspected, 1) == {"size": 1}
    assert not inspector.complaint.isVisible()
    keys("many", Qt.Key.Key_Tab)
    assert said(inspected, 1) == {"size": 1}
    assert inspector.fields["size"].text() == "1"


def test_what_differs_is_shown_as_mixed_until_it_is_said_anew(inspected):
    marking.set_attribute(inspected.document, "size", 1)
    marking.set_attribute(inspected.document, "dead", True)
    marking.set_attribute(inspected.document, "stain", "weak")
    inspected.document.select([1, 2])
    inspector = begin(inspected)
    size, dead, stain = (inspector.fields[name] for name in ("size", "dead", "stain"))
    assert (size.text(), size.placeholderText()) == ("", "mixed")
    assert (dead.checkState(), dead.text()) == (Qt.CheckState.PartiallyChecked, "mixed")
    assert (stain.currentIndex(), stain.placeholderText()) == (-1, "mixed")
    keys(Qt.Key.Key_Tab)
    assert said(inspected, 2) == {}
    keys(Qt.Key.Key_Space)
    assert [said(inspected, id)["dead"] for id in (1, 2)] == [True, True]
    assert dead.text() == "yes"


def test_a_value_is_taken_away_with_delete(inspected):
    marking.set_attribute(inspected.document, "size", 1)
    marking.set_attribute(inspected.document, "dead", False)
    marking.set_attribute(inspected.document, "stain", "weak")
    begin(inspected)
    keys(Qt.Key.Key_Delete, Qt.Key.Key_Tab, Qt.Key.Key_Delete, Qt.Key.Key_Tab, Qt.Key.Key_Backspace)
    assert said(inspected, 1) == {}


def test_page_down_says_and_goes_to_the_same_field_of_the_next_instance(inspected):
    begin(inspected)
    keys("1", Qt.Key.Key_PageDown, "2", Qt.Key.Key_PageUp)
    assert [said(inspected, id)["size"] for id in (1, 2)] == [1, 2]
    assert inspected.document.selection == {1}
    assert QApplication.focusWidget() is inspected.inspector.fields["size"]
    assert inspected.inspector.fields["size"].text() == "1"


def test_what_no_category_defines_is_shown_by_what_it_is(inspected):
    marking.set_attribute(inspected.document, "occluded", True)
    marking.set_attribute(inspected.document, "stain", "blue")
    inspector = begin(inspected)
    assert inspector.fields["occluded"].text() == "yes"
    assert inspector.fields["stain"].currentText() == "blue"


def test_a_group_is_given_by_its_number(inspected):
    inspector = begin(inspected)
    inspector.group.setFocus()
    keys("4", Qt.Key.Key_Return)
    assert inspected.document.instances[1].group == 4
    keys(Qt.Key.Key_Delete, Qt.Key.Key_Return)
    assert inspected.document.instances[1].group == 0


def test_a_crowd_is_ticked(inspected):
    inspector = begin(inspected)
    inspector.crowd.setFocus()
    keys(Qt.Key.Key_Space)
    assert inspected.document.instances[1].crowd
    assert inspector.crowd.text() == "yes"


def test_without_a_selection_it_keeps_its_fields_and_takes_nothing(inspected):
    inspector = begin(inspected)
    QApplication.processEvents()  # laid out
    height = inspector.height()
    inspected.document.select([])
    QApplication.processEvents()
    assert inspector.summary.text() == "nothing selected"
    assert not inspector.fields["size"].isEnabled()
    assert inspector.height() == height


def test_long_names_and_many_attributes_stay_inside(inspected):
    many = [Attribute(name=f"a very long name of an attribute {k}") for k in range(30)]
    known = inspected.document.project.categories()[1]
    inspected.document.categories.change(replace(known, attributes=tuple(many)), "Define")
    inspector = begin(inspected)
    assert inspector.body.height() <= 300
    assert inspector.body.widget().width() <= inspector.width()
    last = list(inspector.fields.values())[-1]
    last.setFocus(Qt.FocusReason.TabFocusReason)
    names = inspector.body.findChildren(QLabel)
    assert all(one.width() <= 104 for one in names if one.isVisible())
