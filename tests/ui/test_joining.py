"""Linking in a real window over a real clip, with the real worker process."""

from pathlib import Path

import pytest

from annotator.core.annotations import Made
from annotator.storage import Project
from annotator.ui.main_window import MainWindow
from annotator.ui.models import joining
from annotator.ui.preferences import Preferences
from annotator.ui.theme import Theme
from tests.conftest import proposal, square
from tests.ui.bright_model import LOADER
from tests.ui.clip_project import clip_project, key, make_clip

FRAMES = 8


@pytest.fixture
def window(qapp, tmp_path: Path):
    """Two proposals stand still on every frame, one of them is a ghost on some."""
    path = clip_project(make_clip(tmp_path, FRAMES), tracks=0)
    with Project.open(path) as project:
        for index in range(FRAMES):
            found = [
                proposal(0, 0.9, square(4, 4, 28)),
                proposal(0, 0.3 if index in (3, 4) else 0.8, square(4, 80, 28)),
            ]
            project.propose(key(index), found, "Pre-label")
    window = MainWindow(Theme(qapp, "light"), Preferences(tmp_path / "preferences.json"), loader=LOADER)
    window.show()
    window.document.open(Project.open(path))
    yield window
    window.close()


def test_detections_become_tracks_and_low_scores_keep_them_alive(window, qtbot):
    heard: list[tuple[str, str]] = []
    window.document.said.connect(lambda *said: heard.append(said))
    window.actions_.refresh()
    window.actions_.by_name["link_tracks"].trigger()
    qtbot.waitUntil(lambda: bool(heard), timeout=60_000)
    project = window.document.project
    assert heard == [("good", f"{2 * FRAMES} instances joined to 2 tracks.")]
    for track in project.all_tracks():
        assert [(one.place, one.made) for one in project.sightings(track)] == [(k, Made.LINKED) for k in range(FRAMES)]
    window.document.show(key(3))
    assert len(window.document.visible) == 2


def test_a_second_run_has_nothing_to_do(window, qtbot):
    heard: list[str] = []
    window.document.said.connect(lambda level, sentence: heard.append(sentence))
    for _ in range(2):
        count = len(heard)
        joining.link(window.runs, (0, 4))
        qtbot.waitUntil(lambda count=count: len(heard) > count, timeout=60_000)
    assert heard[0] == "10 instances joined to 2 tracks."
    assert heard[1].startswith("Nothing was linked")


def test_the_frames_between_in_and_out_are_pre_labelled(window, qtbot):
    heard: list[str] = []
    window.document.said.connect(lambda level, sentence: heard.append(sentence))
    edited = []
    window.document.edited.connect(lambda edit: edited.append(edit.frame))
    window.document.show(key(2))
    window.player.range = (2, 4)
    window.actions_.refresh()
    window.actions_.by_name["prelabel_video"].trigger()
    qtbot.waitUntil(lambda: any(one.startswith("Pre-labelled 3 frames") for one in heard), timeout=60_000)
    assert sorted(set(edited)) == [key(2), key(3), key(4)]
