"""What the picture of a frame is called in an exported data set."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from annotator.core.films import Film
from annotator.core.frames import Frame

Pictures = Literal["jpg", "png"]
"""The kind of picture that the frames of videos become."""


class FrameNames:
    """Pictures keep their path; frame 123 of a video is `clip/000123.jpg`, where no other video is called `clip`."""

    def __init__(self, films: Iterable[Film], pictures: Pictures = "jpg") -> None:
        self._films = {(one.root, one.path): one for one in films}
        self._pictures = pictures

    def film(self, frame: Frame) -> Film | None:
        """The video that a frame is of; None for a picture."""
        return self._films.get((frame.root, frame.path))

    def __call__(self, frame: Frame) -> str:
        """A relative path with forward slashes."""
        if not frame.of_video:
            return frame.path
        film = self.film(frame)
        return self._named(film.name if film else frame.path.rpartition(".")[0], frame.index)

    def of(self, film: Film, index: int) -> str:
        """The name of a frame of a video."""
        return self._named(film.name, index)

    def _named(self, folder: str, index: int) -> str:
        return f"{folder}/{index:06}.{self._pictures}"
