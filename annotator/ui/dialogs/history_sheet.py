"""Every edit of the frame in words, and a way back to each."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QDateTime,
    QLocale,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView

from annotator.storage import HistoryEntry
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.dialogs.two_sided import Index, Texts, TwoSided
from annotator.ui.pieces import label, set_role
from annotator.ui.state.document import Document
from annotator.ui.theme import colours

BEGINNING = HistoryEntry("As the frame was at first", 0.0, True)
_ENTRY = Qt.ItemDataRole.UserRole


class HistorySheet(Sheet):
    """Follows the document; a click or Enter goes to where that edit was the last."""

    def __init__(self, document: Document) -> None:
        super().__init__("History of this frame", "")
        self.act.hide()
        self._document = document
        self.model = HistoryModel()
        self.list = ChoosingList("Edits of this frame, the last one first")
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Row(self.list))
        self.list.activated.connect(self._go)
        self.list.clicked.connect(self._go)
        self.note = label("", "muted", wrap=True)
        self.fields_layout.addWidget(self.note)
        self.fill_with(self.list)
        document.edited.connect(self.refresh)
        document.frame_changed.connect(self.refresh)
        document.project_changed.connect(self._project_changed)
        self.refresh()

    def focus_first(self) -> None:
        """The arrow keys walk through it."""
        self.list.setFocus()

    def refresh(self, *_: object) -> None:
        """Read the frame's edits anew."""
        project, frame = self._document.project, self._document.frame
        entries = project.history(frame.key) if project and frame else []
        self.model.show(entries)
        done = sum(entry.done for entry in entries)
        self.list.setCurrentIndex(self.model.index(self.model.row_of(done)))
        self.note.setText("Click one, or press Enter, to go there. What is grey is undone." if entries else "No edits.")

    def _project_changed(self) -> None:
        if self._document.project is None:
            self.closed.emit()

    def _go(self, index: QModelIndex) -> None:
        self._document.travel_to(self.model.position(index.row()))


class HistoryModel(QAbstractListModel):
    """The edits, newest first, and at the end how the frame was before all of them."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: list[HistoryEntry] = []

    def show(self, entries: Sequence[HistoryEntry]) -> None:
        """Show these, oldest first."""
        self.beginResetModel()
        self._entries = [BEGINNING, *entries]
        self.endResetModel()

    def position(self, row: int) -> int:
        """How many edits hold where the edit of this row is the last."""
        return len(self._entries) - 1 - row

    def row_of(self, position: int) -> int:
        """The other way round."""
        return len(self._entries) - 1 - position

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self._entries[self.position(index.row())]
        if role == _ENTRY:
            return entry
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.text
        if role == Qt.ItemDataRole.ToolTipRole and entry.at:
            return QLocale().toString(QDateTime.fromSecsSinceEpoch(int(entry.at)), QLocale.FormatType.LongFormat)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{entry.text}, {when(entry.at)}{'' if entry.done else ', undone'}"
        return None


class ChoosingList(QListView):
    """A list of rows of one height; Enter chooses on every platform."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        """An empty list is no white page."""
        super().setModel(model)
        if model is not None:
            for signal in (model.modelReset, model.rowsInserted, model.rowsRemoved):
                signal.connect(self._show_whether_empty)
        self._show_whether_empty()

    def _show_whether_empty(self) -> None:
        set_role(self, "" if self.model() is not None and self.model().rowCount() else "empty")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter is for the row, not for the sheet around it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


def when(at: float) -> str:
    """The hour today, the day before that; empty for never."""
    if not at:
        return ""
    then = QDateTime.fromSecsSinceEpoch(int(at))
    today = then.date() == QDateTime.currentDateTime().date()
    return then.toString("HH:mm:ss") if today else QLocale().toString(then, QLocale.FormatType.ShortFormat)


class _Row(TwoSided):
    """The edit and its time; faint where it is undone."""

    def texts(self, index: Index) -> Texts:
        entry: HistoryEntry = index.data(_ENTRY)
        ink = colours().text if entry.done else colours().muted
        return Texts(entry.text, when(entry.at), ink, colours().muted, faint=not entry.done)
