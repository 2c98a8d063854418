"""The cached layer: picture and outlines as they were drawn last, moved and scaled at once, made sharp in slices.

Panning shows another part of its pixels, which reach a little beyond the view, and draws a strip where they end.
Zooming shows it scaled until it is drawn anew. An edit draws its own rectangle anew. Drawing goes on in slices of a
few milliseconds, so that input never waits for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from math import ceil, floor

import numpy as np
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QRegion

from annotator.ui.canvas.picture import Pixels
from annotator.ui.canvas.viewport import NOWHERE, Rect, Viewport

Draw = Callable[[Pixels, Rect, Viewport], Iterator[None]]
"""Draws a rectangle of a view into the pixels of the whole view, in slices."""


_ROOM = 64
"""Pixels around a view that a buffer has room for."""

_AHEAD = 48
"""How much farther than it has to a strip reaches: drawing one costs far more than each of its rows."""


class _Buffer:
    """Pixels that numpy and Qt share, for a view and what lies around it."""

    def __init__(self, width: int, height: int) -> None:
        self.pixels: Pixels = np.zeros((height + 2 * _ROOM, width + 2 * _ROOM, 4), np.uint8)
        self.rect = Rect(0, 0, width + 2 * _ROOM, height + 2 * _ROOM)
        self.middle = self.rect.grown(-_ROOM)

    def part(self, rect: Rect) -> Pixels:
        return self.pixels[rect.top : rect.bottom, rect.left : rect.right]

    def image(self, rect: Rect) -> QImage:
        """Good as long as the buffer is."""
        row = 4 * self.rect.width
        memory = self.pixels.reshape(-1)[rect.top * row + 4 * rect.left :]
        return QImage(memory.data, rect.width, rect.height, row, QImage.Format.Format_RGB32)


class Layer:
    """Always shows something for the view that was asked for last; `work` brings it nearer to exact."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self.view = Viewport(1, 1)
        self._front, self._back, self._spare = (_Buffer(1, 1) for _ in range(3))
        self._front_view = self.view
        """What the front shows."""
        self._shown = self._known = self._front.middle
        """Where in the front's pixels that is, and where they are right, which may reach beyond it."""
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
            dx, dy = view.left - old.left, view.top - old.top
            if self.busy:  # what leaves the view before it is drawn is not known when it comes back
                self._known = self._known.clipped(self._shown.moved(dx, dy))
            self._stale = self._stale.moved(-dx, -dy).clipped(view.rect)
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
        self._known = self._shown
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
            self._job = self._draw(self._back.part(self._back.middle), self._job_rect, self._job_view)
        for _ in self._job:
            return NOWHERE
        self._job = None
        return self._deliver()

    def _deliver(self) -> Rect:
        """Bring what the job has drawn to the front."""
        if self._job_rect == self._job_view.rect:
            self._front, self._back = self._back, self._front
            self._front_view, self._shown, self._known = self._job_view, self._front.middle, self._front.middle
            self.held = False
            self._scroll()
            return self.view.rect
        dx, dy = self._job_view.left - self.view.left, self._job_view.top - self.view.top
        place = self._job_rect.moved(dx, dy).clipped(self.view.rect)
        if not place.empty:
            drawn = place.moved(-dx, -dy).moved(*self._back.middle[:2])
            self._front.part(place.moved(*self._shown[:2]))[:] = self._back.part(drawn)
        return place

    def _scroll(self) -> None:
        """Show the part of the front where the view lies now; what comes into view there is drawn, or stale."""
        dx, dy = self.view.left - self._front_view.left, self.view.top - self._front_view.top
        if dx == 0 and dy == 0:
            return
        self._front_view, self._shown = self.view, self._shown.moved(dx, dy)
        if self._shown.clipped(self._front.rect) != self._shown:
            self._make_room()
        if self._known.clipped(self._shown).empty:
            self._known, self._stale = self._shown, self.view.rect
            return
        for side in range(4):
            self._reach(side)
        if self.busy:
            self._known = self._shown

    def _make_room(self) -> None:
        """Move what is known, so that the view lies in the middle of the front again."""
        middle = self._front.middle
        dx, dy = middle.left - self._shown.left, middle.top - self._shown.top
        self._shown, self._known = middle, self._known.moved(dx, dy).clipped(self._front.rect)
        if not self._known.empty:
            self._spare.part(self._known)[:] = self._front.part(self._known.moved(-dx, -dy))
        self._front, self._spare = self._spare, self._front

    def _reach(self, side: int) -> None:
        """Know what is shown on one side of the four of a rectangle, and some more, as the next step leads there."""
        shown, known, outwards = self._shown[side], self._known[side], -1 if side < 2 else 1
        if (shown - known) * outwards <= 0:
            return
        edges, opposite = list(self._known), (side + 2) % 4
        edges[side] = shown + outwards * min(_AHEAD, abs(self._front.rect[side] - shown))
        self._known = Rect(*edges)
        edges[opposite] = known
        self._draw_now(Rect(*edges))

    def _draw_now(self, strip: Rect) -> None:
        """A strip is drawn at once while it is thin, and left to `work` where it is most of the view."""
        left, top = self._shown[:2]
        seen = strip.moved(-left, -top).clipped(self.view.rect)
        if seen.width * seen.height * 4 > self.view.width * self.view.height:
            self._stale = self._stale.joined(seen)
            return
        for _ in self._draw(self._front.pixels, strip, self.view.cut(self._front.rect.moved(-left, -top))):
            pass

    def _resize(self, old: Viewport) -> None:
        """Keep the old pixels in place until the new size is drawn."""
        view, front = self.view, self._front
        self._front, self._back, self._spare = (_Buffer(view.width, view.height) for _ in range(3))
        common = Rect(0, 0, min(view.width, old.width), min(view.height, old.height))
        corner, self._shown = self._shown[:2], self._front.middle
        self._front.part(common.moved(*self._shown[:2]))[:] = front.part(common.moved(*corner))
        self._known = self._shown
        self._front_view = replace(self._front_view, width=view.width, height=view.height)
        self._job = None
        self._stale = view.rect

    def paint(self, painter: QPainter, ratio: float, beneath: Callable[[QPainter], None]) -> None:
        """Paint the layer in logical pixels; `beneath` fills the view where a zoom shows what was never drawn."""
        image = self._front.image(self._shown)
        if self.held or self._front_view.scale == self.view.scale:
            image.setDevicePixelRatio(ratio)
            painter.drawImage(0, 0, image)
            return
        growth = self.view.scale / self._front_view.scale
        x, y = self._front_view.left * growth - self.view.left, self._front_view.top * growth - self.view.top
        width, height = self._front_view.width * growth, self._front_view.height * growth
        target = QRectF(x / ratio, y / ratio, width / ratio, height / ratio)
        beside = QRegion(logical(self.view.rect, ratio)) - QRegion(_whole_pixels(target))
        if not beside.isEmpty():
            painter.save()
            painter.setClipRegion(beside, Qt.ClipOperation.IntersectClip)
            beneath(painter)
            painter.restore()
        painter.drawImage(target, image, QRectF(image.rect()), Qt.ImageConversionFlag.AutoColor)


def _whole_pixels(rect: QRectF) -> QRect:
    """The pixels that lie wholly in it."""
    left, top = ceil(rect.left()), ceil(rect.top())
    return QRect(left, top, floor(rect.right()) - left, floor(rect.bottom()) - top)


def logical(rect: Rect, ratio: float) -> QRect:
    """The logical pixels that hold a rectangle of device pixels."""
    return QRectF(rect.left / ratio, rect.top / ratio, rect.width / ratio, rect.height / ratio).toAlignedRect()
