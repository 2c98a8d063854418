"""Where what comes in from files of other programs belongs: which picture and which video of a project it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from annotator import media
from annotator.core.dataset import Dataset, LabelledFrame, Report
from annotator.core.errors import AnnotatorError
from annotator.core.films import Film
from annotator.exchange.adding import Told, add_video, silent
from annotator.exchange.films import films
from annotator.formats.films import FindFilm, film_finder
from annotator.formats.matching import FindImage, image_finder
from annotator.storage import Project


def picture_finder(folder: Path, told: Told = silent) -> FindImage:
    """Finds the pictures of a folder by the names that a file has for them."""
    paths = [file.relative_to(folder).as_posix() for file in media.list_images(folder)] if folder.is_dir() else []
    asked = iter(range(1 << 62))

    def size_of(path: str) -> tuple[int, int]:
        told(next(asked), len(paths), path)
        return media.size_of(folder / path)

    return image_finder(paths, size_of)


class VideoFinder:
    """Finds videos in a project, else in the folder of the pictures, whose videos the project gets with `add_found`."""

    def __init__(self, project: Project, folder: Path) -> None:
        self._project, self._folder = project, folder
        self._known = film_finder(films(project))
        self._beside: FindFilm | None = None
        self._found: dict[str, Film] = {}

    def __call__(self, names: Sequence[str]) -> Film | None:
        """The video of one of these names; its `root` is empty where it is one of the folder."""
        return self._known(names) or self._opened(names)

    def add_found(self) -> str:
        """Add the folder to the project, and the videos that were found in it; the folder's name there."""
        root = self._project.add_root(self._folder)
        for path in self._found:
            add_video(self._project, root, self._folder, path)
        return root

    def _opened(self, names: Sequence[str]) -> Film | None:
        if self._beside is None:
            self._beside = film_finder(map(self._unopened, self._in_folder()))
        film = self._beside(names)
        if film is not None and film.path not in self._found:
            with suppress(AnnotatorError):  # a video that cannot be read is not there: its frames may be
                index = media.index_of(self._folder / film.path)
                self._found[film.path] = replace(film, frames=len(index), width=index.width, height=index.height)
        return self._found.get(film.path) if film else None

    def _in_folder(self) -> Iterator[str]:
        if self._folder.is_dir():
            yield from (file.relative_to(self._folder).as_posix() for file in media.list_videos(self._folder))

    def _unopened(self, path: str) -> Film:
        return Film(id=0, root="", path=path, name=path, frames=0, width=0, height=0, rate=0.0)


def bring_in(
    project: Project,
    read: Callable[[FindImage, FindFilm], tuple[Dataset, Report]],
    folder: Path,
    told: Told = silent,
    cancelled: Callable[[], bool] = lambda: False,
) -> Report:
    """Import what `read` makes of a file, whose pictures and videos are in the project or in this folder; all of it, or
    nothing where it is cancelled or an error ends it."""
    videos = VideoFinder(project, folder)
    dataset, report = read(picture_finder(folder, told), videos)
    counted = replace(dataset, frames=_counted(dataset.frames, told))
    return project.import_dataset(counted, videos.add_found, report, cancelled)


def _counted(frames: Iterable[LabelledFrame], told: Told) -> Iterator[LabelledFrame]:
    of = len(frames) if isinstance(frames, Sized) else 0
    for done, one in enumerate(frames):
        told(done, of, one.frame.name)
        yield one
