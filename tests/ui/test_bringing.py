"""What is brought to the window: folders, pictures and projects, also broken and missing ones."""

from PySide6.QtWidgets import QPushButton

from annotator.storage import Project
from annotator.ui.projects.making import default_project
from tests.ui.conftest import paint, wait_for_picture
from tests.ui.windows import act, drop


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


def test_a_huge_folder_name_or_plain_images_gets_a_sensible_project_name(tmp_path):
    images = tmp_path / "coco" / "images"
    images.mkdir(parents=True)
    paint(images / "a.png")
    assert default_project(images) == tmp_path / "coco" / "coco.annotator"
