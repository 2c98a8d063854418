"""Pictures in memory and thumbnails on the disk: bounded, shared, and never stale."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import numpy as np
import pytest

from annotator import media, paths
from annotator.core.errors import ImageUnreadable
from annotator.core.opencv import cv2
from annotator.media import cache as cache_module
from annotator.media.thumbnails import prune
from tests.media.pictures import BLUE, GREEN, RED, WHITE, corners_of, four_corners, noise, ramp16, save

ONE = 48 * 32 * 3


def _pictures(folder: Path, count: int) -> list[Path]:
    return [save(folder / f"{number}.png", np.roll(four_corners(), number, axis=1)) for number in range(count)]


def test_a_picture_is_decoded_once_and_shared_read_only(tmp_path: Path) -> None:
    cache = media.PictureCache(10 * ONE)
    [file] = _pictures(tmp_path, 1)
    assert cache.peek(file) is None
    picture = cache.get(file)
    assert cache.get(file) is picture
    assert cache.peek(file) is picture
    assert not picture.pixels.flags.writeable
    assert cache.bytes == ONE


def test_the_least_recently_used_goes_first(tmp_path: Path) -> None:
    cache = media.PictureCache(2 * ONE)
    first, second, third = _pictures(tmp_path, 3)
    for file in (first, second, first, third):
        cache.get(file)
    assert [cache.peek(file) is not None for file in (first, second, third)] == [True, False, True]
    assert cache.bytes == 2 * ONE
    cache.clear()
    assert (cache.bytes, cache.peek(third)) == (0, None)


def test_one_picture_larger_than_the_limit_is_kept_alone(tmp_path: Path) -> None:
    cache = media.PictureCache(ONE // 2)
    first, second = _pictures(tmp_path, 2)
    cache.get(first)
    cache.get(second)
    assert cache.peek(first) is None
    assert cache.peek(second) is not None


def test_a_picture_that_changed_on_the_disk_is_read_anew(tmp_path: Path) -> None:
    cache = media.PictureCache(10 * ONE)
    [file] = _pictures(tmp_path, 1)
    cache.get(file)
    save(file, np.full_like(four_corners(), 7))
    os.utime(file, ns=(1, 1))
    assert (cache.get(file).pixels == 7).all()


def test_each_window_is_its_own_picture(tmp_path: Path) -> None:
    cache = media.PictureCache(1 << 20)
    file = save(tmp_path / "a.png", ramp16())
    assert cache.get(file, media.Window(0, 10)).pixels.mean() > cache.get(file, media.Window(0, 6000)).pixels.mean()


def test_an_unreadable_picture_is_not_remembered(tmp_path: Path) -> None:
    cache = media.PictureCache(1 << 20)
    (tmp_path / "a.png").write_bytes(b"no picture")
    for _ in range(2):
        with pytest.raises(ImageUnreadable):
            cache.get(tmp_path / "a.png")
    assert cache.peek(tmp_path / "a.png") is None
    save(tmp_path / "a.png", four_corners())
    assert cache.get(tmp_path / "a.png").width == 48


def test_many_threads_share_one_decoding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decoded = []
    real = cache_module.picture_of
    monkeypatch.setattr(cache_module, "picture_of", lambda *what: decoded.append(what) or real(*what))
    cache = media.PictureCache(1 << 30)
    file, start = save(tmp_path / "a.png", noise(800, 600)), Barrier(8)

    def ask(_: int) -> int:
        start.wait(timeout=30)
        return id(cache.get(file))

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(8)))) == 1
    assert len(decoded) == 1


def test_the_limit_holds_under_many_threads(tmp_path: Path) -> None:
    cache, files = media.PictureCache(3 * ONE), _pictures(tmp_path, 12)
    expected = {file: media.open_picture(file).pixels for file in files}

    def ask(number: int) -> bool:
        file = files[number * 7 % len(files)]
        return np.array_equal(cache.get(file).pixels, expected[file])

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(400)))
    assert cache.bytes <= 3 * ONE
    assert cache.bytes == sum(one.pixels.nbytes for file in files if (one := cache.peek(file)))


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".tif", ".webp"])
def test_a_thumbnail_has_the_picture_in_small(tmp_path: Path, suffix: str) -> None:
    file = save(tmp_path / f"a{suffix}", four_corners(960, 640))
    small = media.thumbnail(file, 96)
    assert small.shape == (64, 96, 3)
    assert corners_of(small) == [RED, GREEN, BLUE, WHITE]
    assert np.array_equal(media.thumbnail(file, 96), media.thumbnail(file, 96))


def test_a_small_picture_is_not_blown_up(tmp_path: Path) -> None:
    assert media.thumbnail(save(tmp_path / "a.png", four_corners()), 512).shape == (32, 48, 3)


def test_a_needle_keeps_one_pixel(tmp_path: Path) -> None:
    assert media.thumbnail(save(tmp_path / "a.png", np.zeros((2000, 3, 3), np.uint8)), 64).shape == (64, 1, 3)


def test_a_thumbnail_is_taken_from_the_cache_folder_until_the_picture_changes(tmp_path: Path) -> None:
    file = save(tmp_path / "a.png", four_corners(960, 640))
    media.thumbnail(file, 96)
    [kept] = (paths.cache() / "thumbnails").glob("*/*.jpg")
    kept.write_bytes(cv2.imencode(".jpg", np.full((8, 8, 3), 77, np.uint8))[1].tobytes())
    assert (media.thumbnail(file, 96) == 77).all()
    kept.write_bytes(b"damaged")
    assert media.thumbnail(file, 96).shape == (64, 96, 3)
    save(file, np.full((640, 960, 3), 200, np.uint8))
    assert (media.thumbnail(file, 96) == 200).all()


def test_the_picture_folder_stays_as_it_is(tmp_path: Path) -> None:
    file = save(tmp_path / "a.jpg", four_corners(960, 640))
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    media.thumbnail(file, 96)
    media.open_picture(file)
    assert [one.name for one in tmp_path.iterdir()] == ["a.jpg"]
    assert before == (file.read_bytes(), file.stat().st_mtime_ns)


def test_a_cache_folder_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_bytes(b"a file where the folder should be")
    file = save(tmp_path / "a.png", four_corners())
    assert media.thumbnail(file, 24, tmp_path / "blocked").shape == (16, 24, 3)


def test_the_oldest_thumbnails_are_deleted_above_the_limit(tmp_path: Path) -> None:
    for age in range(10):
        file = tmp_path / "ab" / f"{age}.jpg"
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(bytes(100))
        os.utime(file, (1000 - age, 1000 - age))
    prune(tmp_path, bytes_limit=1000)
    assert len(list(tmp_path.glob("*/*"))) == 10
    prune(tmp_path, bytes_limit=500)
    assert sorted(file.name for file in tmp_path.glob("*/*")) == ["0.jpg", "1.jpg", "2.jpg", "3.jpg"]
