"""Pictures into a project: folders and single files, each picture's size read from its header."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from annotator import media
from annotator.core.errors import AnnotatorError, BadInput
from annotator.storage import NewFrame, Project

SUFFIX = ".annotator"

Failures = list[tuple[str, str]]
"""What failed and the sentence that says why."""


def project_path(path: Path) -> Path:
    """The project file that a name means; the ending may be left out."""
    return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)


def add_media(project: Project, paths: Iterable[Path]) -> Failures:
    """Add folders and pictures; those that cannot be read are left out and returned."""
    failures: Failures = []
    for path in paths:
        folder = path if path.is_dir() else path.parent
        files = media.list_images(folder) if path.is_dir() else [path]
        root = project.add_root(folder)
        project.add_frames(_frames(root, folder, files, failures))
    return failures


def _frames(root: str, folder: Path, files: Iterable[Path], failures: Failures) -> Iterator[NewFrame]:
    for file in files:
        try:
            width, height = media.size_of(file)
        except AnnotatorError as error:
            failures.append((str(file), str(error)))
        else:
            yield NewFrame(root, file.relative_to(folder).as_posix(), width, height)


def check_there(paths: Iterable[Path]) -> None:
    """BadInput for the first path that does not exist."""
    for path in paths:
        if not path.exists():
            raise BadInput(f"There is no file or folder {path}.")
