"""The sheet of a category: attributes are defined, renamed and taken back; two categories become one, and two again."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.core.attributes import Attribute, Kind
from annotator.ui.commands import judging, marking
from annotator.ui.dialogs.category_sheet import CategorySheet
from annotator.ui.main_window import MainWindow

STAIN = Attribute(name="stain", kind=Kind.CHOICE, options=("weak", "strong"), default="weak")


def begin(window: MainWindow, id: int | None = None) -> CategorySheet:
    window.activateWindow()
    window.desk.edit_category(id)
    QApplication.processEvents()
    assert isinstance(window.sheets.sheet, CategorySheet)
    return window.sheets.sheet


def category(window: MainWindow, id: int = 1):
    return window.document.project.categories()[id]


def there(window: MainWindow):
    """Whether the project is open again."""
    return lambda: window.document.frame is not None


def test_attributes_are_defined_by_keyboard(opened):
    sheet = begin(opened)
    sheet.add.click()
    for key in ("stain", Qt.Key.Key_Tab, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Tab, Qt.Key.Key_Tab, "weak",
                Qt.Key.Key_Return, "strong", Qt.Key.Key_Tab, "weak", Qt.Key.Key_Return):  # fmt: skip
        focus = QApplication.focusWidget()
        QTest.keyClicks(focus, key) if isinstance(key, str) else QTest.keyClick(focus, key)
    assert category(opened).attributes == (STAIN,)
    assert opened.sheets.sheet is None


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda sheet: sheet.name.setText(" "), "A category needs a name."),
        (lambda sheet: sheet.name.setText("debris"), 
         "There is a category debris already: choose another name, or merge the two below."),
        (lambda sheet: sheet.add_card(), "An attribute needs a name."),
        (lambda sheet: [sheet.add_card(STAIN), sheet.add_card(STAIN)], "Two attributes are called stain."),
        (lambda sheet: sheet.add_card(STAIN).options.clear(), "stain is a choice, so it needs options to choose from."),
        (lambda sheet: sheet.add_card(Attribute(name="a", kind=Kind.NUMBER)).least.setText("low"),
         "Lowest is a number, and this is 'low'."),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_saved(opened, change, why):
    before = category(opened)
    sheet = begin(opened)
    change(sheet)
    sheet.act.click()
    assert sheet.message.text() == why
    assert category(opened) == before


def test_name_colour_and_key_change_together_and_are_taken_back(opened):
    before = category(opened)
    sheet = begin(opened)
    sheet.name.setText("cell")
    sheet.digit.setCurrentIndex(sheet.digit.findData(5))
    sheet.colours.buttons()[3].click()
    sheet.act.click()
    assert (category(opened).name, category(opened).digit, category(opened).colour) == ("cell", 5, "#f0e442")
    opened.document.select([])
    opened.actions_.by_name["category_1"].trigger()
    assert opened.document.categories.current == 2
    opened.actions_.by_name["category_5"].trigger()
    assert opened.document.categories.current == 1
    opened.actions_.by_name["undo_category"].trigger()
    assert category(opened) == before


def test_values_follow_a_renamed_attribute_and_come_back(opened, until):
    opened.document.categories.change(replace(category(opened), attributes=(STAIN,)), "Define")
    opened.document.select([1])
    marking.set_attribute(opened.document, "stain", "strong")
    sheet = begin(opened)
    sheet.cards[0].name.setText("dye")
    sheet.act.click()
    until(there(opened))
    assert category(opened).attributes[0].name == "dye"
    assert opened.document.instances[1].attributes == (("dye", "strong"),)
    opened.actions_.by_name["undo_category"].trigger()
    until(there(opened))
    assert category(opened).attributes == (STAIN,)
    assert opened.document.instances[1].attributes == (("stain", "strong"),)


def test_two_categories_become_one_and_two_again_by_undo(opened, until):
    document = opened.document
    judging.relabel(document, [2], 2)
    opened.desk.document.next_needing_work()
    document.show(document.project.frame_at(0))
    document.categories.new("cell")
    before = dict(document.instances)
    sheet = begin(opened, 2)
    sheet.into.setCurrentIndex(sheet.into.findData(1))
    assert sheet.what.text() == "debris becomes nucleus on 1 instance, in one step that can be undone."
    sheet.merge.click()
    until(there(opened))
    assert list(document.project.categories()) == [1, 3]
    assert opened.categories.model.rowCount() == 2
    assert document.categories.current == 3
    assert opened.bar.sentence == "debris is nucleus now: 1 instance on 1 frame. Ctrl+Z there undoes it."
    document.undo()
    assert document.instances == before
    assert opened.categories.model.rowCount() == 3
    document.redo()
    assert opened.categories.model.rowCount() == 2


def test_after_a_change_of_a_category_the_way_back_is_named_and_the_palette_finds_it(opened):
    opened.document.categories.change(replace(category(opened), name="cell"), "Rename nucleus to cell")
    assert opened.status.message.text() == "Renamed nucleus to cell. Ctrl+Alt+Z undoes it."
    palette = opened.desk.palette
    for wish in ("undo", "revert rename"):
        palette.open_over(opened)
        palette.wish.setText(wish)
        found = [palette.found.item(row).text() for row in range(palette.found.count())]
        assert "Undo the last change of a category" in found
        palette.close()


def test_a_large_step_is_undone_beside_the_window(opened, until, monkeypatch):
    monkeypatch.setattr("annotator.ui.state.history.LARGE_STEP", 0)
    document = opened.document
    before = dict(document.instances)
    judging.accept(document, [3])
    document.undo()
    assert document.frame is None
    until(there(opened))
    assert document.instances == before
    document.redo()
    until(there(opened))
    assert document.instances != before
    document.travel_to(0)
    assert document.instances != before


def test_what_merging_would_lose_is_said_before(opened):
    number = Attribute(name="stain", kind=Kind.NUMBER)
    opened.document.categories.change(replace(category(opened, 1), attributes=(STAIN,)), "Define")
    opened.document.categories.change(replace(category(opened, 2), attributes=(number,)), "Define")
    sheet = begin(opened, 2)
    sheet.into.setCurrentIndex(sheet.into.findData(1))
    assert sheet.what.text().endswith("What does not fit is lost: stain is choice there and number here.")


def test_a_click_on_the_row_opens_the_sheet(opened, qtbot):
    view = opened.categories.view
    place = view.visualRect(opened.categories.model.index(1, 4)).center()
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened.sheets.sheet.category.name == "debris"


def test_what_is_open_for_looking_only_has_no_sheet_and_no_fields(opened, project_file, until):
    opened.flows.open_project(project_file, read_only=True)
    until(lambda: opened.document.frame is not None and opened.document.read_only)
    opened.desk.edit_category(1)
    assert opened.sheets.sheet is None
    opened.inspector.set_open(True)
    opened.document.select([1])
    opened.inspector.refresh()
    assert not opened.inspector.note.isEnabled()
