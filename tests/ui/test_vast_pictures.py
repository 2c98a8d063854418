"""A picture too large to be held whole: coarse at first, sharp where one looks, never waited for."""

import shutil
import threading

import numpy as np
import pytest
from PIL import Image

from annotator import paths
from annotator.media import tiles, tiling
from annotator.storage import NewFrame, Project
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.canvas.picture import Pyramid
from annotator.ui.canvas.tiled import TiledPyramid
from annotator.ui.canvas.viewport import Viewport
from annotator.ui.state.document import Document
from tests.ui.canvases import pixels, settle, shown

SIZE = 3000, 2200


@pytest.fixture(scope="module")
def painted(tmp_path_factory):
    rng = np.random.default_rng(0)
    coarse = Image.fromarray(rng.integers(0, 256, (22, 30, 3), np.uint8))
    file = tmp_path_factory.mktemp("painted") / "a.png"
    coarse.resize(SIZE, Image.Resampling.BICUBIC).save(file, compress_level=1)
    return file


@pytest.fixture
def picture(tmp_path, monkeypatch, painted):
    monkeypatch.setattr(paths, "cache", lambda: tmp_path / "cache")
    monkeypatch.setattr(tiling, "VAST_PIXELS", 1_000_000)
    (tmp_path / "pictures").mkdir()
    shutil.copyfile(painted, tmp_path / "pictures" / "a.png")
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


@pytest.fixture
def slow(monkeypatch):
    """Cutting goes on only as long as it is let."""
    go_on = threading.Event()
    add = tiling._Level.add

    def waiting(level, strip):
        go_on.wait(10)
        add(level, strip)

    monkeypatch.setattr(tiling._Level, "add", waiting)
    yield go_on
    go_on.set()


def test_cutting_is_a_job_that_is_seen_and_says_how_far_it_is(qtbot, picture, project):
    jobs, steps = [], []
    document = Document()
    document.open(project)
    canvas = Canvas(document)
    canvas.preparing.connect(lambda job: (jobs.append(job.title), job.progressed.connect(lambda *at: steps.append(at))))
    qtbot.addWidget(canvas)
    qtbot.waitUntil(lambda: getattr(canvas.scenery.pyramid, "file", None) is not None, timeout=20_000)
    qtbot.waitUntil(lambda: bool(steps) and steps[-1] == (100, 100, ""), timeout=5000)
    canvas.stop()
    document.close()
    assert jobs == ["Prepare a.png"]


def test_who_cancels_the_job_keeps_what_is_seen_and_may_work(qtbot, tmp_path, project, slow):
    jobs, said = [], []
    with shown(qtbot, project) as canvas:
        canvas.document.said.connect(lambda level, sentence: said.append(sentence))
        qtbot.waitUntil(lambda: canvas._loader.tiling._job is not None, timeout=5000)
        job = canvas._loader.tiling._job
        job.ended.connect(lambda: jobs.append("ended"))
        job.cancel()
        slow.set()
        qtbot.waitUntil(lambda: bool(jobs), timeout=5000)
        assert canvas.ready
        assert canvas.scenery.pyramid.file is None
        assert canvas.scenery.pyramid.patch((0, 0, 9, 9)) is None
    assert "a.png stays coarse until it is opened again." in said
    assert list((tmp_path / "cache").rglob("*.part")) == []


def test_what_is_no_longer_looked_at_is_not_cut_any_further(qtbot, tmp_path, picture, project, slow):
    Image.open(picture).rotate(180).save(picture.parent / "b.png", compress_level=1)
    project.add_frames([NewFrame(next(iter(project.roots())), "b.png", *SIZE)])
    with shown(qtbot, project) as canvas:
        first = canvas.scenery.pyramid
        canvas.document.next_frame()
        qtbot.waitUntil(lambda: canvas.scenery.pyramid is not first, timeout=5000)
        slow.set()
        qtbot.waitUntil(lambda: canvas.scenery.pyramid.file is not None, timeout=20_000)
        assert first.file is None
    assert len(list((tmp_path / "cache").rglob("*.tiles"))) == 1
