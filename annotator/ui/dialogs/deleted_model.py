"""The bin as a list that is read a page at a time: a million deleted instances cost what one screen costs."""

from collections import OrderedDict
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainterPath, QPolygonF

from annotator.core.annotations import Instance
from annotator.core.categories import Category
from annotator.core.geometry import box_xyxy
from annotator.storage import Deleted
from annotator.ui.dialogs.history_sheet import when
from annotator.ui.state.document import Document

PAGE, PAGES_KEPT, OUTLINES_KEPT = 128, 16, 256
ROW = Qt.ItemDataRole.UserRole
"""The Deleted itself."""

Index = QModelIndex | QPersistentModelIndex


class DeletedModel(QAbstractListModel):
    """What the document's project has in its bin now; the last deleted first."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._count = 0
        self._pages: OrderedDict[int, list[Deleted]] = OrderedDict()
        self._outlines: OrderedDict[int, QPainterPath] = OrderedDict()
        self._categories: dict[int, Category] = {}
        self.refresh()

    def refresh(self) -> None:
        """Count and read anew."""
        project = self._document.project
        self.beginResetModel()
        self._pages.clear()
        self._outlines.clear()
        self._count = project.deleted_count() if project else 0
        self._categories = project.categories() if project else {}
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._row(index.row())
        if row is None or role == ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{self.category(row)} on {row.path}, {when(row.at)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.text}\n{row.path}"
        return None

    def category(self, row: Deleted) -> str:
        """The name of its category."""
        known = self._categories.get(row.category)
        return known.name if known else "a category that is gone"

    def colour(self, row: Deleted) -> QColor | None:
        """Of its category; None where that is gone."""
        known = self._categories.get(row.category)
        return QColor(known.colour) if known else None

    def outline(self, row: Deleted, room: QRectF) -> QPainterPath:
        """Its shape, as large as the room allows."""
        if row.id not in self._outlines:
            self._outlines[row.id] = self._read_outline(row, room)
            if len(self._outlines) > OUTLINES_KEPT:
                self._outlines.popitem(last=False)
        return self._outlines[row.id]

    def _read_outline(self, row: Deleted, room: QRectF) -> QPainterPath:
        project = self._document.project
        found = project.deleted_instances([row.id]).get(row.frame, []) if project else []
        return _fitted(found[0], room) if found and found[0].parts else QPainterPath()

    def _row(self, place: int) -> Deleted | None:
        rows = self._page(place // PAGE)
        return rows[place % PAGE] if place % PAGE < len(rows) else None

    def _page(self, number: int) -> list[Deleted]:
        if number not in self._pages:
            project = self._document.project
            self._pages[number] = project.deleted_page(number * PAGE, PAGE) if project else []
            if len(self._pages) > PAGES_KEPT:
                self._pages.popitem(last=False)
        return self._pages[number]


def _fitted(one: Instance, room: QRectF) -> QPainterPath:
    x0, y0, x1, y1 = box_xyxy(one.rings)
    scale = min(room.width(), room.height()) / max(x1 - x0, y1 - y0, 1e-6)
    path = QPainterPath()
    for ring in one.rings:
        path.addPolygon(QPolygonF([QPointF((x - x0) * scale, (y - y0) * scale) for x, y in ring.tolist()]))
        path.closeSubpath()
    return path
