"""Onion skin: where the selected tracks, or all things, were a frame ago and will be a frame on."""

from __future__ import annotations

from collections.abc import Callable, Collection

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from annotator.core.annotations import Ring, shown
from annotator.core.frames import Frame
from annotator.storage import Project
from annotator.ui.canvas.overlay import path_of
from annotator.ui.canvas.viewport import Viewport
from annotator.ui.lanes import Job, Lane
from annotator.ui.state.document import Document

Skins = tuple[tuple[Ring, ...], tuple[Ring, ...]]
"""The outlines of the frame before and of the frame after."""

NO_SKINS: Skins = ((), ())

_COLOURS = QColor("#e69f00"), QColor("#56b4e9")
"""Before and after: apart to colour-blind eyes, too."""

_SEAM = QColor(0, 0, 0, 130)


class Onion(QObject):
    """Reads the two frames beside the GUI thread, and again when something has changed."""

    def __init__(self, document: Document, repaint: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document, self._repaint = document, repaint
        self._lane = Lane(1, self)
        self._job: Job | None = None
        self.skins: Skins = NO_SKINS
        """What is shown now."""
        self.on = False
        document.frame_changed.connect(lambda _: self._read_afresh())
        for signal in (document.edited, document.selection_changed):
            signal.connect(lambda _: self._read())

    def toggle(self) -> None:
        """Show or hide the skins."""
        self.on = not self.on
        self._read_afresh()
        said = "Orange is the frame before, blue the frame after." if self.on else "Only this frame's outlines."
        self._document.said.emit("info", said)

    def stop(self) -> None:
        """Wait for what is being read; nothing is read any more."""
        self._lane.stop()

    def _read_afresh(self) -> None:
        self._show(NO_SKINS)
        self._read()

    def _read(self) -> None:
        """What is shown stays until it is read."""
        if self._job is not None:
            self._job.cancel()
            self._job = None
        document = self._document
        project, frame, threshold = document.project, document.frame, document.showing.threshold
        if not self.on or project is None or frame is None:
            return
        tracks = {document.instances[id].track for id in document.selection} - {0}

        def work(_: Job) -> Skins:
            with project.reader() as reader:
                before, after = (_rings(reader, frame, by, tracks, threshold) for by in (-1, 1))
                return before, after

        self._job = self._lane.start("", work, self._show, lambda why: document.said.emit("error", why))

    def _show(self, skins: Skins) -> None:
        self.skins = skins
        self._repaint()

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


def _rings(project: Project, frame: Frame, by: int, tracks: Collection[int], threshold: float) -> tuple[Ring, ...]:
    """What is shown on the frame so many further on: of these tracks, or all where none is given."""
    key = project.find_frame(frame.root, frame.path, frame.index + by)
    if key is None:
        return ()
    there = project.instances(key) | project.interpolated(project.frame(key))
    return tuple(ring for one in there.values() if shown(one, threshold)
                 if not tracks or one.track in tracks for ring in one.rings)  # fmt: skip


def _line(painter: QPainter, path: QPainterPath, colour: QColor, ratio: float) -> None:
    painter.strokePath(path, QPen(_SEAM, 2.6 * ratio))
    painter.strokePath(path, QPen(colour, 1.4 * ratio))
