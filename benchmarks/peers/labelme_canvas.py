"""labelme's canvas, in labelme's environment; see `measuring`."""

import os

from labelme.app import MainWindow
from measuring import measure
from PyQt5.QtCore import QEvent, QPointF, Qt
from PyQt5.QtGui import QMouseEvent
from PyQt5.QtWidgets import QApplication

KINDS = {"move": QEvent.MouseMove, "press": QEvent.MouseButtonPress, "release": QEvent.MouseButtonRelease}

app = QApplication([])
window = MainWindow()
window.resize(1700, 1000)
window.show()


def canvas():
    return window._canvas_widgets.canvas


def to_widget(x, y):
    one = canvas()
    place = (QPointF(x, y) + one._compute_image_origin_offset()) * one.scale
    return place.x(), place.y()


def mouse(kind, place, held):
    button = Qt.NoButton if kind == "move" else Qt.LeftButton
    buttons = Qt.LeftButton if held else Qt.NoButton
    app.sendEvent(canvas(), QMouseEvent(KINDS[kind], QPointF(*place), button, buttons, Qt.NoModifier))


measure(app, canvas, window._load_file, to_widget, mouse)
os._exit(0)  # it would ask whether to save
