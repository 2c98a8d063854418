"""A project with damaged instances opens, says which they are, and can be mended."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from annotator.exchange.outgoing import Wish, export
from annotator.storage import Project
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
