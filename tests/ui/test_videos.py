"""A video in the window: opened like a folder, shown frame by frame."""

from pathlib import Path

import numpy as np

from annotator import media
from annotator.core.frames import Source
from benchmarks import clips


def test_a_dropped_video_is_a_project_of_its_frames(window, qtbot, tmp_path: Path) -> None:
    pictures = [one.pixels for one in clips.moments(clips.SCENES["rigid"], 96, 64, 12)]
    file = clips.encode(tmp_path / "clip.mp4", pictures, "h264")
    window.open_path(file)
    qtbot.waitUntil(lambda: window.canvas.scenery.pyramid is not None, timeout=20_000)
    document = window.document
    assert document.project.path == tmp_path / "clip.annotator"
    assert document.project.frame_count() == 12
    document.next_frame()
    qtbot.waitUntil(
        lambda: window.canvas.scenery.frame is not None and window.canvas.scenery.frame.index == 1, timeout=20_000
    )
    shown = window.canvas.scenery.pyramid.levels[0]
    assert np.array_equal(shown, media.picture_of(Source(file, 1)).pixels)
    window.document.close()
    window.open_path(file)  # its project is there now
    qtbot.waitUntil(lambda: document.project is not None and document.frame is not None, timeout=20_000)
    assert document.project.frame_count() == 12
