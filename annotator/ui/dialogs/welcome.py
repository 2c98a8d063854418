"""The first page: ways to begin, and the projects opened last."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from annotator.ui.pieces import ElidedLabel, flat, label, scrolled, set_role, tinted
from annotator.ui.theme import GRID

WAYS = (
    ("open_folder", "mdi6.folder-open-outline", "Make a project of your pictures"),
    ("open_video", "mdi6.filmstrip", "Its frames, exact, with tracks over them"),
    ("open_project", "mdi6.file-outline", "Go on where you were"),
    ("import_coco", "mdi6.import", "Pictures with annotations"),
    ("open_sample", "mdi6.star-four-points-outline", "A few pictures to play with"),
)

ABOUT = "Pre-label instance masks, correct them, export COCO for training."
DROP = "Or drop a folder, a project, a picture, a video or a COCO file anywhere on this window."
WIDTH = 640
SHOWN = 6


class Way(QFrame):
    """A way to begin: icon, name, a line about it."""

    def __init__(self, action: QAction, icon_name: str, about: str) -> None:
        super().__init__()
        self.button = QToolButton(self)
        self.button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        tinted(self.button, icon_name, "accent")
        self.button.setIconSize(QSize(28, 28))
        self.setProperty("role", "card")
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(action.toolTip())
        self._action = action
        text = QVBoxLayout()
        text.setSpacing(2)
        name = label(action.text())
        name.setStyleSheet("font-weight: 600")
        text.addWidget(name)
        text.addWidget(label(about, "muted"))
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, GRID, GRID, GRID)
        row.setSpacing(GRID)
        row.addWidget(self.button)
        row.addLayout(text, 1)
        self.button.clicked.connect(action.trigger)
        self.button.setProperty("role", "on a card")
        self.button.setAccessibleName(action.text())
        self.button.setAccessibleDescription(about)
        self.button.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The whole card is ringed while its button has the keyboard."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            set_role(self, "ringed card" if event.type() is QEvent.Type.FocusIn else "card")
        return super().eventFilter(watched, event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click anywhere on it."""
        if self.rect().contains(event.position().toPoint()):
            self._action.trigger()


class Welcome(QWidget):
    """Shown while no project is open."""

    chosen = Signal(object)
    """A Path of a recent project."""

    def __init__(
        self, actions: Mapping[str, QAction], recent: Callable[[], list[Path]], forget: Callable[[Path], None]
    ) -> None:
        super().__init__()
        self._recent, self._forget = recent, forget
        column = QVBoxLayout()
        column.setSpacing(2 * GRID)
        title = label("Annotator", "title")
        column.addWidget(title)
        column.addWidget(label(ABOUT, "muted", wrap=True))
        self._ways = [Way(actions[name], icon, about) for name, icon, about in WAYS]
        self._grid = QGridLayout()
        self._grid.setSpacing(GRID)
        column.addLayout(self._grid)
        column.addWidget(label(DROP, "muted", wrap=True))
        self._heading = label("Recent", "heading")
        column.addSpacing(GRID)
        column.addWidget(self._heading)
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        column.addLayout(self._list)
        self._middle = QWidget()
        self._middle.setLayout(column)
        column.setContentsMargins(0, 0, 0, 0)
        page = QWidget()
        row = QVBoxLayout(page)
        row.addStretch(2)
        row.addWidget(self._middle, 0, Qt.AlignmentFlag.AlignHCenter)
        row.addStretch(3)
        all = QVBoxLayout(self)
        all.setContentsMargins(0, 0, 0, 0)
        all.addWidget(scrolled(page))
        self._arrange()
        self.refresh()

    def _arrange(self) -> None:
        """Two ways in a row where there is room for them, as there is not beside a sheet of a small window."""
        way = max(one.minimumSizeHint().width() for one in self._ways)
        wide = max(WIDTH, 2 * way + GRID)
        columns, width = (2, wide) if self.width() >= wide + 2 * GRID else (1, max(way, WIDTH // 2))
        for place, one in enumerate(self._ways):
            self._grid.addWidget(one, place // columns, place % columns)
        self._middle.setFixedWidth(width)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The ways where there is room for them."""
        self._arrange()
        super().resizeEvent(event)

    def refresh(self) -> None:
        """List the recent projects anew."""
        while item := self._list.takeAt(0):
            if widget := item.widget():
                widget.deleteLater()
        recent = self._recent()[:SHOWN]
        self._heading.setVisible(bool(recent))
        for path in recent:
            self._list.addWidget(self._line(path))

    def _line(self, path: Path) -> QWidget:
        there = path.is_file()
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GRID)
        open = QPushButton(path.stem)
        open.setProperty("link", True)
        open.setCursor(Qt.CursorShape.PointingHandCursor)
        open.setEnabled(there)
        open.clicked.connect(partial(self.chosen.emit, path))
        where = ElidedLabel(str(path.parent) if there else f"missing: {path}")
        set_role(where, "muted")
        row.addWidget(open)
        row.addWidget(where, 1)
        if not there:
            drop = flat("mdi6.close", "Take off this list", "muted")
            drop.clicked.connect(partial(self._drop, path))
            row.addWidget(drop)
        return line

    def _drop(self, path: Path) -> None:
        self._forget(path)
        self.refresh()
