"""The bin in the window."""

import pytest
from PySide6.QtCore import Qt

from annotator.storage import ALL
from annotator.ui import judging
from annotator.ui.dialogs.deleted_sheet import DeletedSheet
from annotator.ui.restoring import restore


@pytest.fixture
def sheet(qtbot, document) -> DeletedSheet:
    judging.delete(document, [1])
    judging.delete(document, [2, 3])
    made = DeletedSheet(document)
    qtbot.addWidget(made)
    made.resize(400, 600)
    made.show()
    return made


def test_all_that_was_deleted_is_listed_the_last_first(sheet):
    assert sheet.model.rowCount() == 3
    assert sheet.model.index(2).data().startswith("nucleus on a.png")


def test_enter_restores_an_instance_as_it_was_with_its_number(qtbot, sheet, document):
    [[old]] = document.project.deleted_instances([1]).values()
    sheet.list.setCurrentIndex(sheet.model.index(2))
    qtbot.keyClick(sheet.list, Qt.Key.Key_Return)
    assert (document.instances[1].parts, document.instances[1].state) == (old.parts, old.state)
    assert document.selection == {1}
    assert sheet.model.rowCount() == 2


def test_many_are_restored_at_once_and_that_can_be_undone(sheet, document):
    sheet.list.selectAll()
    assert sheet.act.text() == "Restore 3"
    sheet.act.click()
    assert set(document.instances) == {1, 2, 3, 4, 5}
    assert not sheet.act.isEnabled()
    document.undo()
    assert set(document.instances) == {4, 5}


def test_what_lay_on_another_frame_goes_back_there(sheet, document):
    first = document.frame.key
    document.next_frame()
    assert restore(document, [1, 2]) == 2
    assert document.instances == {}
    assert {1, 2} <= set(document.project.instances(first))
    assert document.project.frame_count(ALL) == 3


def test_the_sheet_follows_a_deletion(sheet, document, until):
    before = sheet.grab().toImage()
    judging.delete(document, [4])
    until(lambda: sheet.model.rowCount() == 4)
    assert sheet.note.text() == "4 in the whole project, the last one first."
    assert sheet.grab().toImage() != before
