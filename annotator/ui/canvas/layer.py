"""The cached layer: picture and outlines as they were drawn last, moved and scaled at once, made sharp in slices.

Panning moves its pixels and draws the strips that come into view. Zooming shows it scaled until it is drawn anew. An
edit draws its own rectangle anew. Drawing goes on in slices of a few milliseconds, so that input never waits for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from annotator.ui.canvas.picture import Pixels
from annotator.ui.canvas.viewport import NOWHERE, Rect, Viewport

Draw = Callable[[Pixels, Rect, Viewport], Iterator[None]]
"""Draws a rectangle of a view into the pixels of the whole view, in slices."""


class _Buffer:
    """Pixels that numpy and Qt share."""

    def __init__(self, width: int, height: int) -> None:
        self.pixels: Pixels = np.zeros((height, width, 4), np.uint8)
        self.image = QImage(self.pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)


class Layer:
    """Always shows something for the view that was asked for last; `work` brings it nearer to exact."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self.view = Viewport(1, 1)
        self._front, self._back, self._spare = (_Buffer(1, 1) for _ in range(3))
        self._front_view = self.view
        self._stale = NOWHERE
        """Where the front does not show what it should, in the view's pixels."""
        self.held = False
        """Whether the front is of something else, kept until the new is drawn."""
        self._job: Iterator[None] | None = None
        self._job_rect, self._job_view = NOWHERE, self.view

    @property
    def busy(self) -> bool:
        """Whether there is something left to draw."""
        return self._job is not None or not self._stale.empty

    @property
    def sharp(self) -> bool:
        """Whether what is shown was drawn for this view."""
        return not self.busy and self._front_view == self.view

    @property
    def _usable(self) -> bool:
        """Whether the front's pixels are right for the view but for what is stale."""
        return self._front_view.scale == self.view.scale and not self.held

    def show(self, view: Viewport) -> None:
        """Show this view from now on."""
        old, self.view = self.view, view
        if (view.width, view.height) != (old.width, old.height):
            self._resize(old)
        elif view.scale != old.scale:
            self._job = None
            self._stale = view.rect
        elif self._usable:
            self._stale = self._stale.moved(old.left - view.left, old.top - view.top).clipped(view.rect)
        elif self._job is None:
            self._stale = view.rect
        if self._usable:
            self._scroll()

    def replace(self, view: Viewport) -> None:
        """Show something else altogether: what was shown stays as it is until the new is drawn whole."""
        self.show(view)
        self.held, self._job, self._stale = True, None, view.rect

    def redraw(self, rect: Rect | None = None) -> None:
        """What is shown in this rectangle of the view (everywhere, if None) is no longer right, nor what is begun."""
        if self._job is not None:
            begun = self._job_rect.moved(self._job_view.left - self.view.left, self._job_view.top - self.view.top)
            self._job, self._stale = None, self._stale.joined(begun.clipped(self.view.rect))
        rect = self.view.rect if rect is None or not self._usable else rect
        self._stale = self._stale.joined(rect.clipped(self.view.rect))

    def work(self, budget_s: float) -> Rect:
        """Draw for about this long, and at least one slice; the rectangle of the view that looks different now."""
        until = time.perf_counter() + budget_s
        changed = NOWHERE
        while self.busy:
            changed = changed.joined(self._slice())
            if time.perf_counter() >= until:
                break
        return changed

    def _slice(self) -> Rect:
        if self._job is None:
            self._job_rect, self._job_view = self._stale, self.view
            self._stale = NOWHERE
            self._job = self._draw(self._back.pixels, self._job_rect, self._job_view)
        for _ in self._job:
            return NOWHERE
        self._job = None
        return self._deliver()

    def _deliver(self) -> Rect:
        """Bring what the job has drawn to the front."""
        if self._job_rect == self._job_view.rect:
            self._front, self._back = self._back, self._front
            self._front_view, self.held = self._job_view, False
            self._scroll()
            return self.view.rect
        dx, dy = self._job_view.left - self.view.left, self._job_view.top - self.view.top
        place = self._job_rect.moved(dx, dy).clipped(self.view.rect)
        if not place.empty:
            _part(self._front, place)[:] = _part(self._back, place.moved(-dx, -dy))
        return place

    def _scroll(self) -> None:
        """Move the front's pixels to where the view has them now; what comes into view is stale."""
        dx, dy = self._front_view.left - self.view.left, self._front_view.top - self.view.top
        self._front_view = self.view
        if dx == 0 and dy == 0:
            return
        kept = self.view.rect.moved(dx, dy).clipped(self.view.rect)
        if kept.empty:
            self._stale = self.view.rect
            return
        _part(self._spare, kept)[:] = _part(self._front, kept.moved(-dx, -dy))
        self._front, self._spare = self._spare, self._front
        for strip in _strips(self.view.rect, kept):
            self._draw_now(strip)

    def _draw_now(self, strip: Rect) -> None:
        """A strip is drawn at once while it is thin, and left to `work` where it is most of the view."""
        if strip.width * strip.height * 4 > self.view.width * self.view.height:
            self._stale = self._stale.joined(strip)
            return
        for _ in self._draw(self._front.pixels, strip, self.view):
            pass

    def _resize(self, old: Viewport) -> None:
        """Keep the old pixels in place until the new size is drawn."""
        view, front = self.view, self._front
        self._front, self._back, self._spare = (_Buffer(view.width, view.height) for _ in range(3))
        common = Rect(0, 0, min(view.width, old.width), min(view.height, old.height))
        _part(self._front, common)[:] = _part(front, common)
        self._front_view = replace(self._front_view, width=view.width, height=view.height)
        self._job = None
        self._stale = view.rect

    def paint(self, painter: QPainter, ratio: float, beneath: Callable[[QPainter], None]) -> None:
        """Paint the layer in logical pixels; `beneath` fills the view where a zoom shows what was never drawn."""
        if self.held or self._front_view.scale == self.view.scale:
            self._front.image.setDevicePixelRatio(ratio)
            painter.drawImage(0, 0, self._front.image)
            self._front.image.setDevicePixelRatio(1.0)
            return
        beneath(painter)
        growth = self.view.scale / self._front_view.scale
        x, y = self._front_view.left * growth - self.view.left, self._front_view.top * growth - self.view.top
        width, height = self._front_view.width * growth, self._front_view.height * growth
        target = QRectF(x / ratio, y / ratio, width / ratio, height / ratio)
        painter.drawImage(target, self._front.image, QRectF(self._front.image.rect()), Qt.ImageConversionFlag.AutoColor)


def _part(buffer: _Buffer, rect: Rect) -> Pixels:
    return buffer.pixels[rect.top : rect.bottom, rect.left : rect.right]


def _strips(whole: Rect, kept: Rect) -> list[Rect]:
    """What of the whole lies beside the part that was kept, at most one strip across and one down."""
    above = Rect(whole.left, whole.top, whole.right, kept.top)
    below = Rect(whole.left, kept.bottom, whole.right, whole.bottom)
    before = Rect(whole.left, kept.top, kept.left, kept.bottom)
    after = Rect(kept.right, kept.top, whole.right, kept.bottom)
    return [one for one in (above, below, before, after) if not one.empty]


def logical(rect: Rect, ratio: float) -> QRect:
    """The logical pixels that hold a rectangle of device pixels."""
    return QRectF(rect.left / ratio, rect.top / ratio, rect.width / ratio, rect.height / ratio).toAlignedRect()
