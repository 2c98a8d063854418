"""COCO files for the tests: a small right one, and ways to make it wrong."""

import json
from pathlib import Path
from typing import Any

from annotator.core.annotations import Instance
from annotator.core.dataset import Dataset, Report
from annotator.formats import coco

SQUARE = [10.0, 10.0, 30.0, 10.0, 30.0, 30.0, 10.0, 30.0]


def annotation(id: object = 1, **fields: Any) -> dict[str, Any]:
    """A square of 20 x 20 pixels on image 1 unless told otherwise; fields set to ... are left out."""
    record = {
        "id": id, "image_id": 1, "category_id": 3, "segmentation": [SQUARE], "bbox": [10, 10, 20, 20], "area": 400,
        "iscrowd": 0,
    }  # fmt: skip
    return {name: value for name, value in (record | fields).items() if value is not ...}


def image(id: object = 1, file_name: object = "a.png", **fields: Any) -> dict[str, Any]:
    """An image of 100 x 80 pixels."""
    record = {"id": id, "file_name": file_name, "width": 100, "height": 80} | fields
    return {name: value for name, value in record.items() if value is not ...}


def document(*annotations: object, **fields: Any) -> dict[str, Any]:
    """A whole COCO document."""
    return {
        "images": [image()], "annotations": list(annotations), "categories": [{"id": 3, "name": "cell"}],
    } | fields  # fmt: skip


def saved(path: Path, content: object) -> Path:
    """The content as a file: bytes and text as they are, anything else as JSON."""
    if not isinstance(content, (bytes, str)):
        content = json.dumps(content)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def imported(path: Path, content: object, **options: Any) -> tuple[list[Instance], Report]:
    """All instances of a file, and what its report says."""
    dataset, report = coco.read(saved(path / "in.json", content), **options)
    return [one for labelled in dataset.frames for one in labelled.instances], report


def said(report: Report) -> list[str]:
    """The findings as kind and text."""
    return [f"{finding.kind} {finding.where}: {finding.text}" for finding in report.findings]


def written(path: Path, dataset: Dataset, choices: coco.Choices | None = None) -> tuple[dict[str, Any], Report]:
    """What an export of a data set holds."""
    report = coco.write(dataset, path / "out.json", choices or coco.Choices())
    return json.loads((path / "out.json").read_text()), report


def reexported(path: Path, content: object, **options: Any) -> dict[str, Any]:
    """A file after import and export."""
    dataset, _ = coco.read(saved(path / "in.json", content), **options)
    return written(path, dataset)[0]
