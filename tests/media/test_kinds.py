"""Every kind of picture that a folder can hold, and what is said of it."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from annotator import media
from annotator.core.opencv import cv2
from annotator.media.picture import default_window, through_window
from tests.media.pictures import STORED, encoded, four_corners, noise, ramp16, save

ALPHA = np.zeros((32, 48), np.uint8)
ALPHA[:, :24] = 255
GREY = (128, 128, 128)


@pytest.mark.parametrize(
    ("suffix", "how"),
    [
        (".png", {}),
        (".bmp", {}),
        (".tif", {}),
        (".tif", {"compression": "tiff_lzw"}),
        (".tif", {"compression": "tiff_adobe_deflate"}),
        (".webp", {"lossless": True}),
        (".jp2", {}),
        (".gif", {}),
    ],
)
def test_lossless_formats_give_the_pixels_that_were_written(
    tmp_path: Path, suffix: str, how: dict[str, object]
) -> None:
    picture = media.open_picture(save(tmp_path / f"a{suffix}", four_corners(), **how))
    assert np.array_equal(picture.pixels, four_corners())
    assert picture.pixels.flags.c_contiguous
    assert (picture.bits, picture.window, picture.notes, picture.damaged) == (8, None, (), False)


@pytest.mark.parametrize("suffix", [".jpg", ".avif", ".webp"])
def test_lossy_formats_come_close(tmp_path: Path, suffix: str) -> None:
    picture = media.open_picture(save(tmp_path / f"a{suffix}", four_corners(), quality=95))
    assert np.abs(picture.pixels.astype(int) - four_corners()).mean() < 8


def test_a_progressive_jpeg_and_a_grey_one_are_read(tmp_path: Path) -> None:
    assert media.open_picture(save(tmp_path / "p.jpg", noise(), progressive=True)).pixels.shape == (120, 160, 3)
    grey = media.open_picture(save(tmp_path / "g.jpg", noise()[..., 0])).pixels
    assert np.array_equal(grey[..., 0], grey[..., 2])


@pytest.mark.parametrize("suffix", [".png", ".gif", ".bmp", ".tif"])
def test_a_palette_becomes_its_colours(tmp_path: Path, suffix: str) -> None:
    picture = media.open_picture(save(tmp_path / f"a{suffix}", Image.fromarray(four_corners()).quantize(8)))
    assert np.array_equal(picture.pixels, four_corners())


@pytest.mark.parametrize("suffix", [".png", ".bmp", ".tif"])
def test_one_bit_becomes_black_and_white(tmp_path: Path, suffix: str) -> None:
    picture = media.open_picture(save(tmp_path / f"a{suffix}", Image.fromarray(ALPHA > 0)))
    assert np.array_equal(picture.pixels, np.dstack([ALPHA] * 3))


@pytest.mark.parametrize("suffix", [".png", ".webp", ".tif"])
def test_transparent_parts_lie_over_mid_grey_and_it_is_said(tmp_path: Path, suffix: str) -> None:
    how = {"lossless": True} if suffix == ".webp" else {}
    picture = media.open_picture(save(tmp_path / f"a{suffix}", np.dstack([four_corners(), ALPHA]), **how))
    assert np.array_equal(picture.pixels[:, :24], four_corners()[:, :24])
    assert (picture.pixels[:, 24:] == GREY).all()
    assert picture.notes == ("transparent parts are shown over mid grey",)


def test_a_grey_picture_with_transparency_and_a_colour_that_means_it(tmp_path: Path) -> None:
    grey = save(
        tmp_path / "la.png", Image.merge("LA", [Image.fromarray(four_corners()[..., 0]), Image.fromarray(ALPHA)])
    )
    assert (media.open_picture(grey).pixels[:, 24:] == GREY).all()
    keyed = media.open_picture(save(tmp_path / "key.png", four_corners(), transparency=(255, 0, 0)))
    assert (keyed.pixels[:16, :24] == GREY).all()
    assert keyed.notes


def test_an_alpha_channel_without_transparency_is_not_mentioned(tmp_path: Path) -> None:
    picture = media.open_picture(save(tmp_path / "a.png", np.dstack([four_corners(), np.full_like(ALPHA, 255)])))
    assert np.array_equal(picture.pixels, four_corners())
    assert picture.notes == ()


@pytest.mark.parametrize("suffix", [".jpg", ".tif"])
def test_cmyk_is_converted_and_it_is_said(tmp_path: Path, suffix: str) -> None:
    how = {"quality": 95} if suffix == ".jpg" else {}
    picture = media.open_picture(save(tmp_path / f"a{suffix}", Image.fromarray(four_corners()).convert("CMYK"), **how))
    assert np.abs(picture.pixels.astype(int) - four_corners()).mean() < 8
    assert picture.notes == ("CMYK, converted without its colour profile",)


@pytest.mark.parametrize("suffix", [".gif", ".png", ".webp", ".tif", ".avif"])
def test_of_several_pictures_the_first_is_shown_and_it_is_said(tmp_path: Path, suffix: str) -> None:
    frames = [Image.fromarray(np.roll(four_corners(), 12 * step, axis=1)) for step in range(4)]
    how = {"lossless": True} if suffix == ".webp" else {}
    picture = media.open_picture(
        save(tmp_path / f"a{suffix}", frames[0], save_all=True, append_images=frames[1:], **how)
    )
    assert np.abs(picture.pixels.astype(int) - four_corners()).mean() < 8
    assert picture.notes == ("holds 4 pictures, the first is shown",)


@pytest.mark.parametrize("name", ["a.png", "a.tif", "lzw.tif", "a.jp2"])
def test_16_bits_keep_all_levels_that_8_bits_can_show(tmp_path: Path, name: str) -> None:
    how = {"compression": "tiff_lzw"} if name == "lzw.tif" else {}
    picture = media.open_picture(save(tmp_path / name, ramp16(), **how))
    assert len(np.unique(picture.pixels)) == 256
    assert picture.bits == 16
    assert picture.window is not None
    assert 0 < picture.window.low < picture.window.high < 6142
    assert picture.notes[0].startswith("16-bit numbers, shown from 6.142 to ")


@pytest.mark.parametrize("dtype", [np.uint16, np.int32, np.float32])
def test_the_numbers_of_the_file_are_kept_beside_what_is_shown(tmp_path: Path, dtype: type) -> None:
    picture = media.open_picture(save(tmp_path / "a.tif", ramp16().astype(dtype)))
    assert picture.samples is not None
    assert picture.samples.dtype == dtype
    assert np.array_equal(picture.samples, ramp16()[..., None])
    assert media.open_picture(save(tmp_path / "b.png", four_corners())).samples is None


@pytest.mark.parametrize("orientation", [3, 6, 7])
def test_the_numbers_of_a_turned_file_are_upright(tmp_path: Path, orientation: int) -> None:
    stored = np.ascontiguousarray(STORED[orientation](ramp16()))
    picture = media.open_picture(save(tmp_path / "a.tif", stored, tiffinfo={274: orientation}))
    assert picture.samples is not None
    assert np.array_equal(picture.samples, ramp16()[..., None])


def test_a_window_that_is_given_is_the_one_that_is_used(tmp_path: Path) -> None:
    picture = media.open_picture(save(tmp_path / "a.png", ramp16()), window=media.Window(1000, 2000))
    assert picture.window == media.Window(1000, 2000)
    expected = ((ramp16().astype(float) - 1000) / 1000 * 255).clip(0, 255).round()
    assert np.abs(picture.pixels[..., 1] - expected).max() <= 1


@pytest.mark.parametrize("name", ["a.png", "a.tif"])
def test_colours_of_16_bits_go_through_one_window(tmp_path: Path, name: str) -> None:
    colours = np.dstack([ramp16(), ramp16()[::-1], np.full_like(ramp16(), 3000)])
    (tmp_path / name).write_bytes(cv2.imencode(Path(name).suffix, colours[..., ::-1])[1].tobytes())
    picture = media.open_picture(tmp_path / name)
    assert picture.window is not None
    assert np.array_equal(picture.pixels, through_window(colours, picture.window))


def test_floats_go_through_the_window_and_what_is_no_number_is_black(tmp_path: Path) -> None:
    values = ramp16().astype(np.float32) / 3
    values[0], values[1], values[2] = np.nan, np.inf, -np.inf
    picture = media.open_picture(save(tmp_path / "a.tif", values))
    assert (picture.bits, len(np.unique(picture.pixels))) == (32, 256)
    assert [int(picture.pixels[row, 0, 0]) for row in range(3)] == [0, 255, 0]


def test_32_bit_integers_go_through_the_window(tmp_path: Path) -> None:
    picture = media.open_picture(save(tmp_path / "a.tif", ramp16().astype(np.int32) * 100_000 - 5_000_000))
    assert (picture.bits, len(np.unique(picture.pixels))) == (32, 256)


@pytest.mark.parametrize(
    "samples",
    [np.full((4, 4), 7, np.uint16), np.full((4, 4), np.nan, np.float32), np.full((4, 4), -1e38, np.float32)],
)
def test_a_window_is_never_empty(samples: np.ndarray) -> None:
    low, high = default_window(samples)
    assert high > low or low <= -1e30
    assert (through_window(samples, media.Window(low, high)) == 0).all()


def test_a_tiff_whose_zero_is_white_is_not_shown_as_a_negative(tmp_path: Path) -> None:
    picture = media.open_picture(save(tmp_path / "a.tif", ramp16(), tiffinfo={262: 0}))
    assert picture.pixels[0, 0, 0] > picture.pixels[-1, -1, 0]


def test_a_jpeg_of_a_phone_that_carries_a_film_behind_it_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "motion.jpg"
    file.write_bytes(encoded("JPEG", noise()) + bytes(100_000))
    assert not media.open_picture(file).damaged


@pytest.mark.parametrize("how", [{}, {"progressive": True}])
@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("share", [0.5, 0.9, 0.999])
def test_a_jpeg_that_is_cut_short_is_shown_and_marked(
    tmp_path: Path, how: dict[str, object], mode: str, share: float
) -> None:
    whole = encoded("JPEG", Image.fromarray(noise()).convert(mode), **how)
    (tmp_path / "cut.jpg").write_bytes(whole[: int(len(whole) * share)])
    picture = media.open_picture(tmp_path / "cut.jpg")
    assert picture.damaged
    assert picture.pixels.shape == (120, 160, 3)
    assert "cut short" in picture.notes[0]
    assert media.thumbnail(tmp_path / "cut.jpg", 40).shape == (30, 40, 3)
