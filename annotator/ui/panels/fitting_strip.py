"""The quiet strip over the foot of the picture while outlines are simplified or smoothed."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSlider, QWidget

from annotator.core.fitting import TOLERANCES, Fitted, Operation
from annotator.ui.commands.fitting import Fitting
from annotator.ui.pieces import label, push
from annotator.ui.theme import GRID

WIDEST, MANY = "12,345 → 12,345 corners   IoU 99.9 %", " or more"
KEEP = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class FittingStrip(QFrame):
    """Left and right move the slider, Enter keeps, Escape leaves; the picture can be moved and zoomed meanwhile."""

    def __init__(self, fitting: Fitting, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._fitting, self._canvas = fitting, canvas
        self.setProperty("role", "popup")
        self.title, self.tolerance, self.figures = label("", "heading"), label(), label("", "muted")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, len(TOLERANCES) - 1)
        self.slider.setPageStep(3)
        self.slider.setFixedWidth(160)
        self.slider.setToolTip("How far an outline may come to lie from where it was")
        self.slider.setAccessibleName("Tolerance")
        self.keep, self.leave = push("Keep", primary=True), push("Leave")
        self.keep.setToolTip("Enter")
        self.leave.setToolTip("Escape")
        self.tolerance.setMinimumWidth(self.fontMetrics().horizontalAdvance("0.75 px"))
        self.figures.setMinimumWidth(self.fontMetrics().horizontalAdvance(f"{WIDEST}{MANY}"))
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        row.setSpacing(GRID)
        for part in (self.title, self.slider, self.tolerance, self.figures, self.leave, self.keep):
            row.addWidget(part)
        self.slider.valueChanged.connect(self._moved)
        self.keep.clicked.connect(fitting.keep)
        self.leave.clicked.connect(fitting.leave)
        fitting.begun.connect(self._begun)
        fitting.found.connect(self._found)
        fitting.progressed.connect(lambda done, of: self.figures.setText(f"{done:,} of {of:,} worked out"))
        fitting.ended.connect(self._ended)
        canvas.installEventFilter(self)
        self.hide()

    def _begun(self, operation: Operation, tolerance_px: float) -> None:
        self.title.setText(operation.verb)
        self.slider.blockSignals(True)
        self.slider.setValue(TOLERANCES.index(tolerance_px))
        self.slider.blockSignals(False)
        self._name()
        self.show()
        self._place()
        self.raise_()
        self.slider.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _moved(self) -> None:
        self._name()
        self._fitting.try_out(TOLERANCES[self.slider.value()])

    def _name(self) -> None:
        self.tolerance.setText(f"{TOLERANCES[self.slider.value()]:g} px")

    def _found(self, found: Fitted) -> None:
        many = MANY if len(found.parts) > 1 else ""
        self.figures.setText(f"{found.before:,} → {found.after:,} corners   IoU {found.iou:.1%}{many}"
                             if found.parts else f"{found.before:,} corners, nothing to change")  # fmt: skip

    def _ended(self) -> None:
        had_focus = self.isAncestorOf(self.window().focusWidget()) if self.window().focusWidget() else False
        self.hide()
        self.figures.clear()
        if had_focus:
            self._canvas.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the slider does not take."""
        if not self._taken(event):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the picture's size; its Enter and Escape are this strip's while it is there."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._place()
        return isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and self._taken(event)

    def _taken(self, event: QKeyEvent) -> bool:
        if not self._fitting.active or event.key() not in (*KEEP, Qt.Key.Key_Escape):
            return False
        self._fitting.leave() if event.key() == Qt.Key.Key_Escape else self._fitting.keep()
        return True

    def _place(self) -> None:
        self.adjustSize()
        room = self._canvas.width() - 2 * GRID
        self.resize(min(self.width(), room), self.height())
        self.move(QPoint((self._canvas.width() - self.width()) // 2, self._canvas.height() - self.height() - 2 * GRID))
