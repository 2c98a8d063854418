"""Rings with fewer corners, for one octave of the zoom, in one array: what a view needs of them is taken at once."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Part, Ring
from annotator.core.opencv import cv2

Rows = NDArray[np.intp]


class Thinned:
    """Rings of rows; those that are let go leave a gap until half of everything is gaps."""

    def __init__(self, tolerance: float) -> None:
        """How far from a ring a corner that is left out may lie, in image pixels; 0 for every corner."""
        self._tolerance = tolerance
        self.clear()

    def clear(self) -> None:
        """Let go of all rows."""
        self._corners: NDArray[np.float32] = np.empty((0, 2), np.float32)
        self._used = self._let_go = 0
        self._starts = self._lengths = np.empty(0, np.intp)
        """Of rings: their first corners, and how many they have."""
        self._firsts, self._counts = np.full(0, -1, np.intp), np.empty(0, np.intp)
        """Of rows: their first rings, -1 where they are not here, and how many they have."""

    def missing(self, rows: Rows) -> Rows:
        """Those of the rows that are not here."""
        self._make_place(int(rows.max(initial=-1)) + 1)
        left: Rows = rows[self._firsts[rows] < 0]
        return left

    def put(self, rows: Rows, parts: Sequence[Part]) -> None:
        """Take in the rings of rows that are missing."""
        counts = np.array([1 + len(part.holes) for part in parts], np.intp)
        rings = self._thinned([part.outer for part in parts] if counts.max() == 1 else
                              [one for part in parts for one in part.rings])  # fmt: skip
        lengths = np.array([*map(len, rings)], np.intp)
        self._firsts[rows] = len(self._starts) + before(counts)
        self._counts[rows] = counts
        self._starts = np.concatenate([self._starts, self._used + before(lengths)])
        self._lengths = np.concatenate([self._lengths, lengths])
        used = self._used + int(lengths.sum())
        if used > len(self._corners):
            self._corners = np.concatenate([self._corners, np.empty((used, 2), np.float32)])
        self._corners[self._used : used] = np.concatenate(rings).reshape(-1, 2)
        self._used = used

    def drop(self, row: int) -> None:
        """Let go of a row, if it is here."""
        if row < len(self._firsts) and self._firsts[row] >= 0:
            first = self._firsts[row]
            self._let_go += int(self._lengths[first : first + self._counts[row]].sum())
            self._firsts[row] = -1
            if 2 * self._let_go > self._used:
                self.clear()

    def of(self, rows: Rows) -> tuple[NDArray[np.float32], NDArray[np.intp], NDArray[np.intp]]:
        """All corners of rows that are here, (N, 2); how many each ring has; how many rings each row has."""
        counts = self._counts[rows]
        rings = runs(self._firsts[rows], counts)
        lengths = self._lengths[rings]
        return self._corners.take(runs(self._starts[rings], lengths), axis=0), lengths, counts

    def _thinned(self, rings: list[Ring]) -> list[Ring]:
        """As OpenCV has them, (N, 1, 2). Each may come down to a point or a line where it is smaller than the
        tolerance: it is for drawing only."""
        if self._tolerance == 0:
            return rings
        return list(map(cv2.approxPolyDP, rings, repeat(self._tolerance), repeat(True)))  # type: ignore[arg-type]

    def _make_place(self, rows: int) -> None:
        more = rows - len(self._firsts)
        if more > 0:
            self._firsts = np.concatenate([self._firsts, np.full(more, -1, np.intp)])
            self._counts = np.concatenate([self._counts, np.zeros(more, np.intp)])


def before(counts: NDArray[np.intp]) -> NDArray[np.intp]:
    """How many there are before each."""
    return np.cumsum(counts) - counts


def runs(starts: NDArray[np.intp], counts: NDArray[np.intp]) -> NDArray[np.intp]:
    """start, start + 1, ... of each, so many, one after the other."""
    return np.repeat(starts - before(counts), counts) + np.arange(counts.sum())
