"""A picture that is adjusted for the eye: what is drawn changes, and nothing else does."""

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QEvent

from annotator import media
from annotator.core.adjustment import PLAIN, Adjustment, Window
from annotator.core.annotations import added
from annotator.core.frames import FrameKey
from annotator.media import tiles, tiling
from annotator.storage import Project
from annotator.ui.canvas.deep import DeepPyramid
from annotator.ui.canvas.manner import Manner
from annotator.ui.canvas.picture import Pyramid
from annotator.ui.canvas.tiled import TiledPyramid
from annotator.ui.canvas.viewport import Viewport
from tests.conftest import instance, square
from tests.media.pictures import save
from tests.ui.canvases import GREY, SIZE, mouse, pixel, project_of, settle, shown

BRIGHT = Adjustment(brightness=0.2)
BRIGHT_GREY = round(GREY + 0.2 * 255)
FULL = Viewport(64, 48)


def drawn(pyramid, adjustment=PLAIN, view=FULL, **manner):
    """(height, width, 3), red first."""
    into = np.zeros((view.height, view.width, 4), np.uint8)
    pyramid.draw(into, view, Manner(adjustment, **manner))
    return into[..., 2::-1]


def deep(tmp_path, values, name="a.tif", **how):
    picture = media.open_picture(save(tmp_path / name, values, **how))
    return picture, DeepPyramid(picture, picture.samples, picture.window)


@pytest.fixture
def canvas(qtbot, tmp_path):
    with shown(qtbot, project_of(tmp_path, pictures=("a.png", "b.png"))) as made:
        yield made


NOISE = np.random.default_rng(0).integers(0, 256, (48, 64, 3), np.uint8)
GRADUAL = np.arange(48 * 64, dtype=np.uint16).reshape(48, 64) * 20 + 200


@pytest.mark.parametrize(
    "adjustment", [BRIGHT, Adjustment(gamma=0.5), Adjustment(window=Window(50, 90), inverted=True)]
)
def test_each_colour_goes_through_the_table(adjustment):
    assert np.array_equal(drawn(Pyramid(NOISE), adjustment), adjustment.table(Window(0, 255))[NOISE])


@pytest.mark.parametrize(("channel", "number"), [("red", 0), ("green", 1), ("blue", 2)])
def test_one_channel_alone_is_grey(channel, number):
    expected = np.repeat(NOISE[..., number : number + 1], 3, axis=2)
    assert np.array_equal(drawn(Pyramid(NOISE), Adjustment(channel=channel)), expected)


def test_grey_is_what_the_eye_makes_of_the_colours():
    expected = NOISE @ np.array([0.299, 0.587, 0.114])
    assert np.abs(drawn(Pyramid(NOISE), Adjustment(channel="grey"))[..., 0] - expected).max() <= 1


def test_16_bits_that_nobody_adjusts_are_shown_as_the_model_sees_them(tmp_path):
    picture, pyramid = deep(tmp_path, GRADUAL)
    assert np.array_equal(drawn(pyramid), picture.pixels)


def test_a_window_shows_levels_of_16_bits_that_8_bits_cannot_tell_apart(tmp_path):
    narrow = Window(30_000, 30_400)
    _, pyramid = deep(tmp_path, GRADUAL)
    expected = ((GRADUAL.astype(float) - narrow.low) / 400 * 255).clip(0, 255)
    assert np.abs(drawn(pyramid, Adjustment(window=narrow))[..., 0] - expected).max() <= 1
    assert pyramid.value(7, 3) == (int(GRADUAL[3, 7]),)


@pytest.mark.parametrize("dtype", [np.uint16, np.float32, np.int32])
def test_what_is_adjusted_looks_like_what_is_not_but_for_the_adjustment(tmp_path, dtype):
    picture, pyramid = deep(tmp_path, GRADUAL.astype(dtype))
    nearly = Adjustment(gamma=1.0001)
    for view in (FULL, Viewport(32, 24, 0.5), Viewport(64, 48, 8.0, 40, 30)):
        difference = drawn(pyramid, nearly, view).astype(int) - drawn(Pyramid(picture.pixels), PLAIN, view)
        assert np.abs(difference).max() <= 2


def test_colours_of_16_bits_keep_their_order(tmp_path):
    colours = np.dstack([GRADUAL, GRADUAL[::-1], np.full_like(GRADUAL, 3000)])
    picture = media.Picture(NOISE, 16, Window(0, 65535), samples=colours)
    pyramid = DeepPyramid(picture, colours, picture.window)
    nearly = drawn(pyramid, Adjustment(gamma=1.0001))
    assert np.abs(nearly.astype(int) - (colours / 257)).max() <= 1
    assert np.abs(drawn(pyramid, Adjustment(channel="green"))[..., 0] - colours[..., 1] / 257).max() <= 1


def test_a_tiff_whose_zero_is_white_stays_so_when_it_is_adjusted(tmp_path):
    _, pyramid = deep(tmp_path, GRADUAL, tiffinfo={262: 0})
    assert drawn(pyramid, BRIGHT)[0, 0, 0] > drawn(pyramid, BRIGHT)[-1, -1, 0]


def test_what_is_no_number_is_black(tmp_path):
    values = GRADUAL.astype(np.float32)
    values[10, 10] = np.nan
    _, pyramid = deep(tmp_path, values)
    assert drawn(pyramid, Adjustment(gamma=2))[10, 10].tolist() == [0, 0, 0]


def test_tiles_are_adjusted_too(tmp_path, monkeypatch):
    file = save(tmp_path / "a.png", NOISE.repeat(60, axis=0).repeat(60, axis=1))
    cut = tiling.cut(file, tmp_path / "a.tiles", lambda *_: None)
    assert isinstance(cut, tiles.TileFile)
    pyramid = TiledPyramid(cut.plan, cut.coarse(), lambda _: None)
    pyramid.file = cut
    view = Viewport(200, 100, 1.0, 300, 300)
    drawn(pyramid, PLAIN, view)
    pyramid.fetch()
    assert np.array_equal(drawn(pyramid, BRIGHT, view), BRIGHT.table(Window(0, 255))[drawn(pyramid, PLAIN, view)])


def test_the_window_of_tiles_of_16_bits_is_in_the_numbers_of_the_file(tmp_path):
    values = GRADUAL.repeat(60, axis=0).repeat(60, axis=1)
    picture, whole = deep(tmp_path, values)
    cut = tiling.cut(tmp_path / "a.tif", tmp_path / "a.tiles", lambda *_: None)
    pyramid = TiledPyramid(cut.plan, cut.coarse(), lambda _: None)
    assert pyramid.window == Window(0, 255)
    pyramid.file = tiles.TileFile(tmp_path / "a.tiles")
    assert np.allclose(pyramid.window, picture.window, rtol=0.01)
    view, narrow = Viewport(200, 100, 1.0, 1300, 1300), Adjustment(window=Window(20_000, 40_000), inverted=True)
    drawn(pyramid, PLAIN, view)
    pyramid.fetch()
    difference = drawn(pyramid, narrow, view).astype(int) - drawn(whole, narrow, view)
    assert np.abs(difference).max() <= 6  # 61440 levels in 256 steps, of which the window stretches a third
    assert np.abs(np.median(pyramid.some(1000)) - np.median(values)) < 1000


def test_an_adjustment_is_seen_at_once_and_kept_in_the_project(qtbot, canvas):
    canvas.adjusting.put(BRIGHT)
    settle(qtbot, canvas)
    assert pixel(canvas, 200, 150) == [BRIGHT_GREY] * 3
    with canvas.document.project.reader() as project:
        assert project.adjustment(FrameKey(1)) == BRIGHT


def test_the_tools_and_the_model_see_the_picture_as_it_was(canvas):
    canvas.adjusting.put(BRIGHT)
    pyramid = canvas.scenery.pyramid
    assert (pyramid.patch((0, 0, *SIZE)).rgb == GREY).all()
    assert pyramid.value(10, 10) == (GREY, GREY, GREY)


def test_each_frame_has_its_own(qtbot, canvas):
    canvas.adjusting.put(BRIGHT)
    canvas.document.next_frame()
    settle(qtbot, canvas)
    assert (canvas.adjusting.now, pixel(canvas, 200, 150)) == (PLAIN, [GREY] * 3)
    canvas.document.previous_frame()
    settle(qtbot, canvas)
    assert (canvas.adjusting.now, pixel(canvas, 200, 150)) == (BRIGHT, [BRIGHT_GREY] * 3)


def test_one_adjustment_for_all_and_back_to_the_decoded_picture(qtbot, canvas):
    canvas.adjusting.put(BRIGHT)
    canvas.adjusting.for_all()
    canvas.document.next_frame()
    settle(qtbot, canvas)
    assert pixel(canvas, 200, 150) == [BRIGHT_GREY] * 3
    canvas.adjusting.reset()
    settle(qtbot, canvas)
    assert pixel(canvas, 200, 150) == [GREY] * 3


def test_trying_out_writes_nothing(canvas):
    path = canvas.document.project.path
    before = path.read_bytes()
    for step in range(20):
        canvas.adjusting.try_out(Adjustment(brightness=step / 20))
    assert path.read_bytes() == before


def test_the_last_of_many_wishes_is_what_is_shown(qtbot, canvas):
    canvas.document.apply(added("Draw", FrameKey(1), instance(1, square(300, 200, 30))))
    for step in range(30):
        canvas.adjusting.try_out(Adjustment(brightness=step / 100))
    canvas.adjusting.try_out(BRIGHT)
    settle(qtbot, canvas)
    assert pixel(canvas, 100, 100) == [BRIGHT_GREY] * 3


def test_thousands_of_outlines_wait_until_a_slider_is_let_go(qtbot, canvas, monkeypatch):
    monkeypatch.setattr("annotator.ui.canvas.scenery._MANY", 0)
    canvas.document.apply(added("Draw", FrameKey(1), instance(1, square(150, 100, 100))))
    settle(qtbot, canvas)
    canvas.adjusting.try_out(BRIGHT)
    settle(qtbot, canvas)
    assert pixel(canvas, 200, 150) == [BRIGHT_GREY] * 3
    canvas.adjusting.keep()
    settle(qtbot, canvas)
    assert pixel(canvas, 200, 150) != [BRIGHT_GREY] * 3


def test_a_project_open_for_looking_can_be_adjusted_and_is_not_changed(qtbot, tmp_path):
    project_of(tmp_path).close()
    with shown(qtbot, Project.open(tmp_path / "p.annotator", read_only=True)) as canvas:
        before = (tmp_path / "p.annotator").read_bytes()
        canvas.adjusting.put(BRIGHT)
        canvas.adjusting.for_all()
        settle(qtbot, canvas)
        assert pixel(canvas, 200, 150) == [BRIGHT_GREY] * 3
        assert canvas.adjusting.of(canvas.document.frame) == BRIGHT
        assert (tmp_path / "p.annotator").read_bytes() == before


def test_the_raw_picture_is_bare_and_not_adjusted_while_a_key_is_held(qtbot, canvas):
    canvas.document.apply(added("Draw", FrameKey(1), instance(1, square(150, 100, 100))))
    canvas.adjusting.put(BRIGHT)
    settle(qtbot, canvas)
    tinted = pixel(canvas, 200, 150)
    canvas.set_raw(True)
    settle(qtbot, canvas)
    assert pixel(canvas, 200, 150) == [GREY] * 3
    canvas.set_raw(False)
    settle(qtbot, canvas)
    assert pixel(canvas, 200, 150) == tinted != [BRIGHT_GREY] * 3


def test_the_status_gets_the_numbers_of_the_file(qtbot, tmp_path):
    (tmp_path / "pictures").mkdir()
    values = (np.arange(SIZE[0] * SIZE[1]) % 60_000).astype(np.uint16).reshape(SIZE[::-1])
    Image.fromarray(values).save(tmp_path / "pictures" / "a.png")
    with shown(qtbot, project_of(tmp_path)) as canvas, qtbot.waitSignal(canvas.cursor_moved) as told:
        mouse(canvas, QEvent.Type.MouseMove, 10.5, 20.5)
    assert told.args == [(10, 20, (20 * SIZE[0] + 10,))]


def test_smooth_or_squares_and_a_grid_are_a_persons_choice():
    view = Viewport(48, 48, 16.0)
    squares, smooth = drawn(Pyramid(NOISE), PLAIN, view), drawn(Pyramid(NOISE), PLAIN, view, blended=True)
    assert np.array_equal(squares[:16, :16], np.broadcast_to(NOISE[0, 0], (16, 16, 3)))
    assert len(np.unique(smooth[:16, :16])) > len(np.unique(squares[:16, :16]))
    grid = drawn(Pyramid(NOISE), PLAIN, view, grid=True)
    differs = (grid != squares).any(axis=2)
    assert differs[::16].all()
    assert differs[:, ::16].all()
    assert not np.delete(np.delete(differs, np.s_[::16], 0), np.s_[::16], 1).any()


def test_there_is_no_grid_where_there_is_no_room():
    view = Viewport(48, 48, 9.9)
    assert np.array_equal(drawn(Pyramid(NOISE), PLAIN, view, grid=True), drawn(Pyramid(NOISE), PLAIN, view))


@pytest.mark.parametrize("scale", [10.0, 12.34, 16.0, 40.5])
def test_a_grid_drawn_in_strips_is_the_grid_drawn_whole(scale):
    whole = Viewport(120, 90, scale, 37, 21)
    expected = drawn(Pyramid(NOISE), PLAIN, whole, grid=True)
    pieces = [drawn(Pyramid(NOISE), PLAIN, Viewport(120, 30, scale, 37, 21 + top), grid=True) for top in (0, 30, 60)]
    assert np.array_equal(np.vstack(pieces), expected)
