"""The canvas, the model's input and the exported size agree for every way in which a picture can be stored."""

import json

import numpy as np
import pytest

from annotator import media
from annotator.core.dataset import Dataset
from annotator.formats import coco
from annotator.formats.choices import Choices
from annotator.storage import NewFrame, Project
from tests.media.pictures import BLUE, GREEN, RED, WHITE, corners_of, save_oriented
from tests.ui.canvases import pixel, settle, shown

KINDS = ("JPEG", "PNG", "WEBP", "TIFF")


@pytest.fixture
def turned(tmp_path):
    """A project of 32 files: 8 orientations of 4 kinds, each 48 x 32 when upright."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    files = [
        save_oriented(folder / f"{kind}{turn}.{kind.lower()}", kind, turn) for kind in KINDS for turn in range(1, 9)
    ]
    project = Project.create(tmp_path / "turned.annotator")
    root = project.add_root(folder)
    project.add_frames(NewFrame(root, file.name, *media.size_of(file)) for file in files)
    return project


def test_the_canvas_shows_the_pixels_that_the_model_gets(qtbot, turned):
    with shown(qtbot, turned) as canvas:
        for position in range(32):
            canvas.document.show(turned.frame_at(position))
            settle(qtbot, canvas)
            canvas.zoom_to(1.0)
            settle(qtbot, canvas)
            frame = canvas.document.frame
            given = media.open_picture(turned.file_of(frame)).pixels  # what the worker hands to the predictor
            assert (frame.width, frame.height) == (given.shape[1], given.shape[0]) == (48, 32)
            assert corners_of(given) == [RED, GREEN, BLUE, WHITE]
            for x, y in ((2, 2), (45, 2), (2, 29), (45, 29)):
                assert pixel(canvas, x + 0.5, y + 0.5) == given[y, x].tolist(), frame.path


def test_the_exported_sizes_are_those_of_the_pixels(tmp_path, turned):
    frames = list(turned.labelled())
    coco.write(Dataset(categories=[], frames=frames), tmp_path / "coco.json", Choices(empty_frames=True))
    written = json.loads((tmp_path / "coco.json").read_text())["images"]
    assert len(written) == 32
    assert {(one["width"], one["height"]) for one in written} == {(48, 32)}
    assert all(np.array(media.size_of(turned.file_of(frame))).tolist() == [48, 32] for frame, _ in frames)
    turned.close()
