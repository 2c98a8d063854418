"""Vast pictures as tiles: the same pixels as those of the picture decoded whole, kept apart from it, and bounded."""

import os

import numpy as np
import pytest
import pyvips
from PIL import Image

from annotator import media, paths
from annotator.core.errors import ImageUnreadable, StorageFull
from annotator.media import tiles, tiling
from annotator.media.glimpse import glimpse, shrunk

SIZE = 1300, 2500


@pytest.fixture
def noise():
    rng = np.random.default_rng(0)
    coarse = Image.fromarray(rng.integers(0, 256, (50, 26, 3), np.uint8))
    return coarse.resize(SIZE, Image.Resampling.BICUBIC)


def cut(file, folder, **options):
    return tiling.cut(file, tiles.place_of(file, folder), lambda *_: None, **options)


def saved(picture, file, **options):
    picture.save(file, **options)
    return file


@pytest.mark.parametrize(("name", "options"), [
    ("a.jpg", {"quality": 90}),
    ("a.png", {}),
    ("a.tif", {"compression": "tiff_lzw"}),
])  # fmt: skip
def test_the_tiles_hold_the_pixels_of_the_picture(noise, tmp_path, name, options):
    file = saved(noise, tmp_path / name, **options)
    made = cut(file, tmp_path / "tiles")
    whole = media.open_picture(file).pixels
    assert (made.region(0, 0, 0, *SIZE) == whole).all()
    assert made.value(1299, 2499) == tuple(whole[2499, 1299].tolist())


@pytest.mark.parametrize("kind", ["L", "RGBA", "CMYK", "turned", "16"])
def test_all_kinds_look_as_they_do_when_decoded_whole(noise, tmp_path, kind):
    if kind == "16":
        deep = (np.asarray(noise.convert("L")).astype(np.uint16) * 40 + 700)[:, :600]
        file = saved(Image.fromarray(deep), tmp_path / "a.png")
    elif kind == "turned":
        exif = Image.Exif()
        exif[0x0112] = 6
        file = saved(noise, tmp_path / "a.jpg", quality=95, exif=exif)
    elif kind == "RGBA":
        clear = noise.copy()
        clear.putalpha(noise.convert("L"))
        file = saved(clear, tmp_path / "a.png")
    else:
        file = saved(noise.convert(kind), tmp_path / ("a.tif" if kind == "CMYK" else "a.png"))
    made, whole = cut(file, tmp_path / "tiles"), media.open_picture(file).pixels
    assert (made.plan.height, made.plan.width) == whole.shape[:2]
    allowed = 40 if kind == "CMYK" else 0  # libvips knows what ink looks like, Pillow only inverts it
    shown = made.region(0, 0, 0, made.plan.width, made.plan.height)
    assert np.abs(shown.astype(int) - whole).mean() <= allowed


def test_each_level_has_the_means_of_the_one_before(noise, tmp_path):
    made = cut(saved(noise, tmp_path / "a.png"), tmp_path / "tiles")
    assert made.plan.last == 1
    below = made.region(0, 0, 0, *SIZE).astype(float)
    means = below.reshape(1250, 2, 650, 2, 3).mean(axis=(1, 3))
    assert np.abs(made.coarse() - means).max() <= 0.5


def test_a_picture_that_changes_gets_other_tiles(noise, tmp_path):
    file = saved(noise, tmp_path / "a.png")
    before = tiles.place_of(file, tmp_path)
    os.utime(file, ns=(1, 1))
    assert tiles.place_of(file, tmp_path) != before


def test_the_tiles_are_never_beside_the_picture_and_nothing_half_made_stays(noise, tmp_path):
    (tmp_path / "pictures").mkdir()
    file = saved(noise, tmp_path / "pictures" / "a.png")
    file.write_bytes(file.read_bytes()[:-5000])
    with pytest.raises(ImageUnreadable, match=r"a\.png cannot be read"):
        cut(file, tmp_path / "tiles")
    assert [one.name for one in tmp_path.rglob("*.*")] == ["a.png"]


def test_who_leaves_before_the_end_leaves_nothing(noise, tmp_path):
    with pytest.raises(tiling.Cancelled):
        cut(saved(noise, tmp_path / "a.png"), tmp_path / "tiles", cancelled=lambda: True)
    assert list((tmp_path / "tiles").iterdir()) == []


def test_damaged_tiles_are_made_again(noise, tmp_path):
    file = saved(noise, tmp_path / "a.png")
    cut(file, tmp_path / "tiles")
    place = tiles.place_of(file, tmp_path / "tiles")
    with place.open("r+b") as opened:
        opened.truncate(5000)
    assert tiles.kept(place) is None
    assert not place.exists()


def test_what_was_not_looked_at_for_longest_goes_first(tmp_path):
    for age, name in enumerate(("new", "middle", "old")):
        (tmp_path / f"{name}.tiles").write_bytes(bytes(100))
        os.utime(tmp_path / f"{name}.tiles", (1e9 - age, 1e9 - age))
    tiles.make_room(tmp_path, 50, bytes_limit=250)
    assert sorted(one.stem for one in tmp_path.iterdir()) == ["middle", "new"]


def test_tiles_leave_the_disk_some_space_for_everything_else(noise, tmp_path, monkeypatch):
    (tmp_path / "tiles").mkdir()
    (tmp_path / "tiles" / "old.tiles").write_bytes(bytes(100))
    file = saved(noise, tmp_path / "a.png")
    monkeypatch.setattr(tiles.make_room, "__defaults__", (tiles.BYTES_LIMIT, 1 << 60))
    with pytest.raises(StorageFull, match=r"a\.png is shown coarsely: its tiles need 0\.0 GB"):
        cut(file, tmp_path / "tiles")
    assert [one.name for one in (tmp_path / "tiles").iterdir()] == ["old.tiles"]


def test_a_picture_is_shrunk_without_being_held_whole(noise, tmp_path):
    small = shrunk(saved(noise, tmp_path / "a.png"), 250)
    assert small.shape == (250, 130, 3)
    assert np.abs(small.astype(int) - np.asarray(noise.resize((130, 250), Image.Resampling.BOX))).mean() < 5


@pytest.mark.parametrize(("name", "options"), [
    ("a.jpg", {}),
    ("pages.tif", {"tile": True, "pyramid": True}),
    ("below.tif", {"tile": True, "pyramid": True, "subifd": True}),
    ("tiles.tif", {"tile": True, "tile_width": 128, "tile_height": 128, "compression": "deflate"}),
])  # fmt: skip
def test_a_glimpse_shows_the_whole_picture(tmp_path, name, options):
    y, x = np.mgrid[:1300, :900]
    smooth = np.stack([x * 255 // 900, y * 255 // 1300, (x + y) * 255 // 2200], axis=2).astype(np.uint8)
    pyvips.Image.new_from_array(smooth).write_to_file(str(tmp_path / name), **options)
    look = glimpse(tmp_path / name, 200)
    wanted = np.asarray(Image.fromarray(smooth).resize((look.shape[1], look.shape[0]), Image.Resampling.BOX), int)
    assert np.abs(look - wanted).mean() < 4


@pytest.mark.parametrize(("name", "options"), [("a.png", {}), ("a.tif", {"compression": "tiff_lzw"})])
def test_what_only_decoding_all_of_it_would_show_has_no_glimpse(noise, tmp_path, name, options):
    assert glimpse(saved(noise, tmp_path / name, **options), 200) is None


def test_a_glimpse_of_a_turned_picture_is_upright(noise, tmp_path):
    pyvips.Image.new_from_array(np.asarray(noise)).write_to_file(
        str(tmp_path / "a.tif"), tile=True, tile_width=128, tile_height=128)  # fmt: skip
    picture = pyvips.Image.new_from_file(str(tmp_path / "a.tif")).copy()
    picture.set_type(pyvips.GValue.gint_type, "orientation", 6)
    picture.write_to_file(str(tmp_path / "b.tif"), tile=True, tile_width=128, tile_height=128)
    upright = glimpse(tmp_path / "a.tif", 200)
    assert np.abs(np.rot90(upright, -1).astype(int) - glimpse(tmp_path / "b.tif", 200)).max() <= 2


def test_a_thumbnail_of_a_vast_picture_comes_from_its_tiles_once_there_are_some(noise, tmp_path, monkeypatch):
    monkeypatch.setattr(tiling, "VAST_PIXELS", 1000)
    monkeypatch.setattr(paths, "cache", lambda: tmp_path / "cache")
    pyvips.Image.new_from_array(np.asarray(noise)).write_to_file(
        str(tmp_path / "a.tif"), tile=True, tile_width=128, tile_height=128)  # fmt: skip
    blurred = media.thumbnail(tmp_path / "a.tif", 100)
    tiling.cut(tmp_path / "a.tif", tiles.place_of(tmp_path / "a.tif"), lambda *_: None)
    assert (max(blurred.shape), media.thumbnail(tmp_path / "a.tif", 100).shape) == (32, (100, 52, 3))
