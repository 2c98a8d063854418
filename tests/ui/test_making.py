"""R8: a project that is being made can be cancelled at any moment, and is then not there."""

import random
import shutil
from pathlib import Path

import pytest

from annotator.media import video_scan, videos
from annotator.ui.projects.making import Cancelled, make_from
from benchmarks import clips
from tests.ui.canvases import picture


class Asked:
    """A job that is cancelled once it has been asked for so many times."""

    def __init__(self, times: int) -> None:
        self.left = times

    @property
    def cancelled(self) -> bool:
        self.left -= 1
        return self.left < 0

    def progress(self, done: int, of: int, text: str = "") -> None:
        """Nobody looks."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three pictures and a video."""
    made = tmp_path / "pictures"
    for name in "abc":
        picture(made, f"{name}.png", (40, 30))
    pictures = [one.pixels for one in clips.moments(clips.SCENES["camera"], 64, 48, 20)]
    clips.encode(made / "film.mp4", pictures, "h264")
    return made


def test_a_project_whose_making_is_cancelled_at_any_moment_is_not_there(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(video_scan, "_TELL_EVERY", 1)
    monkeypatch.setattr(videos, "_keep", lambda place, data: None)  # so that the video is gone through each time
    path = tmp_path / "made" / "p.annotator"
    whole = Asked(10**6)
    report = make_from(whole, folder, path).report
    assert (report.frames, report.findings) == (23, [])
    asked = 10**6 - whole.left
    shutil.rmtree(path.parent)
    for moment in random.Random(8).choices(range(asked), k=100):
        with pytest.raises(Cancelled):
            make_from(Asked(moment), folder, path)
        assert [one.name for one in path.parent.iterdir()] == [".p.annotator.lock"]
