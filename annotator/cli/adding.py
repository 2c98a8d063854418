"""Pictures and videos into a project: folders and single files, each picture's size read from its header."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from annotator import media
from annotator.core.errors import AnnotatorError, BadInput
from annotator.core.frames import Source
from annotator.storage import NewFrame, Project, Video

Failures = list[tuple[str, str]]
"""What failed and the sentence that says why."""

NOTHING_IN_IT = "There are no pictures or videos in this folder. Links that lead out of it are not followed."

Sampled = Callable[[Path], Collection[int]]
"""The frames of a video that are to be worked on."""


def add_media(project: Project, paths: Iterable[Path], sampled: Sampled | None = None) -> Failures:
    """Add folders, pictures and videos; those that cannot be read, or not to their end, are returned.

    `sampled` chooses the frames of a video that are worked on; None: all.
    """
    failures: Failures = []
    for path in paths:
        folder = path if path.is_dir() else path.parent
        images, videos = (list(files) for files in _listed(path))
        if not images and not videos:
            failures.append((str(path), NOTHING_IN_IT))
        root = project.add_root(folder)
        project.add_frames(_frames(root, folder, images, failures))
        for video in videos:
            _add_video(project, root, folder, video, sampled, failures)
    return failures


def _listed(path: Path) -> tuple[Iterable[Path], Iterable[Path]]:
    """The pictures and the videos that a path stands for."""
    if path.is_dir():
        return media.list_images(path), media.list_videos(path)
    return ([], [path]) if Source(path).of_video else ([path], [])


def _add_video(
    project: Project, root: str, folder: Path, file: Path, sampled: Sampled | None, failures: Failures
) -> None:
    try:
        index = media.index_of(file)
        chosen = sampled(file) if sampled else None
    except AnnotatorError as error:
        failures.append((str(file), str(error)))
        return
    relative = file.relative_to(folder).as_posix()
    video = Video(root=root, path=relative, frames=len(index), rate=float(index.rate), packets=index.to_bytes())
    project.add_video(video, index.width, index.height, chosen)
    if index.note:
        failures.append((str(file), index.note))


def know_videos(project: Project) -> None:
    """Have the project's indexes of its videos used, so that none is made anew."""
    for video in project.videos():
        with suppress(AnnotatorError):
            media.remember_index(project.video_file(video), video.packets)


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
