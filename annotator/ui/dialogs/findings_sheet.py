"""What may be wrong with the outlines of the frame, one a line; choosing a line selects what it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QListView

from annotator.core import findings
from annotator.core.annotations import Instance, State, ring
from annotator.core.categories import Category
from annotator.core.frames import Frame
from annotator.core.geometry import Box, box_xyxy
from annotator.ui.canvas.canvas import Canvas
from annotator.ui.dialogs.history_sheet import ChoosingList
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.lanes import Job, Lane
from annotator.ui.panels.crops import SIDE
from annotator.ui.panels.instances_model import words_of
from annotator.ui.pieces import label
from annotator.ui.projects.making import unless_cancelled
from annotator.ui.state.document import Document
from annotator.ui.theme import GRID, icon

PAUSE_MS = 300
"""After an edit, before all is looked at anew."""

AROUND_PX = 16
"""Image pixels that are shown around crossings, at least."""

IDS = Qt.ItemDataRole.UserRole
CROSSING, OUTSIDE, SLIVER, DUPLICATE = "Crosses itself", "Outside the picture", "Sliver", "Duplicate"
ICONS = {
    CROSSING: "mdi6.close",
    OUTSIDE: "mdi6.image-off-outline",
    SLIVER: "mdi6.blur",
    DUPLICATE: "mdi6.checkbox-multiple-blank-outline",
}
NOTHING_FOUND = "No self-crossings, slivers or near duplicates, and nothing outside the picture."


Thumbnail = Callable[[Instance], QPixmap | None]


class Found(NamedTuple):
    """One line."""

    kind: str
    detail: str
    ids: tuple[int, ...]
    place: Box | None = None
    """Where to look, if not at whole instances."""


def look(job: Job, frame: Frame, these: Sequence[Instance]) -> list[Found]:
    """All that may be wrong, by kind; an instance with many crossings is one line. Cancelled between two instances."""

    def each() -> Iterator[Instance]:
        for one in these:
            unless_cancelled(job)
            yield one

    crossed = groupby(findings.crossings(each()), key=lambda one: one.id)
    lines = [_crossing(id, list(places)) for id, places in crossed]
    lines += [Found(OUTSIDE, "wholly" if one.wholly else "partly", (one.id,))
              for one in findings.outside(frame, each())]  # fmt: skip
    lines += [Found(SLIVER, f"a part of {one.pixels} px" if one.pixels else "a part that covers no pixel", (one.id,))
              for one in findings.slivers(frame, each())]  # fmt: skip
    lines += [Found(DUPLICATE, f"IoU {one.iou:.2f}", (one.id, one.other)) for one in findings.duplicates(frame, each())]
    return lines


def _crossing(id: int, places: list[findings.Crossing]) -> Found:
    x0, y0, x1, y1 = box_xyxy([ring([(one.x, one.y) for one in places])])
    around = x0 - AROUND_PX, y0 - AROUND_PX, x1 + AROUND_PX, y1 + AROUND_PX
    return Found(CROSSING, "in 1 place" if len(places) == 1 else f"in {len(places)} places", (id,), around)


class FindingsSheet(Sheet):
    """Follows the document; looks beside the GUI thread."""

    def __init__(self, document: Document, canvas: Canvas, disk: Lane, thumbnail: Thumbnail) -> None:
        super().__init__("Check of this frame", "")
        self.act.hide()
        self._document, self._canvas, self._disk = document, canvas, disk
        self._job: Job | None = None
        self.model = FindingsModel(document, thumbnail)
        self.list = ChoosingList("What may be wrong with the outlines of this frame")
        self.list.setModel(self.model)
        self.list.setIconSize(QSize(SIDE, SIDE))
        self.list.setSpacing(GRID // 2)
        self.list.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.list.selectionModel().selectionChanged.connect(lambda *_: self._select())
        self.list.activated.connect(self._bring_near)
        self.list.clicked.connect(self._bring_near)
        self.note = label("", "muted", wrap=True)
        self.fields_layout.addWidget(self.note)
        self.fill_with(self.list)
        self._later = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._later.timeout.connect(self.refresh)
        for signal in (document.edited, document.frame_changed, document.showing_changed):
            signal.connect(self._soon)
        document.project_changed.connect(self.closed)
        self.refresh()

    def focus_first(self) -> None:
        """The arrow keys walk through it."""
        self.list.setFocus()

    def _soon(self, *_: object) -> None:
        self._later.start()

    def refresh(self) -> None:
        """Look at the frame as it is now."""
        if self._job:
            self._job.cancel()
        frame = self._document.frame
        if frame is None:
            self._show([])
            return
        these = [one for one in self._document.visible.values() if one.state is not State.REJECTED]
        if not self.model.lines:
            self.note.setText("Looking ...")
        self._job = self._disk.start("", lambda job: look(job, frame, these), self._show, self._failed)

    def _failed(self, why: str) -> None:
        self._job = None
        self.say("error", why)

    def _show(self, lines: list[Found]) -> None:
        self._job = None
        row = max(self.list.currentIndex().row(), 0)
        self.model.show(lines)
        if lines:  # where the arrow keys begin; nothing is selected anew
            here = self.model.index(min(row, len(lines) - 1))
            self.list.selectionModel().setCurrentIndex(here, QItemSelectionModel.SelectionFlag.NoUpdate)
        several = "1 thing" if len(lines) == 1 else f"{len(lines):,} things"
        self.note.setText(f"{several} to look at. The arrow keys select, Enter or a click brings it near."
                          if lines else NOTHING_FOUND)  # fmt: skip

    def _select(self) -> None:
        rows = self.list.selectionModel().selectedRows()
        if rows:
            self._document.select(id for row in rows for id in row.data(IDS))

    def _bring_near(self, index: QModelIndex) -> None:
        if not self.list.selectionModel().hasSelection():
            self.list.setCurrentIndex(index)
        self._select()
        rows = self.list.selectionModel().selectedRows()
        place = self.model.lines[rows[0].row()].place if len(rows) == 1 else None
        if place:
            self._canvas.sight.fill_with(place)
        else:
            self._canvas.sight.zoom_onto(self._document.selection)


class FindingsModel(QAbstractListModel):
    """The lines."""

    def __init__(self, document: Document, thumbnail: Thumbnail) -> None:
        super().__init__()
        self._document, self._thumbnail = document, thumbnail
        self.lines: list[Found] = []
        self._categories: Mapping[int, Category] = {}

    def show(self, lines: list[Found]) -> None:
        """Show these."""
        self.beginResetModel()
        self.lines = lines
        project = self._document.project
        self._categories = project.categories() if project else {}
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{line.kind}, {line.detail}\n{', '.join(map(self._name, line.ids))}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return index.data()
        if role == Qt.ItemDataRole.DecorationRole:
            first = self._document.instances.get(line.ids[0])
            thumbnail = self._thumbnail(first) if first else None
            return thumbnail or icon(ICONS[line.kind], "warning").pixmap(18, 18)
        return line.ids if role == IDS else None

    def _name(self, id: int) -> str:
        one = self._document.instances.get(id)
        return words_of(one, self._categories) if one else "what is no more"
