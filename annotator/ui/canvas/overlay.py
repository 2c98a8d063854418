"""What is drawn over the layer: hover, selection, the gesture's preview and handles. Few things, antialiased."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF
from shiboken6 import VoidPtr

from annotator.core.annotations import Instance, Ring
from annotator.core.geometry import rectangle
from annotator.core.gesture import Preview
from annotator.core.raster import simplified
from annotator.ui.canvas.crossed import Crossed
from annotator.ui.canvas.hues import hue
from annotator.ui.canvas.outlines import drawn_parts
from annotator.ui.canvas.painted import paint_masks
from annotator.ui.canvas.viewport import Viewport

REACH = 12
"""Logical pixels that anything here may reach out of its box."""

_MOST_HANDLES = 600
"""More handles than these in view say nothing; only the one under the cursor is shown then."""

_HANDLE = 3.5
"""Half a handle's side, logical pixels."""

_CAUGHT = 8.0
"""Radius of the mark of a snap, logical pixels."""

_CROSSED = 2.5
"""Half a cross's side where an outline crosses itself, logical pixels."""

_RUN = 128
"""Segments of one stroke: Qt takes four times as long for one through thousands that lie over each other."""

_LIGHT, _DARK, _WRONG = QColor(255, 255, 255), QColor(0, 0, 0, 110), QColor("#b3261e")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the overlay shows at one moment."""

    hovered: Instance | None = None
    selected: tuple[Instance, ...] = ()
    corners: bool = False
    """Whether the selected show their corners."""
    preview: Preview = field(default_factory=Preview)
    colour: QColor = field(default_factory=lambda: QColor("#5aa9ff"))
    """The colour of what a gesture draws."""
    accent: QColor = field(default_factory=lambda: QColor("#5aa9ff"))
    line: int = 1
    """How wide the layer's outlines are, logical pixels; these are wider."""

    @property
    def held(self) -> bool:
        """Whether the gesture's handles are corners in the hand, which look like it."""
        return self.corners or bool(self.preview.rings)


def polygon(points: NDArray[np.floating]) -> QPolygonF:
    """Points as Qt has them, copied in one piece: a QPointF for each costs thirty times as much."""
    made = QPolygonF()
    made.resize(len(points))
    memory = np.frombuffer(VoidPtr(made.data(), len(points) * 16, True), np.float64)  # type: ignore[call-overload,call-arg,arg-type]
    memory[:] = np.asarray(points, np.float64).ravel()
    return made


def rings_of(instances: Iterable[Instance]) -> list[Ring]:
    """All that stands for them on the canvas."""
    return [one for instance in instances for part in drawn_parts(instance) for one in part.rings]


def path_of(rings: Iterable[Ring], view: Viewport) -> QPainterPath:
    """Closed rings in device pixels, thinned out to what this zoom can show."""
    path = QPainterPath()
    for one in rings:
        thin = simplified(one, 0.3 / view.scale) if len(one) > 100 else one
        path.addPolygon(polygon(view.to_view(thin)))
        path.closeSubpath()
    return path


class Overlay:
    """Draws a `Shown`; keeps the paths of instances that have not changed since."""

    def __init__(self) -> None:
        self._paths: dict[int, tuple[Instance, Viewport, QPainterPath]] = {}
        self._crossed = Crossed()

    def paint(self, painter: QPainter, view: Viewport, ratio: float, shown: Shown, colours: dict[int, QColor]) -> None:
        """Paint over the layer, in logical pixels."""
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        hidden = shown.preview.hides
        if shown.hovered is not None and shown.hovered.id not in hidden:
            self._instance(painter, view, shown.hovered, ratio * (shown.line + 1), colours, strong=False)
        for one in shown.selected:
            if one.id not in hidden:
                self._instance(painter, view, one, ratio * (shown.line + 1), colours, strong=True)
                self._crossings(painter, view, ratio, one)
        self._forget({one.id for one in shown.selected})
        if shown.corners and not shown.preview.rings:
            self._corners(painter, view, ratio, shown.selected)
        self._preview(painter, view, ratio, shown)
        painter.restore()

    def _forget(self, kept: set[int]) -> None:
        self._paths = {id: entry for id, entry in self._paths.items() if id in kept}
        self._crossed.keep_only(kept)

    def _path(self, one: Instance, view: Viewport) -> QPainterPath:
        found = self._paths.get(one.id)
        if found is None or found[0] is not one or found[1].scale != view.scale:
            found = one, view, path_of(rings_of([one]), view)
            self._paths[one.id] = found
        dx, dy = found[1].left - view.left, found[1].top - view.top
        return found[2].translated(dx, dy) if dx or dy else found[2]

    def _instance(self, painter: QPainter, view: Viewport, one: Instance, width: float, colours: dict[int, QColor],
                  strong: bool) -> None:  # fmt: skip
        colour = colours.get(hue(one), _LIGHT)
        path = self._path(one, view)
        fill = QColor(colour)
        fill.setAlphaF(0.22 if strong else 0.16)
        painter.fillPath(path, fill)
        _outline(painter, [path], colour, width, strong)

    def _corners(self, painter: QPainter, view: Viewport, ratio: float, selected: Iterable[Instance]) -> None:
        rings = [one for instance in selected for one in instance.rings]
        if not rings:
            return
        points = view.to_view(np.concatenate(rings))
        seen = _seen(points, view)
        if 0 < len(seen) <= _MOST_HANDLES:
            _handles(painter, seen, ratio)

    def _crossings(self, painter: QPainter, view: Viewport, ratio: float, one: Instance) -> None:
        points = self._crossed.of(one)
        if len(points):
            _crosses(painter, _seen(view.to_view(points), view)[:_MOST_HANDLES], ratio)

    def _preview(self, painter: QPainter, view: Viewport, ratio: float, shown: Shown) -> None:
        preview, colour = shown.preview, shown.colour
        paint_masks(painter, view, preview.painted, colour, _LIGHT, ratio * (shown.line + 1))
        for rings, made in ((preview.rings, colour), (preview.fresh, _apart(colour))):
            if rings:
                path = path_of(rings, view)
                fill = QColor(made)
                fill.setAlphaF(0.18)
                painter.fillPath(path, fill)
                _outline(painter, [path], made, ratio * (shown.line + 1), strong=True)
        if preview.path is not None and len(preview.path) > 1:
            runs = _runs(painter, view.to_view(preview.path), ratio)
            _outline(painter, runs, colour, ratio * (shown.line + 1), strong=True)
        if preview.lasso is not None:
            _area(painter, preview.lasso, view, ratio, shown.accent)
        if preview.band is not None:
            _area(painter, rectangle(*preview.band), view, ratio, shown.accent)
        if preview.marked is not None and len(preview.marked):
            _handles(painter, _clipped(painter, view.to_view(preview.marked), ratio), ratio, marked=shown.accent)
        if preview.snap is not None:
            _caught(painter, view.to_view(np.array([preview.snap]))[0], ratio, shown.accent)
        if preview.handles is not None and len(preview.handles):
            handles = _clipped(painter, view.to_view(preview.handles), ratio)
            _handles(painter, handles, ratio, colour if shown.held else None)


def _seen(points: NDArray[np.float64], view: Viewport) -> NDArray[np.float64]:
    """Those in view, or so near that their marks are."""
    return points[((points > -REACH) & (points < (view.width + REACH, view.height + REACH))).all(axis=1)]


def _clip(painter: QPainter, ratio: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Upper left and lower right of where the painter paints, and as much around it as a line or a handle reaches."""
    if not painter.hasClipping():
        return np.full(2, -np.inf), np.full(2, np.inf)
    clip, reach = painter.clipBoundingRect(), REACH * ratio
    return np.array([clip.left(), clip.top()]) - reach, np.array([clip.right(), clip.bottom()]) + reach


def _clipped(painter: QPainter, points: NDArray[np.float64], ratio: float) -> NDArray[np.float64]:
    """Those of the points whose marks are painted."""
    low, high = _clip(painter, ratio)
    return points[((points >= low) & (points <= high)).all(axis=1)]


def _runs(painter: QPainter, points: NDArray[np.float64], ratio: float) -> list[QPainterPath]:
    """An open line in pieces, those of them that are painted; they are always cut at the same places, so that a line
    over itself looks the same however little of it is painted."""
    low, high = _clip(painter, ratio)
    made = []
    for start in range(0, len(points) - 1, _RUN):
        run = points[start : start + _RUN + 1]
        if (run.min(axis=0) <= high).all() and (run.max(axis=0) >= low).all():
            path = QPainterPath()
            path.addPolygon(polygon(run))
            made.append(path)
    return made


def _outline(painter: QPainter, paths: list[QPainterPath], colour: QColor, width: float, strong: bool) -> None:
    """What is selected has a light line around its colour, so that it stands out from what is not."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(_LIGHT, 1.5 * width + 1), QPen(colour, width)) if strong else (QPen(colour, width),):
        for path in paths:
            painter.strokePath(path, pen)


def _apart(colour: QColor) -> QColor:
    """As far round the colour circle as one can go, and lighter or darker too, for those who see few colours."""
    value = 255 if colour.value() < 200 else 120
    return QColor.fromHsv((max(colour.hue(), 0) + 180) % 360, max(colour.saturation(), 160), value)


def _area(painter: QPainter, ring: Ring, view: Viewport, ratio: float, accent: QColor) -> None:
    """Band or lasso."""
    fill = QColor(accent)
    fill.setAlphaF(0.14)
    whole, around = path_of([ring], view), view.to_view(np.concatenate([ring, ring[:1]]))
    painter.fillPath(whole, fill)
    runs = [whole] if len(ring) <= _RUN else _runs(painter, around, ratio)
    for colour, width in ((_DARK, 3.0), (accent, 1.4)):
        pen = QPen(colour, width * ratio, c=Qt.PenCapStyle.FlatCap)  # so that runs do not lie over each other
        for path in runs:
            painter.strokePath(path, pen)


def _handles(painter: QPainter, points: NDArray[np.float64], ratio: float, held: QColor | None = None,
             marked: QColor | None = None) -> None:  # fmt: skip
    """Squares; the one in the hand is round, marked ones are full and a little larger."""
    half = (_HANDLE + (2 if held else 1 if marked else 0)) * ratio
    painter.setPen(QPen(_LIGHT if marked else QColor(20, 20, 20), ratio))
    painter.setBrush(QBrush(held or marked or _LIGHT))
    for x, y in points.tolist():
        if held:
            painter.drawEllipse(QPointF(x, y), half, half)
        else:
            painter.drawRect(QRectF(x - half, y - half, 2 * half, 2 * half))


def _crosses(painter: QPainter, points: NDArray[np.float64], ratio: float) -> None:
    """A light cross on a dark red disc, seen on outlines of all colours."""
    half = _CROSSED * ratio
    painter.setBrush(QBrush(_WRONG))
    painter.setPen(QPen(_LIGHT, 1.4 * ratio))
    for x, y in points.tolist():
        painter.drawEllipse(QPointF(x, y), 2.2 * half, 2.2 * half)
        painter.drawLine(QPointF(x - half, y - half), QPointF(x + half, y + half))
        painter.drawLine(QPointF(x - half, y + half), QPointF(x + half, y - half))


def _caught(painter: QPainter, point: NDArray[np.float64], ratio: float, accent: QColor) -> None:
    """A ring around where a neighbour's outline has been taken hold of."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((_LIGHT, 3.0), (accent, 1.5)):
        painter.setPen(QPen(colour, width * ratio))
        painter.drawEllipse(QPointF(*point.tolist()), _CAUGHT * ratio, _CAUGHT * ratio)
