"""A project comes into the window by one way: whatever happens on it, nobody is left holding the file."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from annotator.storage import Project, Video
from tests.ui.conftest import wait_for_picture
from tests.ui.test_document import draw_until_refused, fill_the_disk, make_room
from tests.ui.test_lanes import AtOnce


@pytest.fixture
def other_file(project_file: Path) -> Path:
    """A second project of the same pictures."""
    path = project_file.with_name("other.annotator")
    path.write_bytes(project_file.read_bytes())
    return path


def answer(window, text: str) -> QPushButton:
    return next(one for one in window.bar.findChildren(QPushButton) if one.text() == text)


def free(file: Path) -> bool:
    """Whether a project was closed by whoever had it."""
    return not file.with_name(f".{file.name}.holder").exists()


def test_the_backup_can_be_restored_also_where_the_damage_shows_late_in_opening(qtbot, window, project_file, until):
    with Project.open(project_file) as project:
        project.add_video(Video(root="cells", path="a.mp4", frames=1, rate=25.0, packets=b""), 100, 100)
    with closing(sqlite3.connect(project_file)) as database:
        database.execute("DROP TABLE video")
    window.open_path(project_file)
    until(lambda: window.bar.isVisible())
    assert free(project_file)
    answer(window, "Restore the backup").click()
    wait_for_picture(qtbot, window)
    assert window.document.project.path == project_file


def test_an_opening_that_is_cancelled_as_it_ends_gives_the_file_back(window, project_file, until):
    window.disk._pool.shutdown()
    window.disk._pool = AtOnce()
    ended = []
    window.disk.started.connect(lambda job: job.ended.connect(lambda: ended.append(True)))
    window.open_path(project_file)
    window.flows._opening.cancel()
    until(lambda: bool(ended))
    assert window.document.project is None
    assert free(project_file)


def test_of_projects_opened_in_quick_succession_the_last_is_shown(window, project_file, other_file, until):
    for file in (project_file, project_file, other_file, project_file):
        window.open_path(file)
    until(lambda: window.document.project is not None and window.flows._opening is None)
    assert window.document.project.path == project_file
    assert not window.bar.isVisible()
    assert free(other_file)


def test_a_window_closed_while_work_has_the_file_opens_it_no_more(opened, project_file, until):
    begun = []

    def work(job, project):
        begun.append(True)
        while not job.cancelled:
            pass

    opened.flows.alone.start("Work", work, begun.append)
    until(lambda: bool(begun))
    opened.close()
    assert opened.document.project is None
    assert free(project_file)


def test_nobody_can_end_the_opening_of_what_was_let_go_of_for_a_while(opened, until):
    opened.disk.started.connect(lambda job: job.title.startswith("Opening") and job.cancel())
    opened.flows.alone.start("Work", lambda job, project: 1, lambda _: None)
    until(lambda: opened.document.project is not None)


def test_a_project_whose_last_changes_are_not_saved_gives_way_to_no_other(opened, other_file, until):
    """Not to another one, nor to an import, nor to a change of very many frames: what is on the screen is nowhere
    else."""
    document, file = opened.document, opened.document.project.path
    fill_the_disk(document)
    draw_until_refused(document)
    shown = document.instances
    opened.open_path(other_file)
    opened.flows.alone.start("Merging", lambda job, project: None, lambda _: None)
    assert (document.project.path, document.instances) == (file, shown)
    assert opened.bar.isVisible()
    make_room(document)
    opened.open_path(other_file)
    until(lambda: document.project is not None and document.project.path == other_file)
    with Project.open(file, read_only=True) as project:
        assert project.instances(project.frame_at(0)) == shown


@pytest.mark.parametrize("closing", [False, True])
def test_the_bar_goes_when_all_is_saved_after_all(opened, closing):
    fill_the_disk(opened.document)
    draw_until_refused(opened.document)
    if closing:
        opened.close()
    assert "The disk is full" in opened.bar.sentence or "1 change is not saved" in opened.bar.sentence
    make_room(opened.document)
    assert opened.bar.isVisible()
    assert opened.document.backlog.retry()
    assert not opened.bar.isVisible()
