"""What the lanes do to import: find out what a COCO file leaves open, then bring it into a project.

The import owns the project file alone; the window opens it afterwards.
"""

from collections.abc import Iterable, Iterator, Sized
from dataclasses import dataclass
from pathlib import Path

from annotator import media
from annotator.core.dataset import Dataset, LabelledFrame, Report
from annotator.formats import coco
from annotator.formats.coco import FindImage, Questions, image_finder
from annotator.storage import Project
from annotator.ui.lanes import Job
from annotator.ui.making import Cancelled, Made, go_on, new_project


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is imported: a COCO file and the folder of its pictures."""

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
    find = _finder(job, source.images) if source.images.is_dir() else None
    return coco.questions(source.file, source.images_from, find, _turn_of(source.images))


def import_coco(job: Job, source: Source, path: Path, answers: Answers) -> Made:
    """A COCO file into a project, which is made where it is missing; human work in it stays as it is."""
    job.progress(0, 0, f"reading {source.file.name}")
    dataset, report = coco.read(
        source.file,
        _finder(job, source.images),
        inner_rings="hole" if answers.holes else "part",
        same_names="merge" if answers.merge else "suffix",
        images_from=source.images_from,
        turn_of=_turn_of(source.images) if answers.turn else None,
    )
    with Project.open(path) if path.exists() else new_project(path) as project:
        return Made(path, _import_into(job, project, dataset, source.images, report))


def _import_into(job: Job, project: Project, dataset: Dataset, images: Path, report: Report) -> Report:
    root = project.add_root(images)
    counted = Dataset(categories=dataset.categories, frames=_counted(job, dataset.frames), header=dataset.header)
    done = project.import_dataset(counted, root, report, lambda: job.cancelled)
    if job.cancelled:
        raise Cancelled
    return done


def _counted(job: Job, frames: Iterable[LabelledFrame]) -> Iterator[LabelledFrame]:
    of = len(frames) if isinstance(frames, Sized) else 0
    for done, one in enumerate(frames):
        go_on(job, done, of, one.frame.name)
        yield one


def _finder(job: Job, images: Path) -> FindImage:
    paths = [file.relative_to(images).as_posix() for file in media.list_images(images)]
    asked = iter(range(1 << 62))

    def size_of(path: str) -> tuple[int, int]:
        go_on(job, next(asked), len(paths), path)
        return media.size_of(images / path)

    return image_finder(paths, size_of)


def _turn_of(images: Path) -> coco.TurnOf:
    return lambda path: media.orientation_of(images / path)
