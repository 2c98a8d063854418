"""The picture as a view shows it, kept beside the layer from the second time on that it is drawn: what lies over it
changes far more often, but in a zoom each view is drawn once."""

from __future__ import annotations

import numpy as np

from annotator.ui.canvas.manner import Manner
from annotator.ui.canvas.picture import Pixels, Pyramid
from annotator.ui.canvas.viewport import NOWHERE, Rect, Viewport


class Backdrop:
    """Draws a picture, from memory where that is of this view; filled from the top as the view is drawn."""

    def __init__(self) -> None:
        self._pyramid: Pyramid | None = None
        self._view, self._manner = Viewport(0, 0), Manner()
        self._pixels: Pixels = np.empty((0, 0, 4), np.uint8)
        self._rows = 0
        """How many rows of the view are here."""
        self._again = False
        """Whether this view was turned to before."""

    def turn_to(self, pyramid: Pyramid | None, view: Viewport, manner: Manner) -> None:
        """Keep this view from now on."""
        self._again = (pyramid, view, manner) == (self._pyramid, self._view, self._manner)
        if self._again:
            return
        self._pyramid, self._view, self._manner, self._rows = pyramid, view, manner, 0
        if self._pixels.shape[:2] != (view.height, view.width):
            self._pixels = np.empty((view.height, view.width, 4), np.uint8)

    def place_in(self, view: Viewport) -> Rect:
        """Where in the view the picture is seen; empty where it is not."""
        return self._pyramid.place_in(view) if self._pyramid else NOWHERE

    def draw(self, into: Pixels, view: Viewport, manner: Manner) -> None:
        """Paint what the view shows; what lies beside the picture stays as it is."""
        if self._pyramid is None:
            return
        place = self._place_of(view) if manner == self._manner and self._pyramid.settled else NOWHERE
        if self._again and place.top <= self._rows < place.bottom and place.width == self._view.width:
            rows = Rect(0, self._rows, self._view.width, place.bottom)
            self._pyramid.draw(self._pixels[rows.top : rows.bottom], self._view.cut(rows), manner)
            self._rows = rows.bottom
        if place.empty or place.bottom > self._rows:
            self._pyramid.draw(into, view, manner)
            return
        if (inside := self._pyramid.place_in(view)).empty:
            return
        kept = inside.moved(place.left, place.top)
        into[inside.top : inside.bottom, inside.left : inside.right] = (
            self._pixels[kept.top : kept.bottom, kept.left : kept.right])  # fmt: skip

    def _place_of(self, view: Viewport) -> Rect:
        """Where another view lies in this one, if it does whole."""
        place = view.rect.moved(view.left - self._view.left, view.top - self._view.top)
        inside = view.scale == self._view.scale and place.clipped(self._view.rect) == place
        return place if inside else NOWHERE
