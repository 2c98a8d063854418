"""The bin in the window."""

import pytest
from PySide6.QtCore import Qt

from annotator.core.annotations import added
from annotator.storage import ALL
from annotator.ui.commands import judging
from annotator.ui.commands.restoring import restore
from annotator.ui.dialogs.deleted_sheet import DeletedSheet
from tests.conftest import instance, square


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


def test_what_lay_on_another_frame_goes_back_there_and_is_shown(sheet, document, sayings):
    first = document.frame.key
    document.next_frame()
    assert restore(document, [1, 2]) == 2
    assert document.frame.key == first
    assert document.selection == {1, 2}
    assert sayings[-1] == ("good", "Restored 2 instances on a.png.")
    assert document.project.frame_count(ALL) == 3


def test_what_lay_on_several_frames_is_counted_and_that_of_this_one_is_shown(sheet, document, sayings):
    document.next_frame()
    document.apply(added("Draw", document.frame.key, instance(9, square(10, 10, 30))))
    judging.delete(document, [9])
    assert restore(document, [1, 9]) == 2
    assert (document.frame.name, document.selection) == ("b.png", {9})
    assert sayings[-1] == ("good", "Restored 2 instances on 2 frames.")


def test_an_empty_bin_says_so(sheet):
    sheet.list.selectAll()
    sheet.act.click()
    assert sheet.note.text() == "The bin is empty."


def test_the_sheet_follows_a_deletion(sheet, document, until):
    before = sheet.grab().toImage()
    judging.delete(document, [4])
    until(lambda: sheet.model.rowCount() == 4)
    assert sheet.note.text() == "4 in the whole project, the last one first."
    assert sheet.grab().toImage() != before
