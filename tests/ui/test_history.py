"""The history sheet."""

import pytest
from PySide6.QtCore import Qt

from annotator.ui.commands import judging
from annotator.ui.dialogs.history_sheet import HistorySheet, when


@pytest.fixture
def sheet(qtbot, document) -> HistorySheet:
    judging.delete(document, [1])
    judging.delete(document, [2])
    judging.accept(document, [3])
    made = HistorySheet(document)
    qtbot.addWidget(made)
    made.show()
    return made


def texts(sheet) -> list[str]:
    return [sheet.model.index(row).data() for row in range(sheet.model.rowCount())]


def test_edits_are_shown_in_words_the_last_one_first(sheet):
    assert texts(sheet) == ["Accept 1 instance", "Delete 1 instance", "Delete 1 instance", "Draw",
                            "As the frame was at first"]  # fmt: skip
    assert sheet.list.currentIndex().row() == 0


def test_enter_goes_to_an_edit_and_what_is_undone_stays_in_sight(qtbot, sheet, document):
    sheet.list.setCurrentIndex(sheet.model.index(3))
    qtbot.keyClick(sheet.list, Qt.Key.Key_Return)
    assert set(document.instances) == {1, 2, 3, 4, 5}
    assert len(texts(sheet)) == 5
    assert sheet.list.currentIndex().row() == 3
    assert "undone" in sheet.model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_a_jump_is_one_change_to_whoever_follows(sheet, document):
    edits = []
    document.edited.connect(edits.append)
    document.travel_to(1)
    assert len(edits) == 1
    document.travel_to(0)
    assert document.instances == {}
    document.travel_to(4)
    assert set(document.instances) == {3, 4, 5}


def test_the_beginning_has_no_time_and_edits_do(sheet):
    assert when(0.0) == ""
    assert ":" in when(1_700_000_000.0)
