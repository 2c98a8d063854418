"""The same pixels everywhere: what the canvas shows, what the model gets and what an export says agree."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from annotator import media
from annotator.media.facts import exif_orientation
from tests.media.pictures import BLUE, GREEN, RED, WHITE, corners_of, encoded, four_corners, save, save_oriented

KINDS = ("JPEG", "PNG", "WEBP", "TIFF")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_turned_picture_is_upright_for_canvas_model_list_and_export(
    tmp_path: Path, kind: str, orientation: int
) -> None:
    file = save_oriented(tmp_path / f"turned.{kind.lower()}", kind, orientation)
    shown = media.PictureCache(1 << 20).get(file)
    for pixels in (media.open_picture(file).pixels, shown.pixels, media.thumbnail(file, 48, tmp_path / "kept")):
        assert pixels.shape == (32, 48, 3)
        assert corners_of(pixels) == [RED, GREEN, BLUE, WHITE]
    assert media.size_of(file) == (shown.width, shown.height) == (48, 32)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_of_16_bits_is_turned_too(tmp_path: Path, orientation: int) -> None:
    upright = four_corners()[..., 0].astype(np.uint16) * 100
    for suffix, kind in ((".png", "PNG"), (".tif", "TIFF")):
        file = save_oriented(tmp_path / f"deep{suffix}", kind, orientation, upright)
        picture = media.open_picture(file)
        assert media.size_of(file) == (picture.width, picture.height) == (48, 32)
        assert np.array_equal(picture.pixels[..., 0], four_corners()[..., 0])


def test_an_orientation_that_stands_after_the_pixels_counts_for_the_size_too(tmp_path: Path) -> None:
    exif = b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHIHH", 0x0112, 3, 1, 6, 0) + b"\0\0\0\0"
    chunk = struct.pack(">I", len(exif)) + b"eXIf" + exif + struct.pack(">I", zlib.crc32(b"eXIf" + exif))
    plain = encoded("PNG", four_corners())
    file = tmp_path / "late.png"
    file.write_bytes(plain[:-12] + chunk + plain[-12:])
    picture = media.open_picture(file)
    assert media.size_of(file) == (picture.width, picture.height) == (32, 48)


@pytest.mark.parametrize(
    "exif",
    [
        b"",
        b"II",
        b"XX*\0\x08\0\0\0",
        b"II*\0\xff\xff\xff\xff",
        b"II*\0\x08\0\0\0\xff\xff",
        b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHIHH", 0x0112, 3, 1, 9, 0),
        b"II*\0\x08\0\0\0\x01\0" + struct.pack("<HHIHH", 0x0112, 2, 1, 6, 0),
    ],
)
def test_a_damaged_orientation_is_upright(exif: bytes) -> None:
    assert exif_orientation(exif) == 1


def test_the_fast_decoder_and_the_other_one_give_the_same_pixels(shared_data: Path) -> None:
    from PIL import Image

    files = [file for name in ("coco", "nuclei") for file in sorted((shared_data / name / "images").iterdir())[:40]]
    for file in files:
        with Image.open(file) as other:
            assert np.array_equal(media.open_picture(file).pixels, np.asarray(other.convert("RGB"))), file.name


def test_content_decides_and_not_the_name(tmp_path: Path) -> None:
    file = save(tmp_path / "really.png", four_corners())
    named = file.rename(tmp_path / "called.jpg")
    assert corners_of(media.open_picture(named).pixels) == [RED, GREEN, BLUE, WHITE]
