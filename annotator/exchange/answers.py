"""What is imported, what a COCO file leaves open, and what a person says to it: in the import sheet or in a command."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from annotator import media
from annotator.core.dataset import Dataset, Report
from annotator.formats import FindFilm, FindImage, Format, coco
from annotator.formats.coco import Questions, TurnOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is imported: a file, or a folder of MOTS, and the folder of its pictures and videos."""

    file: Path
    images: Path
    images_from: Path | None = None
    """The COCO file with the images and categories of a list of results."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What a person says to the questions that a file leaves open."""

    holes: bool = False
    """Polygons inside polygons are holes, not parts."""
    merge: bool = False
    """Categories of one name are one, instead of being told apart by a number."""
    turn: bool = False
    """Outlines from before a picture's EXIF turn are turned with it."""


def default_images(file: Path) -> Path:
    """Where data sets keep their pictures: `images` beside the file or its folder, or a folder of the file's name."""
    guesses = [file.parent / "images", file.parent.parent / "images", file.parent / file.stem]
    return next((guess for guess in guesses if guess.is_dir()), file.parent)


def asked(source: Source, find: FindImage | None) -> Questions:
    """What there is to ask about a COCO file; FormatRefused."""
    return coco.questions(source.file, source.images_from, find, _turn_of(source.images))


def reader(kind: Format, source: Source, answers: Answers) -> Callable[[FindImage, FindFilm], tuple[Dataset, Report]]:
    """What reads a file of this kind as it is answered; only COCO leaves something open."""
    if kind.name != "coco":
        return partial(kind.reader, source.file)
    return partial(
        coco.read,
        source.file,
        inner_rings="hole" if answers.holes else "part",
        same_names="merge" if answers.merge else "suffix",
        images_from=source.images_from,
        turn_of=_turn_of(source.images) if answers.turn else None,
    )


def _turn_of(images: Path) -> TurnOf:
    return lambda path: media.orientation_of(images / path)
