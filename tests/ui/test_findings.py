"""The check of a frame lists what may be wrong, selects it, and follows what is mended."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from shiboken6 import isValid

from annotator.core.annotations import Part, added, ring
from annotator.ui.commands import judging
from annotator.ui.dialogs.findings_sheet import NOTHING_FOUND, look
from annotator.ui.lanes import Job
from annotator.ui.main_window import MainWindow
from annotator.ui.projects.making import Cancelled
from tests.conftest import frame, instance, proposal, square

BOW = (Part(ring([[100, 50], [120, 70], [120, 50], [100, 70]])),)


@pytest.fixture
def lines(opened: MainWindow, until):
    """The lines of the sheet, once it has looked."""

    def look(window: MainWindow = opened) -> list[str]:
        sheet = window.sheets.sheet
        until(lambda: sheet._job is None and not sheet._later.isActive())
        return [sheet.model.index(row).data() for row in range(sheet.model.rowCount())]

    return look


def put(window: MainWindow, *instances) -> None:
    assert window.document.apply(added("Draw", window.document.frame.key, *instances))


def test_slivers_duplicates_and_crossings_are_listed_and_go_when_they_are_mended(opened, lines):
    put(opened, instance(20, square(100, 100, 2)), instance(21, square(10, 10, 30)), instance(22, BOW))
    opened.actions_.by_name["check"].trigger()
    assert lines() == [
        "Crosses itself, in 1 place\nnucleus (drawn)",
        "Sliver, a part of 4 px\nnucleus (drawn)",
        "Duplicate, IoU 1.00\nnucleus (drawn), nucleus (drawn)",
    ]
    opened.document.select([])
    opened.actions_.by_name["mend"].trigger()
    judging.delete(opened.document, [20, 21])
    assert lines() == []
    assert opened.sheets.sheet.note.text() == NOTHING_FOUND


def test_instances_are_named_as_the_list_of_instances_names_them(opened, lines):
    put(opened, proposal(20, 0.87, square(10, 10, 30)), proposal(21, 0.6, square(100, 100, 2)))
    opened.actions_.by_name["check"].trigger()
    assert lines() == [
        "Sliver, a part of 4 px\nnucleus (proposed 0.60)",
        "Duplicate, IoU 1.00\nnucleus (drawn), nucleus (proposed 0.87)",
    ]
    shown = opened.sheets.sheet.model.index(1).data(Qt.ItemDataRole.DecorationRole)
    assert shown.toImage() == opened.instances.thumbnail(opened.document.instances[1]).toImage()


def test_what_reaches_out_of_the_picture_is_listed_as_that(opened, lines):
    width, height = opened.document.frame.size
    put(opened, instance(20, square(width - 5, 30)), instance(21, square(30, height)), instance(22, square(40, 40)))
    opened.actions_.by_name["check"].trigger()
    assert lines() == ["Outside the picture, partly\nnucleus (drawn)", "Outside the picture, wholly\nnucleus (drawn)"]


def test_the_arrow_keys_select_and_enter_brings_near(opened, lines):
    put(opened, instance(20, square(100, 100, 2)), instance(21, square(10, 10, 30)))
    opened.actions_.by_name["check"].trigger()
    lines()
    opened.document.select([])
    zoom = opened.canvas.view.scale
    view = opened.sheets.sheet.list
    QTest.keyClick(view, Qt.Key.Key_Down)
    assert opened.document.selection == {1, 21}
    QTest.keyClick(view, Qt.Key.Key_Up)
    assert opened.document.selection == {20}
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.canvas.view.scale > zoom


def test_enter_on_a_crossing_brings_near_where_it_is(opened, lines):
    put(opened, instance(22, (Part(ring([[10, 10], [150, 11], [150, 10], [10, 100]])),)))
    opened.actions_.by_name["check"].trigger()
    assert len(lines()) == 1
    view = opened.sheets.sheet.list
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Return)
    place = opened.sheets.sheet.model.lines[0].place
    assert place[0] > 120
    assert opened.canvas.view == opened.canvas.view.filled_by(place)


def test_a_look_that_nobody_waits_for_any_more_ends_at_the_next_instance(qapp):
    job, seen = Job(""), []

    def read():
        for one in (instance(1), instance(2), instance(3)):
            seen.append(one.id)
            yield one
            job.cancel()

    with pytest.raises(Cancelled):
        look(job, frame(), read())
    assert seen == [1, 2]


@pytest.mark.parametrize("name", ["check", "deleted", "history", "edit_category", "settings"])
def test_a_sheet_that_was_closed_hears_of_nothing_any_more(opened, qtbot, name):
    opened.actions_.by_name[name].trigger()
    qtbot.wait(50)
    sheet = opened.sheets.sheet
    opened.sheets.close_sheet()
    qtbot.wait(50)
    assert not isValid(sheet)
    put(opened, instance(20, square(100, 100, 2)))
    opened.document.categories.new("cell")
    qtbot.wait(50)
