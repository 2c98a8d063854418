"""What the lanes do with whole projects: make one from a folder, export. No Qt widgets, no GUI thread.

Making owns the project file alone; the window opens it afterwards. Exporting reads beside the window.
"""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from annotator import media
from annotator.core.dataset import Report
from annotator.core.errors import AnnotatorError, BadInput
from annotator.exchange.outgoing import Wish, export
from annotator.storage import SUFFIX, NewFrame, Project, Video, copies
from annotator.ui.lanes import Job

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
    """A new project of the pictures and videos of a folder; BadInput without any. A cancelled one is taken away."""
    report = Report()
    with new_project(path) as project:
        root = project.add_root(folder)
        batch: list[NewFrame] = []
        for frame in _frames_of(job, folder, root, report):
            batch.append(frame)
            if len(batch) == BATCH:
                report.frames += len(project.add_frames(batch))
                batch.clear()
        report.frames += len(project.add_frames(batch))
        for video in media.list_videos(folder):
            _add_video(job, project, root, folder, video, report)
        if report.frames == 0:
            raise BadInput(f"There are no pictures or videos in {folder}: choose another folder.")
    return Made(path, report)


def make_from_video(job: Job, file: Path, path: Path) -> Made:
    """A new project of one video; BadInput where it has no frame that can be read. A cancelled one is taken away."""
    report = Report()
    with new_project(path) as project:
        _add_video(job, project, project.add_root(file.parent), file.parent, file, report)
        if report.frames == 0:
            raise BadInput(report.findings[0].text)
    return Made(path, report)


def _add_video(job: Job, project: Project, root: str, folder: Path, file: Path, report: Report) -> None:
    def told(packets: int) -> None:
        go_on(job, 0, 0, f"{file.name}: {packets:,} frames found")

    try:
        index = media.index_of(file, told)
    except AnnotatorError as error:
        report.add("skipped", file.name, str(error))
        return
    relative = file.relative_to(folder).as_posix()
    video = Video(root=root, path=relative, frames=len(index), rate=float(index.rate), packets=index.to_bytes())
    project.add_video(video, index.width, index.height)
    report.frames += len(index)
    if index.note:
        report.add("noted", file.name, index.note)


def know_videos(project: Project) -> None:
    """Have the project's indexes of its videos used, so that none is made anew."""
    for video in project.videos():
        with suppress(AnnotatorError):
            media.remember_index(project.video_file(video), video.packets)


class new_project:
    """A fresh project that is deleted again where its making fails, with the copies of it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Project:
        if self._path.exists():
            raise BadInput(f"{self._path.name} exists already: open it, or choose another name.")
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._older = set(copies(self._path))
        self._project = Project.create(self._path)
        return self._project

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._project.close()
        if kind is None:
            return
        self._path.unlink(missing_ok=True)
        for copy in set(copies(self._path)) - self._older:
            copy.unlink()
            with suppress(OSError):  # where there are others in it
                copy.parent.rmdir()


def _frames_of(job: Job, folder: Path, root: str, report: Report) -> Iterator[NewFrame]:
    files = []
    for file in media.list_images(folder):
        files.append(file)
        go_on(job, 0, 0, f"{len(files):,} pictures found")
    for done, file in enumerate(files):
        go_on(job, done, len(files), file.name)
        try:
            width, height = media.size_of(file)
        except AnnotatorError as error:
            report.add("skipped", file.name, str(error))
            continue
        yield NewFrame(root, file.relative_to(folder).as_posix(), width, height)


def unless_cancelled(job: Job) -> None:
    """Cancelled where the person has asked to stop."""
    if job.cancelled:
        raise Cancelled


def go_on(job: Job, done: int, of: int, text: str) -> None:
    """Between two units of work: say how far it is; Cancelled where the person has asked to stop."""
    unless_cancelled(job)
    # one signal in every fifty: the bar does not need more
    if done % 50 == 0:
        job.progress(done, of, text)


def export_to(job: Job, project: Project, wish: Wish) -> Report:
    """Write what is wished for, read back and compared. `project` is a reader, closed here."""
    with project:
        of = project.frame_count()
        return export(project, wish, lambda done, doing: go_on(job, done, of, doing))
