"""The window as a person meets it: a folder to a project, proposals to accepted work, work to a COCO file."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from annotator.core.annotations import State
from annotator.core.errors import StorageFull
from annotator.storage import Project
from annotator.ui import judging, prelabel
from annotator.ui.lanes import Job
from annotator.ui.main_window import LOWEST, NARROWEST, MainWindow
from annotator.ui.making import default_project
from annotator.ui.theme import Theme
from tests.ui.bright_model import LOADER
from tests.ui.conftest import paint, wait_for_picture


def act(window, name: str) -> None:
    window.actions_.refresh()
    assert window.actions_.by_name[name].isEnabled(), f"{name} is not enabled"
    window.actions_.by_name[name].trigger()


def drop(window, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
                       Qt.KeyboardModifier.NoModifier)  # fmt: skip
    window.dropEvent(event)


def coco_file(folder: Path) -> Path:
    """One good annotation and one that cannot be imported."""
    file = folder / "labels.json"
    square = [20, 20, 50, 20, 50, 50, 20, 50]
    annotation = {"image_id": 7, "category_id": 3, "iscrowd": 0, "bbox": [20, 20, 30, 30], "area": 900}
    file.write_text(json.dumps({
        "images": [{"id": 7, "file_name": "a.png", "width": 200, "height": 150}],
        "annotations": [{"id": 1, "segmentation": [square], **annotation},
                        {"id": 2, "segmentation": {"size": [9, 9], "counts": [81]}, **annotation}],
        "categories": [{"id": 3, "name": "patch"}],
    }))  # fmt: skip
    return file


def test_a_folder_becomes_a_project_beside_it_and_shows_its_first_picture(qtbot, window, pictures, tmp_path):
    drop(window, pictures)
    window.sheets.sheet.act.click()
    wait_for_picture(qtbot, window)
    assert window.document.project.path == tmp_path / "cells.annotator"
    assert window.document.frame.name == "a.png"
    assert window.files.model.rowCount() == 3
    assert window.sheets.sheet is None
    assert sorted(one.name for one in pictures.iterdir()) == ["a.png", "b.png", "c.png"]


def test_a_folder_that_has_a_project_already_opens_it(opened, pictures, until):
    opened.document.close()
    opened.open_path(pictures)
    until(lambda: opened.document.project is not None)
    assert opened.sheets.sheet is None


def test_a_dropped_picture_opens_its_folder_at_that_picture(qtbot, window, pictures, until):
    drop(window, pictures / "b.png")
    window.sheets.sheet.act.click()
    until(lambda: window.document.frame is not None and window.document.frame.name == "b.png")


def test_a_folder_without_pictures_is_refused_in_a_sentence_and_leaves_no_file(window, tmp_path, until):
    empty = tmp_path / "empty"
    empty.mkdir()
    window.open_path(empty)
    sheet = window.sheets.sheet
    sheet.act.click()
    until(lambda: not sheet.busy)
    assert "no pictures" in sheet.message.text()
    assert not default_project(empty).exists()


def test_a_file_that_cannot_be_read_as_a_picture_is_named_and_left_out(window, pictures, until):
    (pictures / "broken.png").write_bytes(b"no picture")
    window.open_path(pictures)
    window.sheets.sheet.act.click()
    until(lambda: window.document.project is not None)
    assert window.document.project.frame_count() == 3
    assert "broken.png" in window.bar.sentence


def test_what_is_no_project_and_no_picture_is_refused_in_a_sentence(window, tmp_path):
    (tmp_path / "notes.md").write_text("hello")
    window.open_path(tmp_path / "notes.md")
    assert "notes.md is no project" in window.bar.sentence


def test_a_damaged_project_says_so_and_nothing_opens(window, project_file, until):
    project_file.write_bytes(b"no database at all, only some text that is long enough to be read")
    window.open_path(project_file)
    until(lambda: window.bar.isVisible())
    assert project_file.name in window.bar.sentence
    assert window.document.project is None


def test_a_project_that_is_open_elsewhere_can_be_opened_for_looking(qtbot, window, project_file, until):
    with Project.open(project_file):
        window.open_path(project_file)
        until(lambda: window.bar.isVisible())
        [look] = [one for one in window.bar.findChildren(QPushButton) if one.text() == "Open for looking only"]
        look.click()
        wait_for_picture(qtbot, window)
    assert window.document.read_only
    assert window.status.saved.text() == "view only"


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


def test_pre_labelling_shows_proposals_and_keeps_low_scores_as_ghosts(opened, until):
    opened.document.next_frame()
    act(opened, "prelabel_frame")
    until(lambda: bool(opened.document.instances))
    scores = sorted(one.score for one in opened.document.instances.values())
    assert scores == pytest.approx([60 / 255, 200 / 255, 250 / 255])
    assert len(opened.document.visible) == 2
    until(lambda: "Pre-labelled 1 frame: 2 proposals." in opened.status.message.text())
    assert opened.status.model.text().endswith("on cpu")


def test_all_unreviewed_frames_are_pre_labelled_while_the_person_works(opened, until):
    project = opened.document.project
    act(opened, "prelabel_unreviewed")
    judging.accept(opened.document, [3])
    until(lambda: "Pre-labelled 3 frames" in opened.status.message.text())
    counts = [row.proposals for row in project.frame_page(opened.document.filter, 0, 10)]
    assert counts[1:] == [3, 3]
    assert opened.document.instances[3].state is State.ACCEPTED


def test_a_missing_picture_fails_alone_and_is_named(opened, pictures, until):
    (pictures / "b.png").unlink()
    act(opened, "prelabel_all")
    until(lambda: opened.bar.isVisible())
    assert "Pre-labelled 2 frames" in opened.bar.sentence
    assert "b.png" in opened.bar.sentence


def test_pre_labelling_can_be_cancelled_and_leaves_whole_frames(opened, until):
    act(opened, "prelabel_all")
    opened.runs.cancel()
    until(lambda: not opened.runs.jobs)
    rows = opened.document.project.frame_page(opened.document.filter, 0, 10)
    assert all(row.proposals in (0, 3) for row in rows[1:])


def test_a_run_that_is_cancelled_while_its_frames_are_listed_is_no_error(opened, until, caplog):
    shown = []
    opened.disk.started.connect(shown.append)
    opened.runs.started.connect(lambda job: job.cancel())
    act(opened, "prelabel_all")
    until(lambda: not opened.runs.jobs)
    assert [one.getMessage() for one in caplog.records] == []
    assert shown == []  # it is one job, and shown as one


@pytest.mark.long  # the worker loads torch
def test_a_model_that_is_not_there_is_named_in_a_sentence(qtbot, qapp, project_file, until):
    from annotator.ui.main_window import MainWindow
    from annotator.ui.preferences import Preferences
    from annotator.ui.theme import Theme

    window = MainWindow(Theme(qapp, "light"), Preferences())
    window.open_path(project_file)
    until(lambda: window.document.frame is not None)
    window.models.choose(str(project_file.parent / "no model"))
    prelabel.this_frame(window.runs)
    qtbot.waitUntil(lambda: bool(window.bar.sentence), timeout=60_000)
    assert "no model" in window.bar.sentence
    window.stop()
    window.deleteLater()


def test_accepting_goes_on_to_the_nearest_proposal(opened):
    opened.document.select([3])
    act(opened, "accept")
    assert opened.document.instances[3].state is State.ACCEPTED
    assert opened.document.selection == {4}
    act(opened, "reject")
    assert opened.document.instances[4].state is State.REJECTED


def test_digits_relabel_the_selection_and_choose_what_is_drawn_next(opened):
    opened.document.select([1])
    act(opened, "category_2")
    assert opened.document.instances[1].category == opened.document.categories.current == 2


def test_finishing_a_frame_shows_the_next_that_needs_work(opened):
    act(opened, "finish_frame")
    assert opened.document.frame.name == "b.png"
    assert opened.document.project.frame_page(opened.document.filter, 0, 1)[0].frame.reviewed


def test_tab_walks_through_the_instances_in_the_order_of_the_list(opened):
    for expected in (1, 2, 3, 4, 1):
        act(opened, "next_instance")
        assert opened.document.selection == {expected}
    act(opened, "previous_instance")
    assert opened.document.selection == {4}


def test_bare_letters_are_typed_while_a_field_has_the_focus(qtbot, opened):
    opened.activateWindow()
    opened.files.search.setFocus()
    frame = opened.document.frame
    QTest.keyClicks(opened.files.search, "ad")
    assert opened.files.search.text() == "ad"
    assert opened.document.frame == frame


def test_a_missing_picture_can_be_pointed_to_anew(qtbot, opened, pictures, tmp_path, until):
    moved = pictures.rename(tmp_path / "elsewhere")
    opened.document.next_frame()
    until(lambda: "Choose the folder" in " ".join(one.text() for one in opened.bar.findChildren(QPushButton)))
    assert "b.png is not in" in opened.bar.sentence
    opened.flows.relink(opened.document.frame, moved)
    wait_for_picture(qtbot, opened)


def test_a_folder_without_the_picture_is_no_answer_to_where_it_is(opened, tmp_path):
    opened.flows.relink(opened.document.frame, tmp_path)
    assert "has no a.png" in opened.bar.sentence


def test_the_palette_finds_and_runs_an_action(opened):
    opened.actions_.refresh()
    opened.desk.show_palette()
    palette = opened.desk.palette
    QTest.keyClicks(palette.wish, "light or")
    QTest.keyClick(palette.wish, Qt.Key.Key_Return)
    assert not palette.isVisible()
    assert opened.theme.dark
    opened.theme.toggle()


def test_recent_projects_are_listed_and_missing_ones_are_grey(opened, tmp_path):
    opened.preferences.opened(tmp_path / "gone.annotator")
    opened.document.close()
    names = {one.text(): one.isEnabled() for one in opened.welcome.findChildren(QPushButton) if one.text()}
    assert names["cells"]
    assert not names["gone"]


def test_the_sample_opens(window, until):
    act(window, "open_sample")
    until(lambda: window.document.frame is not None)
    assert window.document.project.frame_count() >= 2


def test_closing_the_window_gives_the_project_back(opened, project_file):
    opened.close()
    with Project.open(project_file) as project:
        assert not project.read_only


def test_a_huge_folder_name_or_plain_images_gets_a_sensible_project_name(tmp_path):
    images = tmp_path / "coco" / "images"
    images.mkdir(parents=True)
    paint(images / "a.png")
    assert default_project(images) == tmp_path / "coco" / "coco.annotator"


def test_the_window_is_never_larger_than_the_screen(qapp, window):
    window.preferences.put("window", [9000, 9000])
    other = MainWindow(Theme(qapp, "light"), window.preferences, LOADER)
    room = other.screen().availableSize()
    assert (other.width(), other.height()) == (max(room.width(), NARROWEST), room.height())
    other.stop()


def test_all_panels_are_whole_in_the_smallest_window_also_while_jobs_run(opened):
    for title in ("Pre-labelling all unreviewed frames of the project", "Exporting a file with quite a long name.json"):
        job = Job(title, opened)
        opened.status.add_job(job)
        job.progress(31_123, 78_456, "a.png")
    for number in range(80):
        opened.document.categories.new(f"kind {number}")
    opened.inspector.set_open(True)
    opened.resize(NARROWEST, LOWEST)
    QApplication.processEvents()
    assert (opened.width(), opened.height()) == (NARROWEST, LOWEST)
    shown = opened.work.lists, opened.status, opened.header
    edges = [part.mapTo(opened, part.rect().bottomRight()) for part in shown]
    assert all(edge.x() < opened.width() for edge in edges)
    assert opened.minimumSizeHint().width() <= 1280
    opened.flows.exchanging.show_export()
    QApplication.processEvents()
    assert opened.height() == LOWEST
    assert opened.sheets.mapTo(opened, opened.sheets.rect().bottomRight()).x() < opened.width()


def test_tools_that_have_no_room_are_in_a_menu(opened):
    opened.resize(NARROWEST, 900)
    QApplication.processEvents()
    assert not opened.tools.more.isVisible()
    opened.tools.setFixedHeight(300)
    QApplication.processEvents()
    assert opened.tools.more.isVisible()
    there = opened.tools.more.menu().actions()
    assert all(opened.actions_.by_name[name] in there for name in ("tool_wand", "undo", "redo", "fit"))
    assert opened.actions_.by_name["tool_select"] not in there
    act(opened, "tool_wand")
    assert opened.tools.more.isChecked()
    act(opened, "tool_select")
    assert not opened.tools.more.isChecked()


def test_errors_lie_over_the_picture_and_over_nothing_beside_it(opened):
    opened.document.said.emit("error", "The disk is full. " * 20)
    QApplication.processEvents()
    canvas = QRect(opened.canvas.mapTo(opened, QPoint()), opened.canvas.size())
    assert canvas.contains(QRect(opened.bar.mapTo(opened, QPoint()), opened.bar.size()))
    opened.work.sides.setSizes([600, 400, 280])
    QApplication.processEvents()
    canvas = QRect(opened.canvas.mapTo(opened, QPoint()), opened.canvas.size())
    assert canvas.contains(QRect(opened.bar.mapTo(opened, QPoint()), opened.bar.size()))


def test_how_a_picture_is_shown_is_said_as_long_as_it_is_shown(qtbot, opened, pictures, until):
    deep = np.linspace(0, 4000, 200 * 150).reshape(150, 200).astype(np.uint16)
    Image.fromarray(deep).save(pictures / "b.png")
    opened.status._over.stop()
    opened.document.next_frame()
    wait_for_picture(qtbot, opened)
    assert opened.canvas.notes
    until(lambda: opened.canvas.notes[0] in opened.status.message.text())
    opened.document.next_frame()
    wait_for_picture(qtbot, opened)
    assert opened.canvas.notes == ()
    until(lambda: opened.status.message.text() == opened.canvas.tool.tip)


def test_a_job_in_the_status_bar_moves_nothing(qtbot, window):
    window.show()
    qtbot.waitExposed(window)
    before = window.status.height(), window.pages.size()
    window.status.add_job(job := Job("Exporting cells.json"))
    qtbot.wait(20)
    assert (window.status.height(), window.pages.size()) == before
    job.ended.emit()
    qtbot.wait(20)
    assert (window.status.height(), window.pages.size()) == before
