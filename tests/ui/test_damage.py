"""A project with damaged instances opens, says which they are, and can be mended."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from annotator.core.errors import ProjectDamaged
from annotator.exchange.outgoing import Wish, export
from annotator.storage import Project
from annotator.ui.commands import keyframing
from annotator.ui.main_window import MainWindow
from tests.ui.clip_project import clip_project, make_clip
from tests.ui.conftest import wait_for_picture


@pytest.fixture
def damaged(project_file: Path) -> Path:
    """The project with its first instance, a drawn one, unreadable."""
    with closing(sqlite3.connect(project_file)) as database:
        database.execute("UPDATE instance SET body = zeroblob(80) WHERE id = 1")
        database.commit()
    return project_file


def listed(sheet) -> list[str]:
    return [sheet.findings.item(row).text() for row in range(sheet.findings.count())]


def test_the_rest_is_shown_the_damaged_are_listed_and_mending_brings_them_back(qtbot, window, damaged, until):
    window.open_path(damaged)
    wait_for_picture(qtbot, window)
    assert set(window.document.instances) == {2, 3, 4, 5}
    until(lambda: window.bar.isVisible())
    assert "1 instance in cells.annotator cannot be read" in window.bar.sentence
    next(one for one in window.bar.findChildren(QPushButton) if one.text() == "Show them").click()
    sheet = window.sheets.sheet
    assert listed(sheet) == ["skipped: a.png: instance 1 cannot be read"]
    sheet.act.click()
    until(lambda: "brought back" in sheet.message.text())
    until(lambda: window.document.project is not None)
    assert set(window.document.instances) == {1, 2, 3, 4, 5}
    assert listed(sheet) == ["repaired: a.png: instance 1 was brought back"]


def test_an_export_says_what_is_missing_from_it(damaged, tmp_path):
    file = tmp_path / "out.json"
    with Project.open(damaged, read_only=True) as project:
        report = export(project, Wish(file=file))
    assert [one.text for one in report.findings if one.kind == "skipped"] == ["instance 1 is damaged and was left out"]
    assert len(json.loads(file.read_text())["annotations"]) == 1


@pytest.fixture
def filmed(qtbot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """A video with one track, of which the keyframe on frame 10 and what was linked on 22 are unreadable."""
    path = clip_project(make_clip(tmp_path), tracks=1)
    with closing(sqlite3.connect(path)) as database:
        database.execute("UPDATE instance SET body = zeroblob(80) WHERE id IN (2, 5)")
        database.commit()
    window.open_path(path)
    wait_for_picture(qtbot, window)
    window.document.select([1])
    return window


@pytest.mark.parametrize("command", ["delete_track", "trim_after"])
def test_a_command_on_a_track_that_cannot_be_read_says_so_and_changes_nothing(filmed, command):
    filmed.actions_.refresh()
    filmed.actions_.by_name[command].trigger()
    assert "instance 2 cannot be read" in filmed.bar.sentence
    assert set(filmed.document.instances) == {1}


def test_no_keyframe_is_moved_onto_what_cannot_be_read(filmed):
    with pytest.raises(ProjectDamaged, match="instance 5 cannot be read"):
        keyframing.move_keyframe(filmed.document, 1, 0, 22)
