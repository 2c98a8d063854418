"""How the picture is adjusted for the eye: a panel beside it, so that all of the picture is seen meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from math import exp, log

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from annotator.core.adjustment import CHANNELS, GAMMAS, PLAIN, Adjustment, Window
from annotator.media.picture import default_window
from annotator.ui.canvas.stage import Stage
from annotator.ui.panels.histogram import Histogram
from annotator.ui.pieces import ComboBox, flat, label, line, push
from annotator.ui.theme import GRID

_ENOUGH = 200_000
"""Pixels that the histogram is made of."""

_NAMES = {"all": "All channels", "red": "Red", "green": "Green", "blue": "Blue", "grey": "Grey"}


class _Scale:
    """A slider, what its places stand for, and how that is written."""

    def __init__(self, name: str, field: str, to: Callable[[int], float], of: Callable[[float], int],
                 written: Callable[[float], str]) -> None:  # fmt: skip
        self.field, self._to, self._of, self._written = field, to, of, written
        self.name, self.figure = label(name), label("", "muted")
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(-100, 100)
        self.slider.setPageStep(10)
        self.slider.setAccessibleName(name)
        self.figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    @property
    def value(self) -> float:
        return self._to(self.slider.value())

    def show_value(self, value: float) -> None:
        with QSignalBlocker(self.slider):
            self.slider.setValue(self._of(value))
        self.figure.setText(self._written(value))


def _percent(share: float) -> str:
    return f"{share:+.0%}" if round(share * 100) else "0%"


def _share(name: str, field: str) -> _Scale:
    return _Scale(name, field, lambda at: at / 100, lambda value: round(value * 100), _percent)


def _gamma(at: int) -> float:
    return round(exp(at / 100 * log(GAMMAS[1])), 4)


def _gamma_place(value: float) -> int:
    return round(log(value) / log(GAMMAS[1]) * 100)


class AdjustmentsPanel(QFrame):
    """Follows what holds now; sliders show at once and are kept when they are let go. Escape closes it."""

    opened = Signal()

    def __init__(self, canvas: Stage) -> None:
        super().__init__()
        self._canvas, self._adjusting = canvas, canvas.adjusting
        self.histogram: Histogram = Histogram()
        self.low, self.high = _number("Shown as black"), _number("Shown as white")
        self.scales = (
            _share("Brightness", "brightness"),
            _share("Contrast", "contrast"),
            _Scale("Gamma", "gamma", _gamma, _gamma_place, "{:.2f}".format),
        )
        self.channel, self.inverted = ComboBox(), QCheckBox("Inverted")
        self.channel.setAccessibleName("Channel")
        for one in CHANNELS:
            self.channel.addItem(_NAMES[one], one)
        self.auto = push("Auto")
        self.auto.setToolTip("From the 0.1 to the 99.9 percentile of the picture's values")
        self.reset = push("Reset")
        self.reset.setToolTip("The picture as it was decoded")
        self.everywhere = push("Apply to all frames")
        self.everywhere.setToolTip("Of this project, also those added later")
        self.close_ = flat("mdi6.close", "Close (Escape)")
        self._lay_out()
        self._connect()
        self.hide()

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(GRID, GRID, GRID, GRID)
        column.setSpacing(GRID)
        column.addLayout(_row(label("How the picture is shown", "heading"), None, self.close_))
        column.addWidget(self.histogram)
        column.addLayout(_row(self.low, None, self.auto, None, self.high))
        grid = QGridLayout()
        grid.setHorizontalSpacing(GRID)
        grid.setVerticalSpacing(GRID)
        for below, one in enumerate(self.scales):
            for place, part in enumerate((one.name, one.slider, one.figure)):
                grid.addWidget(part, below, place)
            one.figure.setMinimumWidth(self.fontMetrics().horizontalAdvance("+100 %"))
        column.addLayout(grid)
        column.addLayout(_row(self.channel, None, self.inverted))
        column.addLayout(_row(self.reset, None, self.everywhere))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(column)
        whole.addWidget(line())

    def _connect(self) -> None:
        adjusting = self._adjusting
        for one in self.scales:
            one.slider.valueChanged.connect(lambda _, one=one: self._slid(one))
            one.slider.sliderReleased.connect(adjusting.keep)
        for field in (self.low, self.high):
            field.valueChanged.connect(lambda _: self._typed())
        self.histogram.dragged.connect(lambda window: adjusting.try_out(replace(adjusting.now, window=window)))
        self.histogram.dropped.connect(adjusting.keep)
        self.channel.currentIndexChanged.connect(lambda _: self._change(channel=self.channel.currentData()))
        self.inverted.toggled.connect(lambda on: self._change(inverted=on))
        self.auto.clicked.connect(lambda: self._change(window=self._auto()))
        self.reset.clicked.connect(adjusting.reset)
        self.everywhere.clicked.connect(adjusting.for_all)
        self.close_.clicked.connect(self.close_panel)
        adjusting.changed.connect(self._show_adjustment)
        self._canvas.shown.connect(lambda _: self._take_picture())

    # opening

    def toggle(self) -> None:
        """Open it with the keyboard in it, or close it."""
        if self.isVisible():
            self.close_panel()
            return
        self.show()
        self.opened.emit()
        self._take_picture()
        self.scales[0].slider.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_panel(self) -> None:
        """And give the keyboard back to the picture."""
        self.hide()
        self._canvas.setFocus()

    # following

    def _own(self) -> Window:
        pyramid = self._canvas.scenery.pyramid
        return pyramid.window if pyramid else Window(0, 255)

    def _take_picture(self) -> None:
        pyramid = self._canvas.scenery.pyramid
        if pyramid is None or not self.isVisible():
            return
        samples = pyramid.some(_ENOUGH)
        self.histogram.set_picture(samples)
        whole = samples.dtype.kind in "iu"
        low, high = self.histogram.extent
        for field in (self.low, self.high):
            with QSignalBlocker(field):
                field.setDecimals(0 if whole else 3 if high - low > 1 else 6)
                field.setRange(-1e12, 1e12)
                field.setSingleStep(1 if whole and high - low < 1000 else (high - low) / 200)
        self._show_adjustment(self._adjusting.now)

    def _show_adjustment(self, adjustment: Adjustment) -> None:
        if not self.isVisible():
            return
        self.histogram.show_adjustment(adjustment, self._own())
        for one in self.scales:
            one.show_value(getattr(adjustment, one.field))
        for field, value in zip((self.low, self.high), adjustment.window or self._own(), strict=True):
            with QSignalBlocker(field):
                field.setValue(value)
        with QSignalBlocker(self.channel), QSignalBlocker(self.inverted):
            self.channel.setCurrentIndex(CHANNELS.index(adjustment.channel))
            self.inverted.setChecked(adjustment.inverted)
        self.reset.setEnabled(adjustment != PLAIN)

    # changing

    def _change(self, **fields: object) -> None:
        self._adjusting.put(replace(self._adjusting.now, **fields))  # type: ignore[arg-type]

    def _slid(self, one: _Scale) -> None:
        wanted = replace(self._adjusting.now, **{one.field: one.value})  # type: ignore[arg-type]
        if one.slider.isSliderDown():
            self._adjusting.try_out(wanted)
        else:
            self._adjusting.put(wanted)

    def _typed(self) -> None:
        low, high = self.low.value(), self.high.value()
        if low < high:
            self._change(window=Window(low, high))
        else:
            self._show_adjustment(self._adjusting.now)

    def _auto(self) -> Window:
        pyramid = self._canvas.scenery.pyramid
        return default_window(pyramid.some(_ENOUGH)) if pyramid else self._own()

    # the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no slider takes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_panel()
        else:
            super().keyPressEvent(event)


def _number(name: str) -> QDoubleSpinBox:
    made = QDoubleSpinBox()
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setKeyboardTracking(False)
    made.setAccessibleName(name)
    made.setToolTip(f"{name}; arrow keys change it")
    made.setFixedWidth(made.fontMetrics().horizontalAdvance("0000000") + 48)  # its own hint is of its whole range
    return made


def _row(*parts: QWidget | None) -> QHBoxLayout:
    """Beside each other; None is what room is left."""
    made = QHBoxLayout()
    made.setSpacing(GRID)
    for part in parts:
        made.addStretch(1) if part is None else made.addWidget(part)
    return made
