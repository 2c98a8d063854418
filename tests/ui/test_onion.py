"""Onion skin: outlines of the frames before and after."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QImage, QPainter

from annotator.core.annotations import added
from annotator.ui.canvas.onion import NO_SKINS, Onion, Skins
from annotator.ui.canvas.viewport import Viewport
from annotator.ui.state.document import Document
from tests.conftest import instance, square
from tests.ui.test_tracking import at, clip, key  # noqa: F401


@pytest.fixture
def repainted() -> list[Skins]:
    """What was there to be painted each time."""
    return []


@pytest.fixture
def onion(clip: Document, repainted: list[Skins]) -> Iterator[Onion]:  # noqa: F811
    made = Onion(clip, lambda: repainted.append(made.skins))
    yield made
    made.stop()


@pytest.fixture
def skins(onion: Onion, until) -> Callable[[], Skins]:
    """What is shown once it is read."""

    def read() -> Skins:
        until(lambda: onion.skins != NO_SKINS)
        return onion.skins

    return read


def test_it_is_off_until_it_is_asked_for(clip: Document, onion: Onion) -> None:  # noqa: F811
    at(clip, 5)
    assert onion._job is None
    assert onion.skins == NO_SKINS


def test_it_shows_where_things_were_and_will_be(clip: Document, onion: Onion, skins) -> None:  # noqa: F811
    onion.toggle()
    clip.show(key(10))
    before, after = skins()
    assert [round(float(ring.min())) for ring in (*before, *after)] == [20, 20]
    assert [round(float(ring[:, 0].min())) for ring in (*before, *after)] == [100, 120]
    clip.show(key(0))
    assert tuple(map(len, skins())) == (0, 1)


def test_it_is_read_before_it_is_painted_and_shown_no_longer_than_its_frame(
    clip: Document, onion: Onion, repainted: list[Skins], skins,  # noqa: F811
) -> None:  # fmt: skip
    clip.show(key(10))
    onion.toggle()
    assert repainted[-1] == NO_SKINS
    found = skins()
    assert repainted[-1] is found
    clip.apply(added("Draw", key(10), instance(50, square(200, 100))))
    assert onion.skins is found
    clip.show(key(11))
    assert repainted[-1] == NO_SKINS
    assert skins() is not found


def test_with_a_selection_only_its_tracks(clip: Document, onion: Onion, skins, until) -> None:  # noqa: F811
    clip.show(key(4))
    clip.apply(added("Draw", key(4), instance(50, square(200, 100))))
    onion.toggle()
    clip.show(key(5))
    assert len(skins()[0]) == 2
    at(clip, 5)
    until(lambda: len(onion.skins[0]) == 1)


def test_it_is_painted(clip: Document, onion: Onion, skins) -> None:  # noqa: F811
    clip.show(key(10))
    image = QImage(300, 200, QImage.Format.Format_RGB32)
    image.fill(0)
    onion.toggle()
    skins()
    painter = QPainter(image)
    onion.paint(painter, Viewport(width=300, height=200), 1.0)
    painter.end()
    seen = {image.pixelColor(x, 35).name() for x in range(300)}
    assert {"#e69f00", "#56b4e9"} & seen or len(seen) > 2
