"""A sheet that was closed while its job runs comes back if there is something to say."""

import pytest

from annotator.ui.dialogs.sheet import Sheet, SheetHost
from annotator.ui.lanes import Job


@pytest.fixture
def host(qtbot) -> SheetHost:
    """The place for sheets, with none in it."""
    made = SheetHost()
    qtbot.addWidget(made)
    return made


def closed_while_busy(host: SheetHost, sheet: Sheet) -> Job:
    job = Job("Work", host)
    sheet.follow(job)
    sheet.closed.emit()
    assert host.sheet is None
    return job


def test_a_closed_sheet_comes_back_with_what_there_is_to_say_each_time(host):
    sheet = Sheet("Export", "Export")
    host.show_sheet(sheet)
    for said in ("It is written.", "It is written once more."):
        job = closed_while_busy(host, sheet)
        sheet.say("good", said)
        job.ended.emit()
        assert host.sheet is sheet
        assert sheet.message.text() == said


def test_a_closed_sheet_with_nothing_to_say_stays_away(host):
    sheet = Sheet("New project", "Make")
    host.show_sheet(sheet)
    closed_while_busy(host, sheet).ended.emit()
    assert host.sheet is None
