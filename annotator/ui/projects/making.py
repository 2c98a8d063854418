"""What the lanes do with whole projects: make one from a folder, export. No Qt widgets, no GUI thread.

Making owns the project file alone; the window opens it afterwards. Exporting reads beside the window.
"""

import os
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from annotator.core.dataset import Report
from annotator.core.errors import BadInput
from annotator.exchange.adding import add_media
from annotator.exchange.outgoing import Wish, export
from annotator.storage import SUFFIX, Project, copies
from annotator.ui.lanes import Job

SAYS_NOTHING = frozenset({"images", "image", "imgs", "img", "pictures", "photos", "data"})
"""Folder names that no project would want: the folder above has the name."""


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


def make_from(job: Job, source: Path, path: Path) -> Made:
    """A new project of a folder, or a video; BadInput where no frame can be read. A cancelled one is taken away."""
    with new_project(path) as project:
        report = add_media(project, source, partial(go_on, job))
        if report.frames == 0:
            raise BadInput(report.findings[0].text)
    return Made(path, report)


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
