"""A sheet slides in at the right edge for what needs a few fields; the picture stays in sight."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from annotator.core.dataset import Report
from annotator.ui import panes
from annotator.ui.keyboard import ENTER, pressed
from annotator.ui.lanes import Job
from annotator.ui.panels.job_bar import JobBar
from annotator.ui.pieces import flat, label, push, scrolled, set_role
from annotator.ui.theme import GRID

WIDTH = 400
LINES_AT_MOST = 2000


class Sheet(QFrame):
    """A title, fields, one primary button; while its job runs a progress bar stands in the button's place."""

    closed = Signal()
    rested = Signal()
    """Its job has ended and has said what there is to say."""

    def __init__(self, title: str, act: str) -> None:
        super().__init__()
        self.setProperty("role", "sheet")
        self.setFixedWidth(WIDTH)
        self.body = QVBoxLayout()
        self.body.setContentsMargins(2 * GRID, 0, 2 * GRID, 0)
        self.body.setSpacing(GRID)
        self.fields = QWidget()
        self.fields_layout = QVBoxLayout(self.fields)
        self.fields_layout.setContentsMargins(0, 0, 0, 0)
        self.fields_layout.setSpacing(GRID)
        self.act = push(act, primary=True)
        self.act.setAutoDefault(True)
        self.act.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.message = label("", "muted", wrap=True)
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message.hide()
        self.findings = QListWidget()
        self.findings.setWordWrap(True)
        self.findings.setObjectName("findings")
        self.findings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.findings.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.findings.hide()
        self._bar: JobBar | None = None
        self._filled = False
        self.done = False
        """Whether its work is over and it only tells what came of it."""
        self._lay_out(title)

    def _lay_out(self, title: str) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(2 * GRID, GRID, GRID, GRID)
        text = label(title, "caption")
        close = flat("mdi6.close", "Close (Esc)")
        close.clicked.connect(self.closed)
        head.addWidget(text, 1)
        head.addWidget(close)
        for one in (self.fields, self.message, self.act):
            self.body.addWidget(one)
        self.body.addWidget(self.findings, 1)
        self._end = QWidget()
        self.body.addWidget(self._end, 1)
        all = QVBoxLayout(self)
        all.setContentsMargins(0, 0, 0, 2 * GRID)
        all.setSpacing(GRID)
        all.addLayout(head)
        all.addLayout(self.body, 1)

    def fill_with(self, widget: QWidget) -> None:
        """Let the last of the fields have all the height that is left."""
        self.fields_layout.addWidget(widget, 1)
        self.body.setStretchFactor(self.fields, 1)
        self._filled = True
        self._list([])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes, Enter presses the button that has the keyboard, and otherwise does it."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        elif pressed(event):
            return
        elif event.key() in ENTER and self.act.isEnabled() and self.act.isVisible():
            self.act.click()
        else:
            super().keyPressEvent(event)

    def focus_first(self) -> None:
        """Where Enter does it; the first field where it cannot be done yet."""
        first = self.act if self.act.isEnabled() else next(panes.takers(self.fields), self)
        first.setFocus()

    def allow(self, on: bool) -> None:
        """Whether it can be done now; the keyboard stays in the sheet."""
        had_keyboard = self.act.hasFocus()
        self.act.setEnabled(on)
        if had_keyboard and not on:
            self.focus_first()

    def say(self, level: str, sentence: str) -> None:
        """Say something under the fields."""
        set_role(self.message, level)
        self.message.setText(sentence)
        self.message.setVisible(bool(sentence))

    def follow(self, job: Job) -> None:
        """Show a job until it ends; the fields rest meanwhile, and Escape still closes."""
        if (focused := QApplication.focusWidget()) is not None and self.isAncestorOf(focused):
            self.setFocus()  # or the window would give the keyboard to whatever comes next
        self.say("muted", "")
        self.done = False
        self._list([])
        self._bar = JobBar(job)
        self.fields.setEnabled(False)
        self.act.hide()
        self.body.insertWidget(2, self._bar)
        job.ended.connect(self._rest)

    @property
    def busy(self) -> bool:
        """Whether its job is running."""
        return self._bar is not None

    def _rest(self) -> None:
        if self._bar:
            self.body.removeWidget(self._bar)
            self._bar.deleteLater()
            self._bar = None
        self.fields.setEnabled(True)
        self.act.setVisible(self.fields.isVisibleTo(self))
        if self.hasFocus():
            self.focus_first()
        self.rested.emit()

    def show_report(self, level: str, sentence: str, report: Report) -> None:
        """What came of it, with every finding on a line."""
        self.done = True
        self.say(level, sentence)
        lines = [f"{one.kind}: {one.where}: {one.text}" for one in report.findings[:LINES_AT_MOST]]
        if len(report.findings) > LINES_AT_MOST:
            lines.append(f"and {len(report.findings) - LINES_AT_MOST:,} more")
        self._list(lines)

    def _list(self, lines: list[str]) -> None:
        self.findings.clear()
        self.findings.addItems(lines)
        self.findings.setVisible(bool(lines))
        self._end.setVisible(not lines and not self._filled)


class PathField(QWidget):
    """A path that can be typed or chosen."""

    changed = Signal()

    def __init__(self, title: str, choose: Callable[[QWidget, str], str], path: Path | None = None) -> None:
        super().__init__()
        self.edit = QLineEdit(str(path) if path else "")
        self.edit.setAccessibleName(title)
        self.edit.textChanged.connect(lambda: self.changed.emit())
        browse = flat("mdi6.folder-open-outline", f"Choose: {title}")
        browse.clicked.connect(lambda: self._take(choose(self, self.edit.text())))
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.edit, 1)
        row.addWidget(browse)
        all = QVBoxLayout(self)
        all.setContentsMargins(0, 0, 0, 0)
        all.setSpacing(4)
        self.title = label(title, "heading")
        all.addWidget(self.title)
        all.addLayout(row)

    @property
    def path(self) -> Path:
        """What stands in the field."""
        return Path(self.edit.text().strip()).expanduser()

    @property
    def empty(self) -> bool:
        """Whether nothing stands in the field."""
        return not self.edit.text().strip()

    def _take(self, chosen: str) -> None:
        if chosen:
            self.edit.setText(chosen)


def choose_folder(parent: QWidget, start: str) -> str:
    """Ask for a folder."""
    return QFileDialog.getExistingDirectory(parent, "Choose a folder", start)


def choose_save(kind: str) -> Callable[[QWidget, str], str]:
    """Ask for a file to write; `kind` is a filter of Qt's."""
    return lambda parent, start: QFileDialog.getSaveFileName(parent, "Choose a file", start, kind)[0]


def choose_open(kind: str) -> Callable[[QWidget, str], str]:
    """Ask for a file to read."""
    return lambda parent, start: QFileDialog.getOpenFileName(parent, "Choose a file", start, kind)[0]


class SheetHost(QWidget):
    """The place at the right edge that holds one sheet at a time."""

    opened = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        inside = QWidget()
        self._layout = QVBoxLayout(inside)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._area = scrolled(inside)
        self._area.setFixedWidth(WIDTH)
        self._area.verticalScrollBar().rangeChanged.connect(self._make_room)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(self._area)
        self.sheet: Sheet | None = None
        self._from: QWidget | None = None
        """Where the keyboard was before."""
        self.home: QWidget | None = None
        """Where it goes if that is no more."""
        self.hide()

    @property
    def widest(self) -> int:
        """Logical pixels, with the scroll bar of a sheet that is higher than the window."""
        return WIDTH + self._area.verticalScrollBar().sizeHint().width()

    def _make_room(self, least: int, most: int) -> None:
        self._area.setFixedWidth(self.widest if most > least else WIDTH)

    def show_sheet(self, sheet: Sheet) -> None:
        """Show a sheet in place of the one that is there."""
        if self.sheet is None:
            self._from = QApplication.focusWidget()
        else:
            self._close(self.sheet)
        self.sheet = sheet
        self._layout.addWidget(sheet)
        sheet.closed.connect(self.close_sheet)
        self.opened.emit(True)  # first, so that what makes room for it is gone before it needs the room
        self.show()
        QTimer.singleShot(0, sheet, lambda: sheet.setFocus() if sheet.busy else sheet.focus_first())

    def _bring_back(self, sheet: Sheet) -> None:
        if self.sheet is None and sheet.message.text():
            self.show_sheet(sheet)
            sheet.show()
        else:
            sheet.deleteLater()

    def close_sheet(self) -> None:
        """Put the sheet away, and go back to where the keyboard was."""
        if self.sheet is None:
            return
        here = QApplication.focusWidget()
        had_keyboard = here is None or self.isAncestorOf(here)
        self._close(self.sheet)
        self.hide()
        self.opened.emit(False)
        known = self._from is not None and isValid(self._from) and self._from.isVisible()
        if had_keyboard and (back := self._from if known else self.home):
            back.setFocus()

    def _close(self, sheet: Sheet) -> None:
        self.sheet = None
        self._layout.removeWidget(sheet)
        sheet.hide()
        if sheet.busy:  # it comes back if there is something to say
            sheet.rested.connect(lambda: self._bring_back(sheet), Qt.ConnectionType.SingleShotConnection)
        else:
            sheet.deleteLater()
