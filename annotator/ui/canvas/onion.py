"""Onion skin: where the selected tracks, or all things, were a frame ago and will be a frame on."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from annotator.core.annotations import Ring, shown
from annotator.ui.canvas.overlay import path_of
from annotator.ui.canvas.viewport import Viewport
from annotator.ui.document import Document

Skins = tuple[tuple[Ring, ...], tuple[Ring, ...]]
"""The outlines of the frame before and of the frame after."""

_COLOURS = QColor("#e69f00"), QColor("#56b4e9")
"""Before and after: apart to colour-blind eyes, too."""

_SEAM = QColor(0, 0, 0, 130)


class Onion(QObject):
    """Reads the two frames when they are first painted, and again when something has changed."""

    def __init__(self, document: Document, repaint: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._repaint = repaint
        self._skins: Skins | None = None
        self.on = False
        for signal in (document.frame_changed, document.edited, document.selection_changed):
            signal.connect(lambda _: self._stale())

    def toggle(self) -> None:
        """Show or hide the skins."""
        self.on = not self.on
        self._skins = None
        self._repaint()
        said = "Orange is the frame before, blue the frame after." if self.on else "Only this frame's outlines."
        self._document.said.emit("info", said)

    def _stale(self) -> None:
        self._skins = None
        if self.on:
            self._repaint()

    @property
    def skins(self) -> Skins:
        """What is shown now."""
        if self._skins is None:
            self._skins = (self._rings(-1), self._rings(1)) if self.on else ((), ())
        return self._skins

    def _rings(self, by: int) -> tuple[Ring, ...]:
        document = self._document
        project, frame = document.project, document.frame
        key = project.find_frame(frame.root, frame.path, frame.index + by) if project and frame else None
        if project is None or key is None:
            return ()
        there = project.instances(key) | project.interpolated(project.frame(key))
        tracks = {document.instances[id].track for id in document.selection} - {0}
        return tuple(ring for one in there.values() if shown(one, document.showing.threshold)
                     if not tracks or one.track in tracks for ring in one.rings)  # fmt: skip

    def paint(self, painter: QPainter, view: Viewport, ratio: float) -> None:
        """Over the layer, in logical pixels."""
        if not self.on:
            return
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for rings, colour in zip(self.skins, _COLOURS, strict=True):
            if rings:
                _line(painter, path_of(rings, view), colour, ratio)
        painter.restore()


def _line(painter: QPainter, path: QPainterPath, colour: QColor, ratio: float) -> None:
    painter.strokePath(path, QPen(_SEAM, 2.6 * ratio))
    painter.strokePath(path, QPen(colour, 1.4 * ratio))
