"""The stage while a video plays on it: frames that were drawn elsewhere are shown in place of the layer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent

from annotator.ui.canvas.picture import Pixels
from annotator.ui.canvas.stage import Stage


class FilmStage(Stage):
    """What was shown last of a film stays until the layer has drawn the frame on which it ended."""

    film_pressed = Signal()
    """The mouse was pressed on a film."""

    _film: Pixels | None = None
    _ends = _follows = False
    """Whether the film is over, and whether the layer draws what comes after it."""

    @property
    def filming(self) -> bool:
        """Whether a film is on; there is nothing to work on then."""
        return self._film is not None and not self._ends

    @property
    def ready(self) -> bool:
        """Whether the picture of the document's frame is on the screen, so that it can be worked on."""
        return super().ready and not self.filming

    def show_film(self, pixels: Pixels) -> None:
        """Show these (height, width, 4) device pixels, blue first, which were drawn for the view."""
        self._film, self._ends, self._follows = pixels, False, False
        self.update()

    def end_film(self) -> None:
        """Show the document's frame again, as soon as it is drawn."""
        self._ends = True

    def show_scenery(self) -> None:
        """What comes after the film is here."""
        self._follows = self._ends
        super().show_scenery()

    def work(self) -> None:
        """The film goes when the layer is drawn."""
        super().work()
        if self._follows and not self.layer.held:
            self._film, self._ends, self._follows = None, False, False
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """On a film it says that a person wants to work here."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.film_pressed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The film, or else the layer."""
        if self._film is None:
            super().paintEvent(event)
            return
        painter = QPainter(self)
        rows, columns = self._film.shape[:2]
        image = QImage(self._film.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(self.ratio)
        if (columns, rows) != (self.view.width, self.view.height):
            blue, green, red = self.scenery.look.ground
            painter.fillRect(self.rect(), QColor(red, green, blue))
        painter.drawImage(0, 0, image)
        painter.end()
