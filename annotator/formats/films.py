"""Which video a record of a file means, and where a track is not to be seen between frames that it is on."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise

from annotator.core.annotations import Imported, Instance, Presence, State
from annotator.core.films import Film
from annotator.formats.matching import basename

FindFilm = Callable[[Sequence[str]], Film | None]
"""The video that is known by one of these names, of which the first that fits counts; None where there is none."""


def film_finder(films: Iterable[Film]) -> FindFilm:
    """Finds videos by their name or path, else by the file's own name, with or without its ending, where only one has
    it."""
    every = list(films)
    kinds: list[Callable[[Film], str]] = [
        lambda one: one.name,
        lambda one: one.path,
        lambda one: basename(one.path),
        lambda one: basename(one.path).rpartition(".")[0],
    ]

    def find(names: Sequence[str]) -> Film | None:
        for name in filter(None, names):
            for kind in kinds:
                found = [one for one in every if kind(one) == name]
                if len(found) == 1:
                    return found[0]
        return None

    return find


def gaps(present: Sequence[int], listed: Sequence[int]) -> Iterator[int]:
    """Where an object is gone: the first frame of each gap between frames that it is on, of those that a file lists.

    Both rise. Frames that the file does not list say nothing: what lies on them is interpolated.
    """
    for before, after in pairwise(present):
        place = bisect_right(listed, before)
        if place < len(listed) and listed[place] < after:
            yield listed[place]


def gone(track: int, category: int, id: int) -> Instance:
    """The keyframe that says that an object has left the picture."""
    presence = Presence(track=track, outside=True)
    return Instance(id=id, category=category, parts=(), state=State.ACCEPTED, imported=Imported(), presence=presence)
