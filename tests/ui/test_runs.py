"""What holds for every run of a model, in a real window with the real worker process."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from annotator.core.annotations import added
from annotator.core.errors import StorageFull
from annotator.storage import Project
from annotator.ui.main_window import MainWindow
from annotator.ui.preferences import Preferences
from annotator.ui.theme import Theme
from tests.conftest import instance, proposal, square
from tests.ui.bright_model import LOADER
from tests.ui.clip_project import clip_project, key, make_clip

FRAMES = 8
RUNS = ("prelabel_video", "propagate", "link_tracks")

every_run = pytest.mark.parametrize("run", RUNS)
Sayings = list[tuple[str, str]]
Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def clip(qapp, tmp_path: Path) -> Iterator[MainWindow]:
    """Something to link on every frame of a video, and something to propagate selected on the first."""
    path = clip_project(make_clip(tmp_path, FRAMES), tracks=0)
    with Project.open(path) as project:
        for index in range(FRAMES):
            project.propose(key(index), [proposal(0, 0.9, square(80, 80, 28))], "Pre-label")
    window = MainWindow(Theme(qapp, "light"), Preferences(tmp_path / "preferences.json"), loader=LOADER)
    window.show()
    document = window.document
    document.open(Project.open(path))
    one = instance(document.project.new_id(), square(4, 4, 28), 1)
    document.apply(added("Draw", key(0), one))
    document.select([one.id])
    press(window, "new_track")
    yield window
    window.close()


@pytest.fixture
def heard(clip: MainWindow) -> Sayings:
    sayings: Sayings = []
    clip.document.said.connect(lambda *said: sayings.append(said))
    return sayings


@pytest.fixture
def until(qtbot) -> Until:
    """A worker process has to start first."""
    return lambda true: qtbot.waitUntil(true, timeout=60_000)


def press(window: MainWindow, name: str) -> None:
    window.actions_.refresh()
    window.actions_.by_name[name].trigger()


def over(window: MainWindow) -> Callable[[], bool]:
    return lambda: not window.status._jobs


def at_first_edit(window: MainWindow, act: Callable[[], object]) -> None:
    """Do something as soon as a run has changed a frame."""
    edits = count(1)
    window.document.edited.connect(lambda edit: next(edits) == 1 and act())


@every_run
def test_it_says_where_its_model_runs(clip, until, run):
    press(clip, run)
    until(over(clip))
    assert clip.status.model.text().endswith("on cpu")


@every_run
def test_one_that_is_stopped_says_how_far_it_came(clip, heard, until, run):
    at_first_edit(clip, lambda: press(clip, "prelabel_cancel"))
    press(clip, run)
    until(over(clip))
    assert heard[-1][0] == "good"
    assert heard[-1][1].startswith("Stopped: ")


@every_run
def test_one_whose_project_is_closed_ends_and_says_nothing(clip, heard, until, run):
    press(clip, run)
    until(lambda: any(job.run for job in clip.runs.jobs))
    clip.document.close()
    until(over(clip))
    assert heard == []


@every_run
def test_a_full_disk_ends_it_and_is_said_once(clip, heard, until, run):
    fill(clip.document.project)
    press(clip, run)
    until(over(clip))
    assert [level for level, _ in heard].count("error") == 1
    assert "The disk is full" in next(sentence for level, sentence in heard if level == "error")


def fill(project: Project) -> None:
    """Draw until the file may not grow any more."""
    project._database.run(f"PRAGMA max_page_count = {project._database.value('PRAGMA page_count')}")

    def draw_for_ever() -> None:
        while True:
            project.commit(added("Draw", key(FRAMES - 1), instance(project.new_id())))

    with pytest.raises(StorageFull):
        draw_for_ever()


@every_run
def test_a_file_that_leads_out_of_its_folder_is_said_and_not_opened(clip, heard, until, tmp_path, run):
    file = clip.document.project.file_of(clip.document.frame)
    elsewhere = tmp_path.parent / f"{tmp_path.name} elsewhere.mp4"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    press(clip, run)
    until(lambda: bool(heard) and over(clip)())
    assert heard[-1][0] in ("warning", "error")
    assert "leads out of" in heard[-1][1]


@every_run
def test_what_goes_through_a_video_says_so_on_a_picture(opened, until, run):
    opened.document.select([1])
    press(opened, run)
    assert opened.status.message.text() == "This is a picture; open a frame of a video first."
    assert not opened.runs.jobs


def test_a_picture_that_leads_out_of_its_folder_fails_alone(opened, pictures, tmp_path, until):
    (pictures / "c.png").rename(tmp_path / "elsewhere.png")
    (pictures / "c.png").symlink_to(tmp_path / "elsewhere.png")
    press(opened, "prelabel_all")
    until(lambda: opened.bar.isVisible())
    assert "Pre-labelled 2 frames" in opened.bar.sentence
    assert "c.png" in opened.bar.sentence


def test_the_frame_on_the_screen_goes_before_the_rest_of_a_list(opened, until):
    document, frames = opened.document, []
    document.edited.connect(lambda edit: frames.append(document.project.frame(edit.frame).name))
    press(opened, "prelabel_all")
    until(lambda: any(job.run for job in opened.runs.jobs))
    document.next_frame()
    document.next_frame()
    press(opened, "prelabel_frame")
    until(over(opened))
    assert frames[0] == "c.png"
    assert set(frames) == {"a.png", "b.png", "c.png"}
