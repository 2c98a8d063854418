"""The window with a mouse and keys for it, and the patience to wait until it stands still."""

import os
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.ui.main_window import MainWindow
from annotator.ui.preferences import Preferences
from annotator.ui.state.document import Document
from annotator.ui.theme import Theme
from tests.ui import canvases

PATIENCE_S = 30
STILL_MS = 250
"""For what has no sign that it is over: a scroll bar that fades, a cursor that is drawn."""

Spot = tuple[float, float]
"""In pixels of the picture."""


def until(true: Callable[[], bool]) -> None:
    """Let the window work until this is so."""
    ends = time.monotonic() + PATIENCE_S
    while not true():
        if time.monotonic() > ends:
            raise TimeoutError("the window did not come to rest")
        QTest.qWait(10)


def wait_for_backups() -> None:
    """A project that is closed is copied once more beside the work."""
    for thread in threading.enumerate():
        if thread.name == "annotator-backup":
            thread.join()


class Stage:
    """One window, made for one scene, over projects and settings of its own."""

    def __init__(self, app: QApplication, theme: str, projects: Path) -> None:
        self._home = TemporaryDirectory()
        self._app, self.projects = app, Path(self._home.name) / "projects"
        shutil.copytree(projects, self.projects)
        os.environ["XDG_CONFIG_HOME"] = self._home.name
        self.window = MainWindow(Theme(app, theme), Preferences())  # type: ignore[arg-type]
        self.window.resize(app.primaryScreen().size())
        self.window.move(0, 0)
        self.window.show()
        self.window.activateWindow()
        until(self.window.isActiveWindow)

    @property
    def document(self) -> Document:
        return self.window.document

    def open(self, project: str, frame: int = 0) -> None:
        """Show a frame of a project, by its place in the list."""
        self.window.open_path(self.projects / project)
        until(lambda: self.document.project is not None)
        self.settle()
        if frame:
            self.document.show(self.document.project.frame_at(frame))
        self.settle()

    def settle(self) -> None:
        """Wait until the picture is sharp and nothing is asked for any more."""
        until(self._is_still)
        QTest.qWait(STILL_MS)

    def _is_still(self) -> bool:
        window, canvas = self.window, self.window.canvas
        shown = self.document.frame is None or canvas.ready or bool(canvas.message)
        busy = canvas.layer.held or not canvas.layer.sharp or window.thumbnails._waiting or window.thumbnails._busy
        return shown and canvas._questions._job is None and (self.document.frame is None or not busy)

    def take(self, file: Path) -> None:
        """What is on the screen, into a file."""
        self.settle()
        self._app.primaryScreen().grabWindow(0).save(str(file))

    def close(self) -> None:
        """Everything is let go of."""
        self.window.stop()
        self.window.hide()
        self.window.deleteLater()
        wait_for_backups()
        self._home.cleanup()

    # what a person does

    def do(self, action: str) -> None:
        """As from the menu."""
        self.window.actions_.by_name[action].trigger()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Over the picture."""
        QTest.keyClick(self.window.canvas, key, modifiers)

    def look_at(self, left: float, top: float, right: float, bottom: float) -> None:
        """Fill the view with this box of the picture, and no more around it than has to be."""
        canvas = self.window.canvas
        canvas.show_view(canvas.view.fitted(right - left, bottom - top).centred(
            canvas.view.fitted(right - left, bottom - top).scale, (left + right) / 2, (top + bottom) / 2))  # fmt: skip
        self.settle()

    def select(self, *spots: Spot) -> None:
        """What lies under these points."""
        from annotator.core.geometry import topmost_at

        hits = [topmost_at(list(self.document.visible.values()), *spot) for spot in spots]
        self.document.select(one.id for one in hits if one)

    def move(self, *spots: Spot, **keys) -> None:
        for spot in spots:
            canvases.mouse(self.window.canvas, QEvent.Type.MouseMove, *spot, **keys)

    def press(self, spot: Spot, **keys) -> None:
        self.move(spot)
        canvases.mouse(self.window.canvas, QEvent.Type.MouseButtonPress, *spot, **keys)

    def release(self, spot: Spot, **keys) -> None:
        canvases.mouse(self.window.canvas, QEvent.Type.MouseButtonRelease, *spot, **keys)

    def click(self, *spots: Spot, **keys) -> None:
        """One after the other; what is asked for in between is answered."""
        for spot in spots:
            self.press(spot, **keys)
            self.release(spot, **keys)
            self.settle()

    def hold(self, *spots: Spot, **keys) -> None:
        """Drag along these, and do not let go."""
        self.press(spots[0], **keys)
        self.move(*spots[1:], **keys)
