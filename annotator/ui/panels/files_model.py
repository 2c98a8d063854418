"""The frames of the project as a list that is read a page at a time: 120,000 frames cost what one screen costs."""

from collections import OrderedDict

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, QTimer

from annotator.core.annotations import Edit
from annotator.core.frames import FrameKey
from annotator.storage import FrameRow
from annotator.ui.state.document import Document
from annotator.ui.state.showing import Showing

PAGE = 128  # rows
PAGES_KEPT = 16
ROW = Qt.ItemDataRole.UserRole
"""The FrameRow itself."""

Index = QModelIndex | QPersistentModelIndex


class FilesModel(QAbstractListModel):
    """Follows the document and its filter."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._count = 0
        self._pages: OrderedDict[int, list[FrameRow]] = OrderedDict()
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._read_anew)
        document.project_changed.connect(self._read_anew)
        document.frames_changed.connect(self._read_anew)
        document.edited.connect(self._edited)
        document.showing_changed.connect(self._shown_from)
        self._threshold = document.showing.threshold
        document.reviewed_changed.connect(self._reviewed)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role not in (ROW, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        row = self.row(index.row())
        if row is None or role == ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.frame.name
        hidden = f"\n{row.ghosts:,} more under the threshold" if row.ghosts else ""
        return f"{row.frame.path}, {row.frame.width} x {row.frame.height}{hidden}"

    def row(self, place: int) -> FrameRow | None:
        """The frame at this place of the list."""
        rows = self._page(place // PAGE)
        return rows[place % PAGE] if 0 <= place % PAGE < len(rows) else None

    def place_of(self, key: FrameKey) -> int | None:
        """Where the frame is in the list; None where the filter hides it."""
        project = self._document.project
        return None if project is None else project.position(key, self._document.filter)

    def refresh_frame(self, key: FrameKey) -> None:
        """Draw one frame's row anew, with what the project says of it now."""
        for number, rows in self._pages.items():
            for offset, row in enumerate(rows):
                if row.frame.key == key:
                    del self._pages[number]
                    index = self.index(number * PAGE + offset)
                    self.dataChanged.emit(index, index)
                    return

    def _page(self, number: int) -> list[FrameRow]:
        project = self._document.project
        if project is None:
            return []
        if number not in self._pages:
            self._pages[number] = project.frame_page(
                self._document.filter, number * PAGE, PAGE, self._document.showing.threshold
            )
            while len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        self._pages.move_to_end(number)
        return self._pages[number]

    def _read_anew(self) -> None:
        self.beginResetModel()
        self._pages.clear()
        project = self._document.project
        self._count = project.frame_count(self._document.filter) if project else 0
        self.endResetModel()

    def _shown_from(self, showing: Showing) -> None:
        """With another threshold all counts are others."""
        if showing.threshold != self._threshold:
            self._threshold = showing.threshold
            self._pages.clear()
            if self._count:
                self.dataChanged.emit(self.index(0), self.index(self._count - 1))

    def _edited(self, edit: Edit) -> None:
        self._changed(edit.frame)

    def _reviewed(self, key: FrameKey, reviewed: bool) -> None:
        self._changed(key)

    def _changed(self, key: FrameKey) -> None:
        if self._document.filter.show == "all":
            self.refresh_frame(key)
        else:
            self._later.start()  # the frame may have left the list or come into it
