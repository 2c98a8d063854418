"""What the lanes do with whole projects: make one from a folder, import, export. No Qt widgets, no GUI thread.

Importing and making own the project file alone; the window opens it afterwards. Exporting reads beside the window.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Sized
from pathlib import Path
from typing import NamedTuple

from annotator import media
from annotator.core.annotations import shown
from annotator.core.dataset import Dataset, LabelledFrame, Report
from annotator.core.errors import AnnotatorError, BadInput
from annotator.core.frames import FrameKey
from annotator.formats import coco
from annotator.formats.matching import FindImage, image_finder
from annotator.storage import NewFrame, Project
from annotator.ui.lanes import Job

SUFFIX = ".annotator"
SAYS_NOTHING = frozenset({"images", "image", "imgs", "img", "pictures", "photos", "data"})
"""Folder names that no project would want: the folder above has the name."""
BATCH = 500  # frames in one transaction


class Cancelled(Exception):
    """The person has asked to stop; nothing half-made is left."""


class Made(NamedTuple):
    """A project that was made or filled, and what there is to say about it."""

    path: Path
    report: Report


def default_project(folder: Path) -> Path:
    """Where the project of a folder goes: beside it, so that nothing is written among the pictures."""
    folder = folder.absolute()
    home = folder.parent if os.access(folder.parent, os.W_OK) and folder.parent != folder else Path.home()
    name = folder.parent.name if folder.name.casefold() in SAYS_NOTHING else folder.name
    return home / f"{name or 'pictures'}{SUFFIX}"


def make_from_folder(job: Job, folder: Path, path: Path) -> Made:
    """A new project of all pictures in a folder; BadInput where there is none. A cancelled one is taken away."""
    report = Report()
    with _new_project(path) as project:
        root = project.add_root(folder)
        batch: list[NewFrame] = []
        for frame in _frames_of(job, folder, root, report):
            batch.append(frame)
            if len(batch) == BATCH:
                report.frames += len(project.add_frames(batch))
                batch.clear()
        report.frames += len(project.add_frames(batch))
        if report.frames == 0:
            raise BadInput(f"There are no pictures in {folder}: choose another folder.")
    return Made(path, report)


class _new_project:
    """A fresh project that is deleted again where its making fails."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Project:
        if self._path.exists():
            raise BadInput(f"{self._path.name} exists already: open it, or choose another name.")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._project = Project.create(self._path)
        return self._project

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._project.close()
        if kind is not None:
            self._path.unlink(missing_ok=True)


def _frames_of(job: Job, folder: Path, root: str, report: Report) -> Iterator[NewFrame]:
    files = []
    for file in media.list_images(folder):
        files.append(file)
        _go_on(job, 0, 0, f"{len(files):,} pictures found")
    for done, file in enumerate(files):
        _go_on(job, done, len(files), file.name)
        try:
            width, height = media.size_of(file)
        except AnnotatorError as error:
            report.add("skipped", file.name, str(error))
            continue
        yield NewFrame(root, file.relative_to(folder).as_posix(), width, height)


def _go_on(job: Job, done: int, of: int, text: str) -> None:
    if job.cancelled:
        raise Cancelled
    # one signal in every fifty: the bar does not need more
    if done % 50 == 0:
        job.progress(done, of, text)


def default_images(file: Path) -> Path:
    """Where the pictures of a COCO file probably are."""
    guesses = [file.parent / "images", file.parent.parent / "images", file.parent / file.stem]
    return next((guess for guess in guesses if guess.is_dir()), file.parent)


def import_coco(job: Job, file: Path, images: Path, path: Path, holes: bool = False) -> Made:
    """A COCO file into a project, which is made where it is missing; human work in it stays as it is."""
    job.progress(0, 0, f"reading {file.name}")
    dataset, report = coco.read(file, _finder(images), inner_rings="hole" if holes else "part")
    if path.exists():
        with Project.open(path) as project:
            return Made(path, _import_into(job, project, dataset, images, report))
    with _new_project(path) as project:
        return Made(path, _import_into(job, project, dataset, images, report))


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
        _go_on(job, done, of, one.frame.name)
        yield one


def _finder(images: Path) -> FindImage:
    paths = [file.relative_to(images).as_posix() for file in media.list_images(images)]
    return image_finder(paths, lambda path: media.size_of(images / path))


def export_coco(job: Job, project: Project, file: Path, choices: coco.Choices, threshold: float) -> Report:
    """The project into a COCO file, read back and compared; ghosts stay at home. `project` is a reader, closed here."""
    with project:
        of = project.frame_count()
        dataset = Dataset(
            categories=list(project.categories().values()),
            frames=_without_ghosts(project.labelled(), threshold),
            header=project.header(),
        )
        return coco.write(dataset, file, choices, lambda done: _go_on(job, done, of, "frames written"))


def _without_ghosts(frames: Iterable[LabelledFrame], threshold: float) -> Iterator[LabelledFrame]:
    for one in frames:
        yield one._replace(instances=[each for each in one.instances if shown(each, threshold)])


def frames_to_label(
    job: Job, project: Project, keys: Callable[[Project], Iterable[FrameKey]]
) -> list[tuple[FrameKey, Path]]:
    """Frames and their files for a model. `project` is a reader, closed here."""
    with project:
        found = []
        for key in keys(project):
            if job.cancelled:
                raise Cancelled
            found.append((key, project.file_of(project.frame(key))))
        return found
