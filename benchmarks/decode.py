"""How fast does a picture open, a folder tell its sizes and a list get its thumbnails, against Pillow's usual way?

    python -m benchmarks.decode [--repeats 15] [--folder DIR]

Pictures of three sizes as JPEG (quality 90, about 2 bits per pixel) and PNG. The two sides take turns in one process,
one thread, file cache warm; a figure is the median. Pillow's side is what most programs do: open, turn by EXIF, convert
to RGB, copy to numpy; for a size, open and look at the EXIF; for a thumbnail, decode the whole and shrink it.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ["OMP_NUM_THREADS"] = "1"

import numpy as np
from PIL import Image, ImageOps
from rich.console import Console
from rich.table import Table

from annotator import media
from annotator.core.opencv import cv2

SIZES = {"640 x 480": (640, 480), "1920 x 1080": (1920, 1080), "12 MP": (4000, 3000)}
THUMBNAIL = 128


def photograph(width: int, height: int) -> np.ndarray:
    """Smooth colours with grain: about as hard to decode as a camera's picture."""
    rng = np.random.default_rng(0)
    smooth = cv2.resize(rng.integers(0, 256, (height // 40, width // 40, 3), np.uint8), (width, height))
    return (smooth.astype(np.int16) + rng.normal(0, 5, smooth.shape).astype(np.int16)).clip(0, 255).astype(np.uint8)


def pillow_open(file: Path) -> np.ndarray:
    """Pixels as most programs take them."""
    with Image.open(file) as picture:
        return np.asarray(ImageOps.exif_transpose(picture).convert("RGB"))


def pillow_size(file: Path) -> tuple[int, int]:
    """The size as shown."""
    with Image.open(file) as picture:
        width, height = picture.size
        return (height, width) if picture.getexif().get(0x0112, 1) >= 5 else (width, height)


def pillow_thumbnail(file: Path) -> np.ndarray:
    """Decode the whole, shrink it."""
    with Image.open(file) as picture:
        upright = ImageOps.exif_transpose(picture).convert("RGB")
        upright.thumbnail((THUMBNAIL, THUMBNAIL))
        return np.asarray(upright)


def medians(repeats: int, *sides: Callable[[], object]) -> list[float]:
    """Milliseconds of each side; they take turns."""
    times: list[list[float]] = [[] for _ in sides]
    for _ in range(repeats):
        for side, taken in zip(sides, times, strict=True):
            start = time.perf_counter()
            side()
            taken.append((time.perf_counter() - start) * 1000)
    return [statistics.median(taken) for taken in times]


def rows(file: Path, folder: Path, repeats: int) -> list[tuple[str, float, float]]:
    """What was asked of one file, Pillow's time and ours."""
    kept, fresh = folder / "kept", iter(range(10**9))
    media.thumbnail(file, THUMBNAIL, kept)
    asked: list[tuple[str, Callable[[], object], Callable[[], object]]] = [
        ("open", lambda: pillow_open(file), lambda: media.open_picture(file)),
        ("size", lambda: pillow_size(file), lambda: media.size_of(file)),
        (
            "thumbnail, first time",
            lambda: pillow_thumbnail(file),
            lambda: media.thumbnail(file, THUMBNAIL, folder / f"new{next(fresh)}"),
        ),
        ("thumbnail, kept", lambda: pillow_thumbnail(file), lambda: media.thumbnail(file, THUMBNAIL, kept)),
    ]
    return [(name, *medians(repeats, theirs, ours)) for name, theirs, ours in asked]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=15)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    cv2.setNumThreads(1)
    table = Table("picture", "asked", "Pillow, ms", "ours, ms", "ratio", title="Pillow against annotator.media")
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        for label, size in SIZES.items():
            for suffix, how in ((".jpg", {"quality": 90}), (".png", {"compress_level": 3})):
                file = folder / f"{size[0]}{suffix}"
                Image.fromarray(photograph(*size)).save(file, **how)
                assert np.array_equal(media.open_picture(file).pixels, pillow_open(file))
                for asked, theirs, ours in rows(file, folder, options.repeats):
                    table.add_row(f"{label} {suffix}", asked, f"{theirs:.2f}", f"{ours:.2f}", f"{theirs / ours:.1f}x")
    Console().print(table)


if __name__ == "__main__":
    main()
