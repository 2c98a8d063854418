"""The proof of an export: the written file is read back with pycocotools, each annotation compared with the canvas."""

import io
import mmap
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from pycocotools import mask as coco_mask
from pycocotools.coco import COCO

from annotator.core.errors import ExportFailed
from annotator.core.raster import Rle
from annotator.formats.coco_marks import unlike

_WHOLE = 32 << 20  # bytes; larger files are read in slices, because pycocotools takes six times their size
_SLICE = 5_000  # annotations


class Difference(NamedTuple):
    """An instance that does not read back as it was on the canvas."""

    id: int | str
    image: int | str
    iou: float
    fields: list[str]
    """Those that say something else than the canvas."""

    def __str__(self) -> str:
        unlike = [f"IoU {self.iou:.4f}"] if self.iou < 1 else []
        return f"it reads back unlike the canvas: {', '.join([*unlike, *self.fields])}"


def differences(file: Path, canvas: Iterable[bytes]) -> Iterator[Difference]:
    """Compares each annotation of a written file with the canvas.

    Of that, a line each in the file's order: the mask as compressed run lengths, a tab, and `coco_marks.proof_of`.
    """
    read = (pair for coco in _read_back(file) for pair in _masks(coco))
    try:
        for (annotation, rle), line in zip(read, canvas, strict=True):
            counts, _, said = line.partition(b"\t")
            same = rle is None or rle["counts"] == counts
            iou = 1.0 if rle is None or same else iou_of(rle, {"size": rle["size"], "counts": counts})
            fields = unlike(annotation, said)
            if iou < 1 or fields:
                yield Difference(annotation["id"], annotation["image_id"], iou, fields)
    except (ValueError, TypeError, LookupError, RecursionError, msgspec.DecodeError) as error:
        raise ExportFailed(f"The export does not read back as it was written: {error}. The old file stays.") from error


def _masks(coco: COCO) -> Iterator[tuple[dict[str, Any], Rle | None]]:
    """Each annotation and its mask; None for one with a box and no outline."""
    for annotation in coco.dataset["annotations"]:
        yield annotation, coco.annToRLE(annotation) if annotation.get("segmentation") else None


def iou_of(one: Rle, other: Rle) -> float:
    """Intersection over union in pixels; 1.0 for two empty masks."""
    if not coco_mask.area(one) and not coco_mask.area(other):
        return 1.0
    return float(coco_mask.iou([one], [other], [0])[0, 0])


def _read_back(file: Path) -> Iterator[COCO]:
    if file.stat().st_size <= _WHOLE:
        with redirect_stdout(io.StringIO()):
            coco = COCO(str(file))
        yield coco
    else:
        yield from _slices(file)


def _slices(file: Path) -> Iterator[COCO]:
    """The file as several COCO objects, all with every image; one record stands on a line."""
    with file.open("rb") as handle:
        with mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as whole:
            msgspec.json.decode(whole, type=msgspec.Raw)
        records = _records(handle)
        images = [record for record in _section(records)]
        annotations = _section(records)
        while some := list(islice(annotations, _SLICE)):
            yield _coco({"images": images, "annotations": some, "categories": []})


def _coco(dataset: dict[str, Any]) -> COCO:
    coco = COCO()
    coco.dataset = dataset
    with redirect_stdout(io.StringIO()):
        coco.createIndex()
    return coco


def _records(lines: Iterable[bytes]) -> Iterator[bytes]:
    return (line.rstrip(b",\n") for line in lines)


def _section(lines: Iterator[bytes]) -> Iterator[dict[str, Any]]:
    """The records of the next list, up to the line that ends it."""
    for line in lines:
        if line.endswith(b"["):
            break
    for line in lines:
        if line == b"]":
            break
        yield msgspec.json.decode(line, type=dict[str, Any])
