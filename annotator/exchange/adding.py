"""Pictures and videos into a project: folders and single files, each picture's size read from its header."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path

from annotator import media
from annotator.core.dataset import Report
from annotator.core.errors import AnnotatorError, BadInput
from annotator.core.frames import Source
from annotator.media.video_index import VideoIndex
from annotator.storage import NewFrame, Project, Video

Told = Callable[[int, int, str], None]
"""Told the count of pictures or frames that are done, of all (0: not known yet), and the name of the last or what is
being done; what it raises ends the work.
"""

Sampled = Callable[[Path], Collection[int]]
"""The frames of a video that are to be worked on."""

_BATCH = 500  # frames in one transaction


def silent(done: int, of: int, name: str) -> None:
    """Tells nobody."""


def add_media(project: Project, path: Path, told: Told = silent, sampled: Sampled | None = None) -> Report:
    """Add a folder, a picture or a video.

    The report names what cannot be read, or not to its end, by its place in the folder. `sampled` chooses the frames
    of a video that are worked on; None: all. What `told` raises leaves what was added by then.
    """
    report = Report()
    folder = path if path.is_dir() else path.parent
    images, videos = _listed(path, told)
    if not images and not videos:
        report.add("skipped", "", f"There are no pictures or videos in {folder}. Links that lead out of it are not "
                   "followed.")  # fmt: skip
    root = project.add_root(folder)
    frames = _frames(root, folder, images, told, report)
    while batch := list(islice(frames, _BATCH)):
        report.frames += len(project.add_frames(batch))
    for file in videos:
        where = file.relative_to(folder).as_posix()
        try:
            index = add_video(project, root, folder, where, told, sampled)
        except BadInput as error:
            report.add("skipped", where, str(error))
            continue
        report.frames += len(index)
        if index.note:
            report.add("noted", where, index.note)
    return report


def add_video(
    project: Project, root: str, folder: Path, path: str, told: Told = silent, sampled: Sampled | None = None
) -> VideoIndex:
    """Add a video of a media folder, which is `root` in the project; BadInput where it cannot be read."""
    file = folder / path
    index = media.index_of(file, lambda packets: told(0, 0, f"{file.name}: {packets:,} frames found"))
    chosen = sampled(file) if sampled else None
    video = Video(root=root, path=path, frames=len(index), rate=float(index.rate), packets=index.to_bytes())
    project.add_video(video, index.width, index.height, chosen)
    return index


def know_videos(project: Project) -> None:
    """Have the project's indexes of its videos used, so that none is made anew."""
    for video in project.videos():
        with suppress(AnnotatorError):
            media.remember_index(project.video_file(video), video.packets)


def _listed(path: Path, told: Told) -> tuple[list[Path], list[Path]]:
    """The pictures and the videos that a path stands for."""
    if not path.is_dir():
        return ([], [path]) if Source(path).of_video else ([path], [])
    images = []
    for file in media.list_images(path):
        images.append(file)
        told(0, 0, f"{len(images):,} pictures found")
    return images, list(media.list_videos(path))


def _frames(root: str, folder: Path, files: Collection[Path], told: Told, report: Report) -> Iterator[NewFrame]:
    for done, file in enumerate(files):
        told(done, len(files), file.name)
        where = file.relative_to(folder).as_posix()
        try:
            width, height = media.size_of(file)
        except BadInput as error:
            report.add("skipped", where, str(error))
        else:
            yield NewFrame(root, where, width, height)
