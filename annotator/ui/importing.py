"""What the lanes do to import: find out what a file leaves open, then bring it into a project.

The import owns the project file alone; the window opens it afterwards.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from annotator import media
from annotator.core.dataset import Dataset, Report
from annotator.exchange.incoming import bring_in, picture_finder
from annotator.formats import FindFilm, FindImage, coco, format_of
from annotator.formats.coco import Questions
from annotator.storage import Project
from annotator.ui.lanes import Job
from annotator.ui.making import Cancelled, Made, go_on, new_project


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
    """Where the pictures of a COCO file probably are."""
    guesses = [file.parent / "images", file.parent.parent / "images", file.parent / file.stem]
    return next((guess for guess in guesses if guess.is_dir()), file.parent)


def look_into(job: Job, source: Source) -> Questions:
    """What there is to ask a person about this file; FormatRefused where it cannot be imported at all."""
    job.progress(0, 0, f"reading {source.file.name}")
    if format_of(source.file).name != "coco":
        return Questions()
    find = picture_finder(source.images, partial(_tell, job)) if source.images.is_dir() else None
    return coco.questions(source.file, source.images_from, find, _turn_of(source.images))


def import_into(job: Job, source: Source, path: Path, answers: Answers) -> Made:
    """A file into a project, which is made where it is missing; human work in it stays as it is."""
    job.progress(0, 0, f"reading {source.file.name}")
    with Project.open(path) if path.exists() else new_project(path) as project:
        read = _reader(source, answers)
        report = bring_in(project, read, source.images, partial(_tell, job), lambda: job.cancelled)
        if job.cancelled:
            raise Cancelled
        return Made(path, report)


def _reader(source: Source, answers: Answers) -> Callable[[FindImage, FindFilm], tuple[Dataset, Report]]:
    kind = format_of(source.file)
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


def _tell(job: Job, done: int, of: int, name: str) -> None:
    go_on(job, done, of, name)


def _turn_of(images: Path) -> coco.TurnOf:
    return lambda path: media.orientation_of(images / path)
