"""A video as data sets know it: its number and its name, which no other video of the project has."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Film:
    """The frames of one `root` and `path` are its frames."""

    id: int
    """From 1, in the order in which videos were added; stays the same."""
    root: str
    path: str
    name: str
    """What the folder of its frames and the files about it are called."""
    frames: int
    width: int
    height: int
    rate: float
    """Frames a second, on average."""
    seconds: NDArray[np.float64] = field(default_factory=lambda: np.empty(0))
    """(frames,) When each is shown, from 0; empty where it is not known."""


def names_of(places: Iterable[tuple[str, str]]) -> list[str]:
    """A name for each video, given as root and path: `clip` for clip.mp4.

    Where an earlier one has that already, the ending (`clip.avi`), the root (`holidays/clip.mp4`) or at last a number
    tells them apart, so that a video that is added changes no name.
    """
    names: list[str] = []
    used: set[str] = set()
    for root, path in places:
        name = next(one for one in _candidates(root, path) if _key(one) not in used)
        used.add(_key(name))
        names.append(name)
    return names


def _candidates(root: str, path: str) -> Iterator[str]:
    yield path.rpartition(".")[0] or path
    yield path
    yield f"{root}/{path}"
    yield from (f"{root}/{path} ({k})" for k in count(2))


def _key(name: str) -> str:
    """Alike for names that some file system would take for one."""
    return unicodedata.normalize("NFC", name).casefold()
