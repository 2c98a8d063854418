"""Onion skin: outlines of the frames before and after."""

import pytest
from PySide6.QtGui import QImage, QPainter

from annotator.core.annotations import added
from annotator.ui.canvas.onion import Onion
from annotator.ui.canvas.viewport import Viewport
from annotator.ui.document import Document
from tests.conftest import instance, square
from tests.ui.test_tracking import at, clip, key  # noqa: F401


@pytest.fixture
def onion(clip: Document) -> Onion:  # noqa: F811
    return Onion(clip, lambda: None)


def test_it_is_off_until_it_is_asked_for(clip: Document, onion: Onion) -> None:  # noqa: F811
    at(clip, 5)
    assert onion.skins == ((), ())


def test_it_shows_where_things_were_and_will_be(clip: Document, onion: Onion) -> None:  # noqa: F811
    onion.toggle()
    clip.show(key(10))
    before, after = onion.skins
    assert [round(float(ring.min())) for ring in (*before, *after)] == [20, 20]
    assert [round(float(ring[:, 0].min())) for ring in (*before, *after)] == [100, 120]
    clip.show(key(0))
    assert (len(onion.skins[0]), len(onion.skins[1])) == (0, 1)


def test_with_a_selection_only_its_tracks(clip: Document, onion: Onion) -> None:  # noqa: F811
    clip.show(key(4))
    clip.apply(added("Draw", key(4), instance(50, square(200, 100))))
    onion.toggle()
    clip.show(key(5))
    assert len(onion.skins[0]) == 2
    at(clip, 5)
    assert len(onion.skins[0]) == 1


def test_it_is_painted(clip: Document, onion: Onion) -> None:  # noqa: F811
    clip.show(key(10))
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(0)
    onion.toggle()
    painter = QPainter(image)
    onion.paint(painter, Viewport(width=300, height=200), 1.0)
    painter.end()
    seen = {image.pixelColor(x, 35).name() for x in range(300)}
    assert {"#e69f00", "#56b4e9"} & seen or len(seen) > 2
