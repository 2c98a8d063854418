"""Annotation files: one codec a file, listed in FORMATS. A new format is one module and one line."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from annotator.core.dataset import Dataset, Report
from annotator.core.errors import FormatRefused
from annotator.formats import coco, mots_read, mots_write, vis
from annotator.formats.choices import Choices
from annotator.formats.films import FindFilm
from annotator.formats.matching import FindImage, image_finder

__all__ = ["FORMATS", "Choices", "FindFilm", "FindImage", "Format", "format_of", "format_to", "image_finder"]


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


Option = Literal["scores", "reviewed_only", "empty_frames", "split", "pictures"]
"""What a person may choose beside the proposals: the fields of Choices."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A kind of annotation file, as menus and file dialogs show it."""

    name: str
    label: str
    pattern: str
    """What its files are called; empty where it is a folder."""
    write: Write
    read: Read | None = None
    """None for what is to be looked at alone."""
    fits: Callable[[Path], bool] = lambda place: False
    """Whether a file or folder looks like this format; of several that fit, the first of FORMATS counts."""
    of_videos: bool = False
    """Only frames of videos go into it."""
    options: frozenset[Option] = frozenset()
    """Those that it knows."""

    @property
    def reader(self) -> Read:
        """What reads it, where anything does."""
        assert self.read is not None
        return self.read

    @property
    def folder(self) -> bool:
        """Whether it is a folder and not a file."""
        return not self.pattern


def _holds(folder: Path, pattern: str) -> bool:
    return folder.is_dir() and any(True for _ in folder.rglob(pattern))


def _rendered(
    dataset: Dataset, file: Path, choices: Choices, told: Callable[[int], None] = lambda frames: None
) -> Report:
    from annotator.formats import rendered  # FFmpeg is loaded with the first video

    return rendered.write(dataset, file, choices, told)


FORMATS = {
    one.name: one
    for one in (
        Format(
            name="youtube-vis", label="YouTube-VIS JSON", pattern="*.json", read=vis.read, write=vis.write,
            fits=vis.is_vis, of_videos=True,
            options=frozenset({"scores", "reviewed_only", "empty_frames", "pictures"}),
        ),
        Format(
            name="coco", label="COCO JSON", pattern="*.json", read=coco.read, write=coco.write,
            fits=lambda place: place.suffix.lower() == ".json",
            options=frozenset({"scores", "reviewed_only", "empty_frames", "split", "pictures"}),
        ),
        Format(
            name="mots-png", label="MOTS PNG", pattern="", read=mots_read.read_png, write=mots_write.write_png,
            fits=lambda place: place.suffix.lower() == ".png" or _holds(place, "*.png"), of_videos=True,
            options=frozenset({"reviewed_only", "empty_frames"}),
        ),
        Format(
            name="mots-txt", label="MOTS text", pattern="", read=mots_read.read_txt, write=mots_write.write_txt,
            fits=lambda place: place.suffix.lower() == ".txt" or _holds(place, "*.txt"), of_videos=True,
            options=frozenset({"reviewed_only"}),
        ),
        Format(
            name="mp4", label="Video with overlays", pattern="*.mp4", write=_rendered, of_videos=True,
            options=frozenset({"reviewed_only"}),
        ),
    )
}  # fmt: skip


def format_to(file: Path) -> Format:
    """The format that a file of this name is written in; FormatRefused where its name does not tell."""
    named = {".json": "coco", ".mp4": "mp4"}.get(file.suffix.lower())
    if named is None:
        raise FormatRefused(f"{file.name} does not tell its format: give one of {', '.join(FORMATS)} with --format.")
    return FORMATS[named]


def format_of(place: Path) -> Format:
    """The format that a file or folder is read as; FormatRefused where there is none."""
    found = next((one for one in FORMATS.values() if one.read and one.fits(place)), None)
    if found is None:
        kinds = ", ".join(one.label for one in FORMATS.values() if one.read)
        raise FormatRefused(f"{place.name} is of no kind that can be imported: {kinds}.")
    return found
