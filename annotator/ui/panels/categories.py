"""The categories: colour, name, how many, and the digit that gives it. All is changed in place."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFontMetrics, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHeaderView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.categories import PALETTE, Category, by_digit
from annotator.core.errors import AnnotatorError
from annotator.ui.keyboard import SearchField
from annotator.ui.pieces import label, row_height
from annotator.ui.state.document import Document
from annotator.ui.theme import GRID, colours, icon

COLOUR, NAME, COUNT, KEY, EDIT = range(5)
ROW_HEIGHT = 28
TIPS = {
    COLOUR: "Click to change the colour",
    COUNT: "In the whole project, hidden proposals too",
    KEY: "Gives it to the selection, and to what is drawn from now on",
    EDIT: "Attributes, key, colour, name; or merge it into another",
}
ROWS_AT_MOST, ROWS_AT_LEAST = 9, 3
"""Seen at once where there are more: as many as there is room for."""

Index = QModelIndex | QPersistentModelIndex


class CategoriesModel(QAbstractTableModel):
    """One row per category, in the order of the project; as many as there are digits have a key."""

    refused = Signal(str)

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self.categories: list[Category] = []
        self._counts: dict[int, int] = {}
        self._digits: dict[int, int] = {}
        self._shown_key: Callable[[int], str] = str
        for signal in (document.project_changed, document.categories.changed):
            signal.connect(self._read_anew)
        document.edited.connect(lambda edit: self._count())

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.categories)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 5

    def flags(self, index: Index) -> Qt.ItemFlag:
        base = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        writable = index.column() == NAME and not self._document.read_only
        return base | Qt.ItemFlag.ItemIsEditable if writable else base

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        category, column = self.categories[index.row()], index.column()
        if role == Qt.ItemDataRole.DecorationRole and column == COLOUR:
            return swatch(category.colour)
        if role == Qt.ItemDataRole.DecorationRole and column == EDIT:
            return icon("mdi6.tune-variant", "muted")
        if role == Qt.ItemDataRole.EditRole and column == NAME:
            return category.name
        if role == Qt.ItemDataRole.TextAlignmentRole and column >= COUNT:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and column >= COUNT:
            return QColor(colours().muted)
        if role == Qt.ItemDataRole.ToolTipRole:
            return TIPS.get(column, f"{category.name}\nDouble-click to rename")
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        texts = {NAME: category.name, COUNT: f"{self._counts.get(category.id, 0):,}", KEY: self.key_of(category)}
        return texts.get(column)

    def key_of(self, category: Category) -> str:
        """The key that gives it; empty where there are more categories than keys."""
        digit = self._digits.get(category.id)
        return self._shown_key(digit) if digit is not None else ""

    def take_keys(self, shown: Callable[[int], str]) -> None:
        """Name these keys, by their digits, from now on."""
        self._shown_key = shown
        self._read_anew()

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        name, category = str(value).strip(), self.categories[index.row()]
        if not name or name == category.name:
            return False
        if any(other.name == name for other in self.categories):
            self.refused.emit(f"There is a category {name} already: choose another name.")
            return False
        return self._document.categories.change(replace(category, name=name), f"Rename {category.name} to {name}")

    def recolour(self, row: int, colour: str) -> None:
        """Give a category another colour."""
        category = self.categories[row]
        self._document.categories.change(replace(category, colour=colour), f"Recolour {category.name}")

    def row_of(self, id: int) -> int | None:
        """Where a category stands."""
        return next((row for row, one in enumerate(self.categories) if one.id == id), None)

    def _read_anew(self) -> None:
        self.beginResetModel()
        project = self._document.project
        self.categories = list(project.categories().values()) if project else []
        self._counts = project.category_counts() if project else {}
        self._digits = {one.id: digit for digit, one in by_digit(self.categories).items()}
        self.endResetModel()

    def _count(self) -> None:
        if self._document.project and self.categories:
            self._counts = self._document.project.category_counts()
            self.dataChanged.emit(self.index(0, COUNT), self.index(len(self.categories) - 1, COUNT))


def swatch(colour: str | QColor, side: int = 14) -> QIcon:
    """A square of one colour, the same on a selected row."""
    square = QPixmap(side, side)
    square.fill(QColor(colour))
    made = QIcon(square)
    made.addPixmap(square, QIcon.Mode.Selected)
    return made


def _cap_width(metrics: QFontMetrics, key: str) -> int:
    return max(18, metrics.horizontalAdvance(key) + GRID)


class KeyDelegate(QStyledItemDelegate):
    """The digit as a key of the keyboard."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        option.text = ""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        if not index.data():
            return
        cap = QRect(0, 0, _cap_width(option.fontMetrics, index.data()), max(18, option.fontMetrics.height()))
        cap.moveCenter(option.rect.center())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().hover))
        painter.drawRoundedRect(cap, 3, 3)
        painter.setPen(QColor(colours().text))
        painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, index.data())
        painter.restore()


class _Rows(QTableView):
    """As high as its rows, and less where the window is low."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)

    def sizeHint(self) -> QSize:
        return self._high(ROWS_AT_MOST)

    def minimumSizeHint(self) -> QSize:
        return self._high(ROWS_AT_LEAST)

    def _high(self, at_most: int) -> QSize:
        rows = min(max(1, self.model().rowCount()), at_most)
        return QSize(0, rows * row_height(self, ROW_HEIGHT) + 4)


class CategoriesPanel(QWidget):
    """The category that new instances get is the selected row."""

    edit_wanted = Signal(int)
    """Of this category, by its number."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self._document = document
        self.model = CategoriesModel(document)
        self.view = self._table()
        self.new = SearchField("Add a category, then Enter", self.view)
        self.new.returnPressed.connect(self._add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GRID, 0, GRID)
        layout.setSpacing(GRID // 2)
        head = label("Categories", "heading")
        head.setContentsMargins(GRID, 0, GRID, 0)
        layout.addWidget(head)
        layout.addWidget(self.view)
        foot = QVBoxLayout()
        foot.setContentsMargins(GRID, 0, GRID, 0)
        foot.addWidget(self.new)
        layout.addLayout(foot)
        self._connect()

    def _table(self) -> QTableView:
        view = _Rows()
        view.setAccessibleName("Categories")
        view.setModel(self.model)
        view.horizontalHeader().hide()
        view.verticalHeader().hide()
        view.verticalHeader().setDefaultSectionSize(row_height(view, ROW_HEIGHT))
        view.setShowGrid(False)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.DoubleClicked | QAbstractItemView.EditTrigger.EditKeyPressed)
        view.setWordWrap(False)
        view.setItemDelegateForColumn(KEY, KeyDelegate(view))
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setIconSize(QSize(14, 14))
        view.setTabKeyNavigation(False)
        header = view.horizontalHeader()
        header.setMinimumSectionSize(16)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        counted = max(64, view.fontMetrics().horizontalAdvance("123,456") + GRID)
        for column, width in ((COLOUR, 32), (COUNT, counted), (KEY, 32), (EDIT, 30)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            view.setColumnWidth(column, width)
        return view

    def _connect(self) -> None:
        self.view.clicked.connect(self._clicked)
        self.view.activated.connect(self._use)
        self.model.modelReset.connect(self._listed)
        self.model.refused.connect(partial(self._document.said.emit, "warning"))
        self._document.categories.current_changed.connect(lambda id: self._mark())
        self._document.project_changed.connect(self._listed)
        self._listed()

    def _listed(self) -> None:
        self.view.updateGeometry()
        caps = [_cap_width(self.view.fontMetrics(), self.model.key_of(one)) for one in self.model.categories]
        self.view.setColumnWidth(KEY, max(caps, default=0) + 2 * GRID - 2)
        self.view.setVisible(self.model.rowCount() > 0)
        self.new.setEnabled(not self._document.read_only)
        self._mark()

    def _mark(self) -> None:
        row = self.model.row_of(self._document.categories.current)
        if row is None:
            self.view.clearSelection()
        else:
            self.view.setCurrentIndex(self.model.index(row, NAME))  # letters find a category by its name

    def _use(self, index: QModelIndex) -> None:
        self._document.categories.use(self.model.categories[index.row()].id)

    def _clicked(self, index: QModelIndex) -> None:
        self._use(index)
        if index.column() == EDIT:
            self.edit_wanted.emit(self.model.categories[index.row()].id)
        elif index.column() == COLOUR and not self._document.read_only:
            corner = self.view.viewport().mapToGlobal(self.view.visualRect(index).bottomLeft())
            ColourPopup(partial(self.model.recolour, index.row()), self).open_at(corner)

    def _add(self) -> None:
        name = self.new.text().strip()
        if not name or self._document.project is None:
            return
        if any(one.name == name for one in self.model.categories):
            self._document.said.emit("warning", f"There is a category {name} already.")
            return
        try:
            self._document.categories.new(name)
        except AnnotatorError as error:
            self._document.said.emit("error", str(error))
            return
        self.new.clear()


class ColourPopup(QFrame):
    """Sixteen colours that can be told apart, also by colour-blind eyes; a click takes one."""

    def __init__(self, take: Callable[[str], None], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "menu")
        grid = QGridLayout(self)
        grid.setContentsMargins(GRID, GRID, GRID, GRID)
        grid.setSpacing(4)
        for place, colour in enumerate(PALETTE):
            button = QToolButton()
            button.setToolTip(colour)
            button.setAccessibleName(f"Colour {colour}")
            button.setIcon(swatch(colour, 20))
            button.setIconSize(QSize(20, 20))
            button.clicked.connect(partial(take, colour))
            button.clicked.connect(self.close)
            grid.addWidget(button, place // 4, place % 4)

    def open_at(self, corner: QPoint) -> None:
        """Show it with its top left corner here."""
        self.move(corner)
        self.show()
