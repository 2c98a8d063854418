"""The bin: what was deleted anywhere in the project, and a way back for it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from annotator.storage import Deleted
from annotator.ui.commands.restoring import restore
from annotator.ui.dialogs.deleted_model import ROW, DeletedModel
from annotator.ui.dialogs.history_sheet import ChoosingList, when
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.pieces import label
from annotator.ui.state.document import Document
from annotator.ui.theme import GRID, colours


class DeletedSheet(Sheet):
    """Follows the document; Enter or the button restores what is selected."""

    def __init__(self, document: Document) -> None:
        super().__init__("Deleted instances", "Restore")
        self._document = document
        self.model = DeletedModel(document)
        self.list = ChoosingList("Deleted instances of the project, the last one first")
        self.list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Row(self.list))
        self.note = label("", "muted", wrap=True)
        self.fields_layout.addWidget(self.note)
        self.fill_with(self.list)
        self.act.clicked.connect(self.restore)
        self.list.activated.connect(lambda _: self.restore())
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._show())
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.refresh)
        document.edited.connect(self._soon)
        document.categories.changed.connect(self._soon)
        document.project_changed.connect(self._project_changed)
        self.refresh()

    def focus_first(self) -> None:
        """The arrow keys walk through it."""
        self.list.setFocus()

    def _soon(self, *_: object) -> None:
        self._later.start()

    def refresh(self) -> None:
        """Read the bin anew."""
        row = max(0, self.list.currentIndex().row())
        self.model.refresh()
        if count := self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(min(row, count - 1)))
        self._show()

    def restore(self) -> None:
        """Put what is selected back on its frames."""
        chosen = sorted(index.row() for index in self.list.selectionModel().selectedRows())
        rows = [self.model.index(row).data(ROW) for row in chosen]
        if rows and restore(self._document, [row.id for row in rows]):
            self.refresh()

    def _show(self) -> None:
        count, chosen = self.model.rowCount(), len(self.list.selectionModel().selectedRows())
        self.note.setText(f"{count:,} in the whole project, the last one first." if count else "The bin is empty.")
        self.act.setText(f"Restore {chosen:,}" if chosen > 1 else "Restore")
        self.allow(chosen > 0 and not self._document.read_only)

    def _project_changed(self) -> None:
        if self._document.project is None:
            self.closed.emit()


class _Row(QStyledItemDelegate):
    """Its shape, its category over its frame, and when it was deleted."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(160, 2 * option.fontMetrics.height() + 2 * GRID)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row, model, shade = index.data(ROW), index.model(), colours()
        if not isinstance(row, Deleted) or not isinstance(model, DeletedModel):
            return
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(option.rect, QColor(shade.selected))
        room = option.rect.adjusted(GRID, GRID // 2, -GRID, -GRID // 2)
        self._shape(painter, QRectF(room), row, model)
        text = room.adjusted(room.height() + GRID, 0, 0, 0)
        quiet = QColor(shade.on_selected if chosen else shade.muted)
        elided = option.fontMetrics.elidedText
        painter.setPen(quiet)
        time = when(row.at)
        top = Qt.AlignmentFlag.AlignTop
        painter.drawText(text, top | Qt.AlignmentFlag.AlignRight, time)
        painter.drawText(
            text, Qt.AlignmentFlag.AlignBottom, elided(row.path, Qt.TextElideMode.ElideMiddle, text.width())
        )
        painter.setPen(QColor(shade.on_selected if chosen else shade.text))
        left = text.width() - option.fontMetrics.horizontalAdvance(time) - GRID
        painter.drawText(text, top, elided(model.category(row), Qt.TextElideMode.ElideRight, left))

    def _shape(self, painter: QPainter, room: QRectF, row: Deleted, model: DeletedModel) -> None:
        colour = model.colour(row) or QColor(colours().muted)
        square = QRectF(room.left() + 2, room.top() + 2, room.height() - 4, room.height() - 4)
        path = model.outline(row, square)
        fill = QColor(colour)
        fill.setAlphaF(0.3)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(square.center() - path.boundingRect().center())
        painter.setPen(QPen(colour, 1.5))
        painter.setBrush(fill)
        painter.drawPath(path)
        painter.restore()
