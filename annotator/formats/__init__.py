"""Annotation files: one codec a file, listed in FORMATS. A new format is one module and one line."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from annotator.core.dataset import Dataset, Report
from annotator.formats import coco
from annotator.formats.choices import Choices
from annotator.formats.films import FindFilm
from annotator.formats.matching import FindImage, image_finder

__all__ = ["FORMATS", "Choices", "FindImage", "Format", "image_finder"]


class Read(Protocol):
    """Reads a data set; the report fills while its frames are read. Raises FormatRefused."""

    def __call__(
        self, file: Path, find_image: FindImage | None = None, find_film: FindFilm | None = None, /
    ) -> tuple[Dataset, Report]: ...


class Write(Protocol):
    """Writes a data set whole or not at all, and reads it back; `told` is told the count of frames that are done, and
    what it raises ends the writing. Raises ExportFailed."""

    def __call__(
        self, dataset: Dataset, file: Path, choices: Choices, told: Callable[[int], None] = ..., /
    ) -> Report: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of annotation file, as menus and file dialogs show it."""

    name: str
    label: str
    pattern: str
    """What its files are called."""
    read: Read
    write: Write


FORMATS = {
    "coco": Format(name="coco", label="COCO JSON", pattern="*.json", read=coco.read, write=coco.write),
}
