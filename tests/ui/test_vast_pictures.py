"""A picture too large to be held whole: coarse at first, sharp where one looks, never waited for."""

import numpy as np
import pytest
from PIL import Image

from annotator import paths
from annotator.media import tiles, tiling
from annotator.storage import NewFrame, Project
from annotator.ui.canvas.picture import Pyramid
from annotator.ui.canvas.tiled import TiledPyramid
from annotator.ui.canvas.viewport import Viewport
from tests.ui.canvases import pixels, settle, shown

SIZE = 3000, 2200


@pytest.fixture
def picture(tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "cache", lambda: tmp_path / "cache")
    monkeypatch.setattr(tiling, "VAST_PIXELS", 1_000_000)
    rng = np.random.default_rng(0)
    coarse = Image.fromarray(rng.integers(0, 256, (22, 30, 3), np.uint8))
    (tmp_path / "pictures").mkdir()
    coarse.resize(SIZE, Image.Resampling.BICUBIC).save(tmp_path / "pictures" / "a.png")
    return tmp_path / "pictures" / "a.png"


@pytest.fixture
def project(tmp_path, picture):
    made = Project.create(tmp_path / "p.annotator")
    made.add_frames([NewFrame(made.add_root(picture.parent), "a.png", *SIZE)])
    return made


def drawn(pyramid: Pyramid, view: Viewport):
    into = np.zeros((view.height, view.width, 4), np.uint8)
    pyramid.draw(into, view)
    return into[..., :3].astype(int)


@pytest.fixture
def pyramid(picture):
    asked: list[TiledPyramid] = []
    file = tiling.cut(picture, tiles.place_of(picture), lambda *_: None)
    made = TiledPyramid(file.plan, file.coarse(), asked.append)
    made.file = file
    return made


@pytest.mark.parametrize("view", [
    Viewport(300, 200, 1.0, 500, 500), Viewport(300, 200, 0.7, 100, 900), Viewport(300, 200, 8.0, 4000, 4000),
    Viewport(640, 480, 0.2, -20, -20), Viewport(300, 200, 1.0, 2900, 2100), Viewport(300, 200, 0.25, -40, 300),
])  # fmt: skip
def test_with_its_tiles_a_view_is_drawn_as_from_the_whole_picture(picture, pyramid, view):
    whole = drawn(Pyramid(np.asarray(Image.open(picture))), view)
    coarse = np.abs(drawn(pyramid, view) - whole).mean()
    pyramid.fetch()
    sharp = np.abs(drawn(pyramid, view) - whole)
    assert sharp.mean() <= min(coarse, 0.6)
    assert coarse < 6


def test_the_picture_is_cut_once_and_then_shown_sharp(qtbot, tmp_path, picture, project):
    with shown(qtbot, project) as canvas:
        vast = canvas.scenery.pyramid
        assert isinstance(vast, TiledPyramid)
        qtbot.waitUntil(lambda: vast.file is not None, timeout=20_000)
        qtbot.wait(100)
        settle(qtbot, canvas)
        whole = np.asarray(Image.open(picture))
        canvas.show_view(canvas.view.centred(1.0, 1000, 1000))
        settle(qtbot, canvas)
        qtbot.waitUntil(lambda: (settle(qtbot, canvas), pixels(canvas))[1][240, 320, :3].tolist()
                        == whole[1000, 1000].tolist(), timeout=5000)  # fmt: skip
        assert vast.value(1000, 1000) == tuple(whole[1000, 1000].tolist())
        assert (vast.patch((10, 20, 30, 50)).rgb == whole[20:50, 10:30]).all()
    assert len(list((tmp_path / "cache" / "tiles").glob("*.tiles"))) == 1
    assert [one.name for one in picture.parent.iterdir()] == ["a.png"]


def test_the_second_time_it_is_there_at_once(qtbot, picture, project):
    tiling.cut(picture, tiles.place_of(picture), lambda *_: None)
    with shown(qtbot, project) as canvas:
        assert canvas.scenery.pyramid.file is not None


def test_a_window_that_closes_while_a_picture_is_cut_leaves_nothing_half_made(qtbot, tmp_path, project):
    with shown(qtbot, project) as canvas:
        canvas.stop()
    left = [one.suffix for one in (tmp_path / "cache").rglob("*.*")]
    assert ".part" not in left
