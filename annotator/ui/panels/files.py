"""The list of frames: picture, name, state; a filter above it."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.core.frames import Frame, FrameKey
from annotator.core.operations import counted
from annotator.storage import FrameFilter, FrameRow
from annotator.ui.keyboard import SearchField
from annotator.ui.panels.files_model import ROW, FilesModel
from annotator.ui.panels.tables import OrNothing, table
from annotator.ui.panels.thumbnails import Thumbnails
from annotator.ui.pieces import ComboBox, row_height
from annotator.ui.state.document import Document
from annotator.ui.theme import GRID, colours, icon

THUMBNAIL = QSize(64, 48)
ROW_HEIGHT = THUMBNAIL.height() + 2 * GRID
SHOWN = {
    "all": "All frames",
    "sampled": "Chosen frames",
    "unreviewed": "Needs work",
    "reviewed": "Reviewed",
    "proposals": "With proposals",
    "human": "With my work",
    "empty": "Empty",
}
"""FrameFilter.show to what a person reads."""


def badge(row: FrameRow) -> tuple[str, str, str]:
    """Icon, colour and words for the state of a frame."""
    if row.frame.reviewed:
        return "mdi6.check-circle", "good", "reviewed"
    if row.proposals:
        return "mdi6.circle-half-full", "warning", f"{row.proposals} proposed"
    if row.human:
        return "mdi6.circle-slice-8", "info", "in work"
    return "mdi6.circle-outline", "muted", "empty"


def summary(row: FrameRow) -> str:
    """The second line of a row."""
    if row.frame.reviewed and row.proposals:  # nothing is to be done here any more
        left = f"{row.proposals} left"
        return f"{row.human} done, {left}" if row.human else left
    if row.human and row.proposals:
        return f"{row.human} done, {row.proposals} to do"
    if row.human:
        return counted(row.human)
    if row.proposals:
        return f"{row.proposals} proposed"
    if row.ghosts:
        return f"{row.ghosts} under the threshold"
    return "no keyframe" if row.frame.of_video else "no instances"  # between keyframes there may be much to see


class FrameDelegate(QStyledItemDelegate):
    """Paints a frame's row."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row = index.data(ROW)
        if row is None:
            return
        painter.save()
        here, shade = option.rect, colours()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
        if selected or hovered:
            painter.fillRect(here, shade.selected if selected else shade.hover)
        self._thumbnail(painter, QRect(here.topLeft() + QPoint(GRID, GRID), THUMBNAIL), row.frame)
        text = here.adjusted(2 * GRID + THUMBNAIL.width() + 4, GRID, -GRID * 4, -GRID)
        metrics = option.fontMetrics
        painter.setPen(shade.on_selected if selected else shade.text)
        way = Qt.TextElideMode.ElideLeft if row.frame.of_video else Qt.TextElideMode.ElideMiddle  # numbers stay whole
        name = metrics.elidedText(row.frame.name, way, text.width())
        painter.drawText(text.adjusted(0, 2, 0, -text.height() // 2), Qt.AlignmentFlag.AlignVCenter, name)
        painter.setPen(shade.on_selected if selected else shade.muted)
        below = metrics.elidedText(summary(row), Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text.adjusted(0, text.height() // 2, 0, -2), Qt.AlignmentFlag.AlignVCenter, below)
        name, role, _ = badge(row)
        side = 18
        spot = QRect(here.right() - GRID - side, here.center().y() - side // 2, side, side)
        icon(name, role).paint(painter, spot)
        painter.restore()

    def _thumbnail(self, painter: QPainter, frame_rect: QRect, frame: Frame) -> None:
        image, settled = self._thumbnails.get(frame)
        if image is None:
            painter.fillRect(frame_rect, colours().hover)
            if settled:
                icon("mdi6.image-broken-variant", "error").paint(painter, frame_rect.adjusted(16, 12, -16, -12))
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        fitted = image.size().scaled(frame_rect.size(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRect(frame_rect.topLeft(), fitted)
        place.moveCenter(frame_rect.center())
        painter.drawImage(place, image)


class FilesPanel(QWidget):
    """The frames of the project; a click shows one."""

    selection_changed = Signal()

    def __init__(self, document: Document, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._document = document
        self.model = FilesModel(document)
        self.shown = ComboBox()
        for show, text in SHOWN.items():
            self.shown.addItem(text, show)
        self.shown.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.view = self._list(thumbnails)
        self.search = SearchField("Filter by name", self.view)
        self._list_or_nothing = OrNothing(self.view)
        self.nothing = self._list_or_nothing.sentence
        self._wait = QTimer(self, singleShot=True, interval=150)
        self._wait.timeout.connect(self._filter)
        self._lay_out()
        self._connect(thumbnails)

    def _list(self, thumbnails: Thumbnails) -> QTableView:
        view = table(self.model)
        view.setAccessibleName("Frames")
        view.setItemDelegate(FrameDelegate(thumbnails, view))
        view.horizontalHeader().hide()
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        view.verticalHeader().setDefaultSectionSize(row_height(view, ROW_HEIGHT, 2))
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setMouseTracking(True)
        return view

    def _lay_out(self) -> None:
        bar = QVBoxLayout()
        bar.setContentsMargins(GRID, GRID, GRID, GRID)
        bar.setSpacing(GRID)
        bar.addWidget(self.search)
        bar.addWidget(self.shown)
        all = QVBoxLayout(self)
        all.setContentsMargins(0, 0, 0, 0)
        all.setSpacing(0)
        all.addLayout(bar)
        all.addWidget(self._list_or_nothing, 1)

    def _connect(self, thumbnails: Thumbnails) -> None:
        self.search.textChanged.connect(lambda: self._wait.start())
        self.search.returnPressed.connect(self.view.setFocus)
        self.shown.currentIndexChanged.connect(self._filter)
        self.view.selectionModel().currentChanged.connect(self._chosen)
        self.view.selectionModel().selectionChanged.connect(lambda: self.selection_changed.emit())
        self.model.modelReset.connect(self._listed)
        self._document.frame_changed.connect(self._follow)
        self._document.project_changed.connect(self._start_over)
        self._document.frames_changed.connect(self._follow_filter)
        thumbnails.ready.connect(lambda key: self.view.viewport().update())

    def chosen_frames(self) -> list[FrameKey]:
        """The frames that are selected in the list."""
        places = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        return [row.frame.key for row in map(self.model.row, places) if row]

    def _filter(self) -> None:
        self._wait.stop()
        self._document.set_filter(FrameFilter(show=self.shown.currentData(), text=self.search.text().strip()))

    def _start_over(self) -> None:
        for one in (self.search, self.shown):
            one.blockSignals(True)
        self.search.clear()
        for one in (self.search, self.shown):
            one.blockSignals(False)
        self._follow_filter()

    def _follow_filter(self) -> None:
        """Somebody else may have said which frames are shown."""
        self.shown.blockSignals(True)
        self.shown.setCurrentIndex(self.shown.findData(self._document.filter.show))
        self.shown.blockSignals(False)

    def _chosen(self, index: QModelIndex) -> None:
        row = self.model.row(index.row()) if index.isValid() else None
        if row and (self._document.frame is None or row.frame.key != self._document.frame.key):
            self._document.show(row.frame.key)

    def _listed(self) -> None:
        empty = self.model.rowCount() == 0
        filtered = self.search.text() or self.shown.currentIndex() > 0
        why = "No frame passes the filter." if filtered else "This project has no frames yet."
        self._list_or_nothing.say(why if empty else None)
        self._follow(self._document.frame)

    def _follow(self, frame: Frame | None) -> None:
        place = self.model.place_of(frame.key) if frame else None
        if place is None:
            self.view.selectionModel().clear()
            return
        index = self.model.index(place)
        if index != self.view.currentIndex():
            self.view.setCurrentIndex(index)
        self.view.scrollTo(index)
