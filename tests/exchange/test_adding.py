"""Folders, pictures and videos come into a project, and what cannot be read of them is named."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from annotator.exchange.adding import add_media
from annotator.storage import ALL, Project
from benchmarks import clips


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A picture, one in a folder that is none, a video of three frames and one that is none."""
    made = tmp_path / "media"
    (made / "in").mkdir(parents=True)
    Image.fromarray(np.zeros((30, 40, 3), np.uint8)).save(made / "a.png")
    (made / "in" / "b.png").write_bytes(b"no picture")
    clips.encode(made / "c.mp4", [one.pixels for one in clips.moments(clips.SCENES["rigid"], 96, 64, 3)], "h264")
    (made / "in" / "d.mp4").write_bytes(b"no video")
    return made


def test_a_folder_is_added_and_what_cannot_be_read_is_named_by_its_place_in_it(folder: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int, str]] = []
    with Project.create(tmp_path / "p.annotator") as project:
        report = add_media(project, folder, lambda *said: told.append(said))
        assert report.frames == project.frame_count() == 4
        assert [(one.kind, one.where) for one in report.findings] == [("skipped", "in/b.png"), ("skipped", "in/d.mp4")]
        assert {row.frame.path for row in project.frame_page(ALL, 0, 9)} == {"a.png", "c.mp4"}
    assert told[:4] == [(0, 0, "1 pictures found"), (0, 0, "2 pictures found"), (0, 2, "a.png"), (1, 2, "b.png")]


def test_one_file_belongs_to_its_folder(folder: Path, tmp_path: Path) -> None:
    with Project.create(tmp_path / "p.annotator") as project:
        assert [add_media(project, folder / name).frames for name in ("a.png", "c.mp4")] == [1, 3]
        assert list(project.roots().values()) == [folder]
        assert [video.path for video in project.videos()] == ["c.mp4"]


def test_a_folder_with_nothing_in_it_is_said(tmp_path: Path) -> None:
    with Project.create(tmp_path / "p.annotator") as project:
        [finding] = add_media(project, tmp_path).findings
    assert f"There are no pictures or videos in {tmp_path}." in finding.text
