"""What comes in from files of other programs comes in as a whole or not at all."""

import json
from functools import partial
from pathlib import Path

import pytest

from annotator.exchange.incoming import bring_in
from annotator.formats import coco
from annotator.storage import Project
from benchmarks import clips


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A video, and a COCO file that knows two of its frames."""
    pictures = [one.pixels for one in clips.moments(clips.SCENES["rigid"], 96, 64, 4)]
    clips.encode(tmp_path / "clip.mp4", pictures, "h264")
    (tmp_path / "clip.json").write_text(json.dumps({
        "images": [{"id": n + 1, "file_name": f"clip/{n:06}.jpg", "width": 96, "height": 64, "video_id": 1,
                    "frame_id": n} for n in (0, 1)],
        "annotations": [], "categories": [{"id": 1, "name": "person"}],
        "videos": [{"id": 1, "name": "clip", "file_name": "clip.mp4", "width": 96, "height": 64}],
    }))  # fmt: skip
    return tmp_path


@pytest.mark.parametrize("frames", [1, 2, None])
def test_nothing_is_kept_of_an_import_that_is_cancelled(folder: Path, frames: int | None) -> None:
    answers = iter([False] * (frames - 1) + [True] if frames else [False] * 9)
    with Project.create(folder / "p.annotator") as project:
        report = bring_in(project, partial(coco.read, folder / "clip.json"), folder, cancelled=lambda: next(answers))
        kept = len(project.roots()), len(project.videos()), project.frame_count(), len(project.categories())
    assert kept == ((0, 0, 0, 0) if frames else (1, 1, 4, 1))
    assert [one.text for one in report.findings] == ["It was cancelled, so nothing of it was kept."] * bool(frames)


def test_nothing_is_kept_of_an_import_that_an_error_ends(folder: Path) -> None:
    def told(done: int, of: int, name: str) -> None:
        raise KeyboardInterrupt

    with Project.create(folder / "p.annotator") as project:
        with pytest.raises(KeyboardInterrupt):
            bring_in(project, partial(coco.read, folder / "clip.json"), folder, told)
        assert (project.roots(), project.videos(), project.frame_count()) == ({}, [], 0)
