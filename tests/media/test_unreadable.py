"""What cannot be shown says why, in a sentence, and costs nothing."""

import os
import struct
import zlib
from pathlib import Path

import numpy as np
import pytest

from annotator import media
from annotator.core.errors import ImageUnreadable
from annotator.media.headers import reachable
from tests.media.pictures import encoded, four_corners, noise


def _png_that_says(width: int, height: int, pixels: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


_PNG = encoded("PNG", noise())


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"hello, this is a text", "it holds none of JPEG, PNG"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "it holds none of JPEG, PNG"),
        (b"%PDF-1.4", "it holds none of JPEG, PNG"),
        (b"SIMPLE  =                    T", "it holds none of JPEG, PNG"),
        (_PNG[: len(_PNG) // 2], "the file is cut short"),
        (_PNG[:20], "it holds none of|damaged"),
        (_png_that_says(60_000, 60_000), "60000 x 60000 pixels, and no more than 1074 million"),
        (
            _png_that_says(20_000, 20_000, zlib.compress(bytes(1000))),
            "20000 x 20000 pixels, far too many for a file of",
        ),
        (_png_that_says(0, 10), "damaged|0 x 10|none of"),
        (b"II*\0\x08\0\0\0\0\0\0\0\0\0", "a TIFF file of a kind that is not read here, or a damaged one"),
        (encoded("TIFF", noise())[:5000], "the file is cut short|TIFF file of a kind|damaged"),
        (encoded("BMP", noise())[:5000], "the file is cut short"),
        (encoded("GIF", noise()[..., 0])[:2000], "the file is cut short"),
        (encoded("WEBP", noise())[:2000], "damaged"),
    ],
)
def test_the_reason_is_said(tmp_path: Path, content: bytes, reason: str) -> None:
    file = tmp_path / "bad.png"
    file.write_bytes(content)
    with pytest.raises(ImageUnreadable, match=rf"^bad\.png cannot be read as a picture: .*({reason}).*\.$"):
        media.open_picture(file)
    with pytest.raises(ImageUnreadable):
        media.thumbnail(file, 64, tmp_path / "kept")


@pytest.mark.parametrize("ask", [media.open_picture, media.size_of, lambda file: media.thumbnail(file, 64)])
def test_a_missing_file_a_folder_and_a_pipe_are_refused_at_once(tmp_path: Path, ask: object) -> None:
    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "folder.png").mkdir()
    for name, reason in (("none.png", "not there"), ("pipe.png", "not a file"), ("folder.png", "not a file")):
        with pytest.raises(ImageUnreadable, match=reason):
            ask(tmp_path / name)  # type: ignore[operator]


def test_the_limit_is_a_parameter_and_holds_before_anything_is_decoded(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    file.write_bytes(encoded("PNG", four_corners()))
    with pytest.raises(ImageUnreadable, match="48 x 32"):
        media.open_picture(file, max_pixels=1000)
    with pytest.raises(ImageUnreadable, match="48 x 32"):
        media.size_of(file, max_pixels=1000)
    assert media.open_picture(file, max_pixels=48 * 32).width == 48


@pytest.mark.parametrize("suffix", ["jpg", "tif", "webp"])
def test_a_picture_larger_than_pillow_warns_of_is_only_a_matter_of_our_own_limit(tmp_path: Path, suffix: str) -> None:
    side = (9_500, 9_500) if suffix != "webp" else (16_000, 5_700)
    file = tmp_path / f"large.{suffix}"
    kind = {"jpg": "JPEG", "tif": "TIFF", "webp": "WEBP"}[suffix]
    how = {"compression": "tiff_adobe_deflate"} if suffix == "tif" else {"method": 0} if suffix == "webp" else {}
    file.write_bytes(encoded(kind, np.zeros((side[1], side[0]), np.uint8), **how))
    assert media.size_of(file) == side


@pytest.mark.parametrize(
    ("path", "as_taken"),
    [
        ("C:\\short.png", "C:\\short.png"),
        ("C:\\" + "a" * 300, "\\\\?\\C:\\" + "a" * 300),
        ("\\\\host\\share\\" + "a" * 300, "\\\\?\\UNC\\host\\share\\" + "a" * 300),
        ("\\\\?\\C:\\" + "a" * 300, "\\\\?\\C:\\" + "a" * 300),
    ],
)
def test_windows_gets_long_paths_in_the_form_that_it_takes(path: str, as_taken: str) -> None:
    assert reachable(path, windows=True) == as_taken  # type: ignore[arg-type]
    assert reachable(path, windows=False) == path  # type: ignore[arg-type]
