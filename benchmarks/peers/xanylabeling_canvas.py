"""X-AnyLabeling's canvas, in X-AnyLabeling's environment; see `measuring`."""

import os
import sys
from pathlib import Path

from anylabeling import config
from anylabeling.resources import resources  # noqa: F401  its icons
from anylabeling.views.labeling.utils.theme import init_theme
from anylabeling.views.mainwindow import MainWindow
from measuring import measure
from PyQt6.QtCore import QEvent, QPointF, Qt
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QApplication

KINDS = {
    "move": QEvent.Type.MouseMove,
    "press": QEvent.Type.MouseButtonPress,
    "release": QEvent.Type.MouseButtonRelease,
}

config.current_config_file = "{}"  # YAML for the defaults
app = QApplication(sys.argv[:1])
init_theme("light")
window = MainWindow(app, config=config.get_config())
window.resize(1700, 1000)
window.show()
view = window.labeling_widget.view


def canvas():
    return view.canvas


def load(path):
    # it opens the picture and finds the outlines beside it
    view.load_file(str(Path(path).with_suffix(".jpg")))


def to_widget(x, y):
    one = canvas()
    place = (QPointF(x, y) + one.offset_to_center()) * one.scale
    return place.x(), place.y()


def mouse(kind, place, held):
    button = Qt.MouseButton.NoButton if kind == "move" else Qt.MouseButton.LeftButton
    buttons = Qt.MouseButton.LeftButton if held else Qt.MouseButton.NoButton
    at = QPointF(*place)
    app.sendEvent(canvas(), QMouseEvent(KINDS[kind], at, canvas().mapToGlobal(at), button, buttons,
                                        Qt.KeyboardModifier.NoModifier))  # fmt: skip


measure(app, canvas, load, to_widget, mouse)
os._exit(0)  # it would ask whether to save
