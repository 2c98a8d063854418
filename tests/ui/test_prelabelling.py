"""Pre-labelling in the window: one frame, all of them, and what can go wrong."""

import pytest

from annotator.core.annotations import State
from annotator.ui.commands import judging
from annotator.ui.models import prelabel
from tests.ui.windows import act


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
