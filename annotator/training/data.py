"""Training pictures in memory: 8-bit RGB and one small mask per instance, read once from a COCO file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps
from pycocotools import mask as coco_mask

from annotator.core.errors import FormatRefused, ImageUnreadable

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF", "JPEG2000")

Bitmap = NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class Object:
    """One instance: its label (1 is the first category) and its mask cut out at (x, y), image pixels."""

    label: int
    x: int
    y: int
    mask: Bitmap  # (h, w) of 0 and 1, h and w at least 1


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A picture (H, W, 3) uint8 RGB and its objects."""

    picture: Bitmap
    objects: tuple[Object, ...]


@dataclass(frozen=True, slots=True)
class Source:
    """A COCO file and the folder its pictures are in."""

    coco: Path
    images: Path


def category_names(sources: Sequence[Source]) -> tuple[str, ...]:
    """Names of all categories of the files, in the order of their ids, each once."""
    names: dict[str, None] = {}
    for source in sources:
        for category in sorted(read_coco(source.coco)["categories"], key=lambda row: int(row["id"])):
            names.setdefault(str(category["name"]))
    return tuple(names)


def load(sources: Sequence[Source], categories: Sequence[str], longest_side: int = 4096) -> list[Sample]:
    """Every picture of the files; instances of other categories and those without area are left out.

    What stands under a crowd region is painted over: it is neither an object nor background.
    """
    return [sample for source in sources for sample in _load_file(source, categories, longest_side)]


def _load_file(source: Source, categories: Sequence[str], longest_side: int) -> Iterable[Sample]:
    coco = read_coco(source.coco)
    labels = {
        row["id"]: categories.index(row["name"]) + 1 for row in coco["categories"] if row["name"] in categories
    }
    rows: dict[int, list[Mapping[str, Any]]] = {}
    for row in coco["annotations"]:
        rows.setdefault(row["image_id"], []).append(row)
    for image in coco["images"]:
        wanted = [row for row in rows.get(image["id"], []) if row["category_id"] in labels]
        yield _sample(read_picture(source.images / image["file_name"]), wanted, labels, longest_side)


def _sample(
    picture: Bitmap, rows: Sequence[Mapping[str, Any]], labels: Mapping[int, int], longest_side: int
) -> Sample:
    masks = [(row, decode(row["segmentation"], *picture.shape[:2])) for row in rows]
    crowds = [mask for row, mask in masks if row.get("iscrowd")]
    if crowds:
        picture = picture.copy()
        picture[np.logical_or.reduce(crowds)] = 127
    objects = (cut_out(mask, labels[row["category_id"]]) for row, mask in masks if not row.get("iscrowd"))
    return Sample(picture, tuple(found for found in objects if found is not None))


def cut_out(mask: Bitmap, label: int) -> Object | None:
    """The object of a full mask (H, W), or None where the mask is empty."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return None
    top, bottom, left, right = rows[0], rows[-1] + 1, columns[0], columns[-1] + 1
    return Object(label, int(left), int(top), np.ascontiguousarray(mask[top:bottom, left:right]))


def decode(segmentation: Any, height: int, width: int) -> Bitmap:
    """The mask (H, W) of a COCO segmentation: polygons, or runs, compressed or not."""
    if isinstance(segmentation, list):
        rle = coco_mask.merge(coco_mask.frPyObjects(segmentation, height, width))
    elif isinstance(segmentation["counts"], list):
        rle = coco_mask.frPyObjects(segmentation, height, width)
    else:
        rle = segmentation
    return cast(Bitmap, coco_mask.decode(rle))


def read_coco(file: Path) -> dict[str, Any]:
    """The parsed file."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=dict[str, Any])
    except OSError as error:
        raise FormatRefused(f"{file} cannot be read: {error.strerror}.") from error
    except msgspec.DecodeError as error:
        raise FormatRefused(f"{file} is no COCO file: {error}.") from error


def read_picture(file: Path) -> Bitmap:
    """8-bit RGB (H, W, 3), turned by its EXIF note."""
    try:
        with Image.open(file, formats=FORMATS) as image:
            return np.array(ImageOps.exif_transpose(image).convert("RGB"))
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise ImageUnreadable(f"{file} cannot be decoded: {error}.") from error
