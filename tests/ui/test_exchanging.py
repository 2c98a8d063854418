"""COCO files into the window, and out of it."""

import json

import pytest

from annotator.core.errors import StorageFull
from tests.ui.conftest import wait_for_picture
from tests.ui.windows import act, coco_file


def test_importing_coco_makes_a_project_and_lists_what_was_wrong(qtbot, window, pictures, tmp_path, until):
    window.open_path(coco_file(tmp_path))
    sheet = window.sheets.sheet
    sheet.images.edit.setText(str(pictures))
    sheet.project.edit.setText(str(tmp_path / "made.annotator"))
    sheet.act.click()
    wait_for_picture(qtbot, window)
    until(lambda: window.sheets.sheet is not None and window.sheets.sheet.findings.count() > 0)
    assert "1 instance on 1 frame was imported" in sheet.message.text()
    assert any("annotation 2" in sheet.findings.item(row).text() for row in range(sheet.findings.count()))
    assert len(window.document.visible) == 1


def test_importing_into_the_open_project_keeps_human_work(qtbot, opened, pictures, tmp_path, until):
    before = opened.document.instances
    opened.open_path(coco_file(tmp_path))
    sheet = opened.sheets.sheet
    assert sheet.into_current.isChecked()
    sheet.images.edit.setText(str(pictures))
    sheet.act.click()
    until(lambda: sheet.findings.count() > 0)
    wait_for_picture(qtbot, opened)
    assert opened.document.instances == before


def test_a_file_that_is_not_coco_is_refused_and_the_project_comes_back(qtbot, opened, tmp_path, until):
    bad = tmp_path / "bad.json"
    bad.write_text('{"images": [')
    opened.open_path(bad)
    sheet = opened.sheets.sheet
    sheet.into_current.setChecked(True)
    sheet.act.click()
    until(lambda: sheet.message.isVisible() and not sheet.busy)
    wait_for_picture(qtbot, opened)
    assert "bad.json" in sheet.message.text()


def test_exporting_reads_back_equal_and_leaves_ghosts_at_home(opened, tmp_path, until):
    act(opened, "export")
    sheet = opened.sheets.sheet
    sheet.file.edit.setText(str(tmp_path / "out.json"))
    sheet.proposals.setChecked(True)
    sheet.act.click()
    until(lambda: sheet.message.isVisible() and not sheet.busy)
    assert "4 instances on 3 frames read back equal" in sheet.message.text()
    scores = [one.get("score") for one in json.loads((tmp_path / "out.json").read_text())["annotations"]]
    assert sorted(one for one in scores if one) == pytest.approx([0.7, 0.95])


def test_an_export_that_cannot_be_written_says_why(opened, tmp_path, until):
    act(opened, "export")
    sheet = opened.sheets.sheet
    sheet.file.edit.setText(str(tmp_path / "no such folder" / "out.json"))
    sheet.act.click()
    until(lambda: sheet.message.isVisible() and not sheet.busy)
    assert "was not written" in sheet.message.text()


def test_an_export_is_done_though_the_disk_is_too_full_to_remember_where_to(opened, tmp_path, until, monkeypatch):
    def full(name: str, value: object) -> None:
        raise StorageFull("The disk is full.")

    monkeypatch.setattr(opened.document.project, "set_setting", full)
    opened.flows.exchanging.show_export()
    sheet = opened.sheets.sheet
    sheet.file.edit.setText(str(tmp_path / "out.json"))
    sheet.act.click()
    until(lambda: not sheet.busy)
    assert "read back equal" in sheet.message.text()
