"""What a model is given of a picture, and what it finds where the picture was shrunk for it."""

import numpy as np
import pytest
from PIL import Image

from annotator.core.annotations import Part, SoftMask
from annotator.core.frames import Source
from annotator.core.geometry import rectangle
from annotator.inference import seen as module
from annotator.inference.detections import Detection
from annotator.media import tiling


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "LONGEST", 100)
    Image.fromarray(np.full((200, 400, 3), 90, np.uint8)).save(tmp_path / "a.png")
    return Source(tmp_path / "a.png")


def test_a_picture_is_seen_as_it_is(source):
    shown = module.seen(source)
    one = Detection(0, 0.9, (Part(rectangle(0, 0, 9, 9)),))
    assert (shown.pixels.shape, shown.width, shown.height, shown.notes) == ((200, 400, 3), 400, 200, ())
    assert shown.enlarged(one) is one


def test_a_vast_picture_is_seen_shrunk_and_that_is_said(source, monkeypatch):
    monkeypatch.setattr(tiling, "VAST_PIXELS", 1000)
    shown = module.seen(source)
    assert (shown.pixels.shape, shown.width, shown.height) == ((50, 100, 3), 400, 200)
    assert "a.png has 400 x 200 pixels. The model has looked at it shrunk to 100 x 50" in shown.notes[0]


def test_what_is_found_on_a_shrunk_picture_lies_where_it_is_on_the_picture(source, monkeypatch):
    monkeypatch.setattr(tiling, "VAST_PIXELS", 1000)
    soft = SoftMask((10.0, 5.0, 30.0, 25.0), np.zeros((28, 28), np.uint8))
    part = Part(rectangle(10, 5, 30, 25), (rectangle(15, 10, 20, 20),))
    found = module.seen(source).enlarged(Detection(0, 0.9, (part,), soft))
    assert np.array_equal(found.parts[0].outer, rectangle(40, 20, 120, 100))
    assert np.array_equal(found.parts[0].holes[0], rectangle(60, 40, 80, 80))
    assert found.soft.box_xyxy == (40, 20, 120, 100)
