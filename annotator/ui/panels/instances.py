"""The instances of the frame on the screen; the selection goes both ways."""

from collections.abc import Callable

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from annotator.core.annotations import State
from annotator.core.operations import counted
from annotator.ui.commands import hiding, marking
from annotator.ui.keyboard import SearchField
from annotator.ui.panels.crops import SIDE, Crops, Shrunk
from annotator.ui.panels.instances_model import (
    CATEGORY,
    EYE,
    LOCK,
    ORIGIN,
    SCORE,
    STATE,
    THUMB,
    TITLES,
    WORDS,
    InstancesModel,
)
from annotator.ui.panels.tables import OrNothing, table
from annotator.ui.pieces import label, row_height
from annotator.ui.state.document import Document
from annotator.ui.theme import GRID

WIDTHS = {THUMB: SIDE + 14, EYE: 24, LOCK: 24}
WORDED = {SCORE: (TITLES[SCORE],), STATE: tuple(WORDS.values())}
"""Columns as wide as the widest of these."""
PADDING = 14
MOST_CATEGORY = 0.5  # of the table's width
LEAST_ORIGIN = 40
LEAST_ROWS = 3  # in sight, however much is open above them: rather the whole column is scrolled
"""Logical pixels; with less room it says nothing."""


class InstancesPanel(QWidget):
    """A table over the document's visible instances."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self._crops = Crops()
        self.thumbnail = self._crops.get
        """What the picture shows of an instance; None while there is no picture."""
        self._following = False
        self._shown_key: Callable[[str], str] = lambda action: ""
        self.model = InstancesModel(document, self.thumbnail)
        self.view = self._table()
        self._count = label("", "muted")
        self.rejected = QCheckBox()
        self.rejected.setToolTip("Show what was rejected on this frame, too")
        self.rejected.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.rejected.toggled.connect(document.show_rejected)
        self.search = SearchField("Find", self.view)
        self.search.setAccessibleName("Find instances")
        self.search.setToolTip("By category, state, attributes, group or note; Enter selects all that are found")
        self.search.textChanged.connect(self._find)
        self.search.returnPressed.connect(lambda: document.select(self.model.selectable()))
        self._list_or_nothing = OrNothing(self.view)
        self._lay_out()
        self.view.clicked.connect(self._clicked)
        self.model.modelReset.connect(self._listed)
        self.model.dataChanged.connect(lambda *_: self._count_rejected())
        self.model.dataChanged.connect(lambda *_: self._share_out())
        self.view.selectionModel().selectionChanged.connect(self._chosen)
        document.selection_changed.connect(lambda ids: self._follow())
        document.frame_changed.connect(lambda frame: self._listed())
        document.showing_changed.connect(lambda _: self._listed())
        document.edited.connect(lambda _: self._listed() if not self.model.ids else None)  # why there are none
        self._listed()

    def _table(self) -> QTableView:
        view = table(self.model)
        view.setAccessibleName("Instances of the frame")
        row = row_height(view, SIDE + 6)
        view.verticalHeader().setDefaultSectionSize(row)
        view.setMinimumHeight((1 + LEAST_ROWS) * row)  # and the header
        view.setIconSize(QSize(SIDE, SIDE))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        header = view.horizontalHeader()
        # of its own: with the table's, each painting of the header asks for every cell whether its column is selected
        header.setSelectionModel(QItemSelectionModel(self.model, header))
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setResizeContentsPrecision(0)  # what is in sight says how much room a column needs
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(CATEGORY, QHeaderView.ResizeMode.Stretch)
        width_of = view.fontMetrics().horizontalAdvance
        worded = {column: max(map(width_of, words)) + PADDING for column, words in WORDED.items()}
        for column, width in (WIDTHS | worded).items():
            view.setColumnWidth(column, width)
        self._score_width = worded[SCORE]  # also while it is hidden
        header.setSortIndicator(THUMB, Qt.SortOrder.AscendingOrder)
        view.setSortingEnabled(True)
        return view

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(GRID, GRID, GRID, GRID // 2)
        head.setSpacing(GRID)
        head.addWidget(label("Instances", "heading"))
        head.addWidget(self.search, 1)
        head.addWidget(self.rejected)
        head.addWidget(self._count)
        all = QVBoxLayout(self)
        all.setContentsMargins(0, 0, 0, 0)
        all.setSpacing(0)
        all.addLayout(head)
        all.addWidget(self._list_or_nothing, 1)

    def set_picture(self, shrunk: Shrunk | None) -> None:
        """The picture that the crops are cut from."""
        self._crops.set_picture(shrunk)
        self.view.viewport().update()

    def _listed(self) -> None:
        rows = self.model.rowCount()
        hidden = len(self._document.showing.hidden.intersection(self.model.ids))
        found = f"{rows:,} of {len(self._document.listed):,}" if self.model.finding else f"{rows:,}"
        self._count.setText(f"{rows - hidden:,} of {rows:,} shown" if hidden else found)
        frame = self._document.frame
        self._list_or_nothing.say(None if rows else self._nothing() if frame else "")
        self._share_out()
        self._count_rejected()
        self._follow()

    def take_keys(self, shown: Callable[[str], str]) -> None:
        """Name these keys of actions from now on."""
        self._shown_key = shown
        accepts = _then("; {} accepts it", shown("accept"))
        self.rejected.setToolTip(f"Show what was rejected on this frame, too{accepts}")
        self._listed()

    def _nothing(self) -> str:
        """Why no instance is listed, and what to do."""
        if self.model.finding and self._document.listed:
            return f"No instance matches “{self.search.text().strip()}”."
        if below := sum(one.untouched for one in self._document.instances.values()):
            them = f"{counted(below, 'proposal')} {'is' if below == 1 else 'are'} under the score threshold"
            lowers = _then("\n\nPress {} to lower it.", self._shown_key("threshold_down"))
            return f"No instances shown: {them}.{lowers}"
        ways = self._do("Draw an outline", "tool_polygon"), self._do("pre-label the frame", "prelabel_frame")
        return f"No instances on this frame.\n\n{' or '.join(ways)}."

    def _do(self, what: str, action: str) -> str:
        return what + _then(" ({})", self._shown_key(action))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        """The category first: origin and score are there where there is room for them, and something to say."""
        view, all = self.view, self.view.viewport().width()
        category = min(view.sizeHintForColumn(CATEGORY), round(MOST_CATEGORY * all))
        left = all - category - sum(view.columnWidth(column) for column in (THUMB, STATE, EYE, LOCK))
        scored = self.model.scored and left >= self._score_width
        view.setColumnHidden(SCORE, not scored)
        left = min(left - scored * self._score_width, max(view.sizeHintForColumn(ORIGIN), 2 * LEAST_ORIGIN))
        view.setColumnHidden(ORIGIN, left < LEAST_ORIGIN)
        view.setColumnWidth(ORIGIN, max(left, LEAST_ORIGIN))

    def _find(self, text: str) -> None:
        self.model.find(text)
        self._listed()

    def _count_rejected(self) -> None:
        rejected = sum(one.state is State.REJECTED for one in self._document.instances.values())
        self.rejected.setText(f"{rejected:,} rejected")
        self.rejected.setVisible(rejected > 0 or self.rejected.isChecked())

    def _chosen(self) -> None:
        if self._following:
            return
        rows = self.view.selectionModel().selectedRows()
        self._document.select(self.model.ids[index.row()] for index in rows)

    def _clicked(self, index: QModelIndex) -> None:
        one = self.model.instance(index.row())
        if one and index.column() == EYE:
            hiding.toggle(self._document, one.id)
        elif one and index.column() == LOCK and not self._document.read_only:
            marking.toggle_lock(self._document, [one.id])

    def _follow(self) -> None:
        """Select the rows of what is selected on the picture."""
        rows = sorted(row for id in self._document.selection if (row := self.model.row_of(id)) is not None)
        selection = QItemSelection()
        for first, last in _runs(rows):
            selection.select(self.model.index(first, 0), self.model.index(last, self.model.columnCount() - 1))
        self._following = True
        self.view.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if len(rows) == 1:
            index = self.model.index(rows[0], CATEGORY)
            self.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.view.scrollTo(index)
        self._following = False


def _then(said: str, key: str) -> str:
    """Of an action that has a key."""
    return said.format(key) if key else ""


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """Neighbouring rows as (first, last)."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and runs[-1][1] == row - 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs
