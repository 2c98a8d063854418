"""The frame's instances as a sortable table; 10,000 rows are one sorted list of numbers."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap

from annotator.core.annotations import HUMAN_WORK, Instance, Made, State
from annotator.core.attributes import shown
from annotator.core.categories import Category
from annotator.ui.canvas.hues import hue
from annotator.ui.panels.categories import swatch
from annotator.ui.state.document import Document
from annotator.ui.theme import colours, icon

THUMB, CATEGORY, SCORE, ORIGIN, STATE, EYE, LOCK = range(7)
TITLES = ("", "Category", "Score", "Origin", "State", "", "")
ABOUT = {EYE: "Hidden or shown: click to change", LOCK: "Locked or not: click to change"}
MARK = QSize(16, 16)
HEAD_ICONS = {EYE: "mdi6.eye-outline", LOCK: "mdi6.lock-outline"}
WORDS = {
    State.PROPOSED: "proposed",
    State.ACCEPTED: "accepted",
    State.EDITED: "edited",
    State.DRAWN: "drawn",
    State.REJECTED: "rejected",
}
FROM_OTHER_FRAMES = (Made.PROPAGATED, Made.INTERPOLATED)
Index = QModelIndex | QPersistentModelIndex


def origin_of(one: Instance) -> str:
    """Where an instance came from, in a word or two."""
    if one.presence and one.presence.made in FROM_OTHER_FRAMES:
        return one.presence.made.value
    if one.origin:
        return one.origin.model
    return "imported" if one.imported else "by hand"


def sureness_of(one: Instance) -> float | None:
    """The model's score, or how well it holds what was carried here to fit; None where a person decided."""
    if one.presence and one.presence.made is Made.PROPAGATED:
        return one.presence.confidence
    return one.score


def name_of(one: Instance, categories: Mapping[int, Category]) -> str:
    """Its category."""
    category = categories.get(one.category)
    return category.name if category else f"#{one.category}"


def title_of(one: Instance, categories: Mapping[int, Category]) -> str:
    """Its category, with the number of its track, so that objects of a video can be told apart."""
    name = name_of(one, categories)
    return f"{name} {one.track}" if one.track else name


def words_of(one: Instance, categories: Mapping[int, Category]) -> str:
    """What the columns of the list say of it, in a sentence."""
    sureness = sureness_of(one)
    score = "" if sureness is None else f" {sureness:.2f}"
    return f"{title_of(one, categories)} ({WORDS[one.state]}{score})"


def _faded(pixmap: QPixmap) -> QPixmap:
    made = QPixmap(pixmap.size())
    made.setDevicePixelRatio(pixmap.devicePixelRatio())
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setOpacity(0.35)
    painter.drawPixmap(0, 0, pixmap)
    painter.end()
    return made


class InstancesModel(QAbstractTableModel):
    """What is visible of the document's frame, and greyed what is hidden, in the order that the person chose."""

    def __init__(self, document: Document, thumbnail: Callable[[Instance], QPixmap | None]) -> None:
        super().__init__(document)
        self._document = document
        self._thumbnail = thumbnail
        self._categories: dict[int, Category] = {}
        self._colours: dict[int, QColor] = {}
        self.ids: list[int] = []
        self.scored = False
        """Whether any of them has a score."""
        self._row: dict[int, int] = {}
        self._sorted = (THUMB, Qt.SortOrder.AscendingOrder)
        self._wanted: list[str] = []
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self.refresh)
        document.frame_changed.connect(lambda frame: self.refresh())
        document.edited.connect(lambda edit: self.refresh())
        document.showing_changed.connect(lambda _: self._later.start())
        document.categories.changed.connect(self.refresh)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section]
        if role == Qt.ItemDataRole.ToolTipRole:
            return ABOUT.get(section)
        if role == Qt.ItemDataRole.DecorationRole and section in HEAD_ICONS:
            return icon(HEAD_ICONS[section], "muted")
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What is hidden cannot be selected."""
        id = self.ids[index.row()] if 0 <= index.row() < len(self.ids) else 0
        return Qt.ItemFlag.ItemIsEnabled if id in self._document.showing.hidden else super().flags(index)

    def selectable(self) -> list[int]:
        """The rows that one can step through."""
        return [id for id in self.ids if id not in self._document.showing.hidden]

    def instance(self, row: int) -> Instance | None:
        """The instance of a row; None for the moment between an edit and the list that follows it."""
        return self._document.instances.get(self.ids[row]) if 0 <= row < len(self.ids) else None

    def row_of(self, id: int) -> int | None:
        """The row of an instance."""
        return self._row.get(id)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        one = self.instance(index.row())
        if one is None:
            return None
        column = index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(one, column)
        if role == Qt.ItemDataRole.DecorationRole:
            return self._decoration(one, column)
        if role == Qt.ItemDataRole.ForegroundRole and one.id in self._document.showing.hidden:
            return self._faint()
        if role == Qt.ItemDataRole.ForegroundRole and (column != CATEGORY or one.state is State.REJECTED):
            return QColor(colours().good if column == STATE and one.state in HUMAN_WORK else colours().muted)
        if role == Qt.ItemDataRole.ToolTipRole:
            sureness = sureness_of(one)
            score = [] if sureness is None else [f"score {sureness:.2f}"]
            return ABOUT.get(column) or "\n".join((*self._about(one), *score))
        return None

    def _about(self, one: Instance) -> list[str]:
        said = {"crowd": one.crowd, "locked": one.locked, "hidden": one.id in self._document.showing.hidden}
        values = [f"{name} {shown(value)}" for name, value in one.attributes]
        group = [f"group {one.group}"] if one.group else []
        words = [word for word, holds in said.items() if holds]
        return [self._title(one), WORDS[one.state], origin_of(one), *words, *group, *values, *filter(None, [one.note])]

    def colour(self, colours: dict[int, QColor]) -> None:
        """Show each hue in this colour, as the canvas does."""
        self._colours = colours
        self.refresh()

    def find(self, text: str) -> None:
        """List only those that all these words are said of: category, state, origin, attributes, group, note."""
        self._wanted = text.casefold().split()
        self.refresh()

    @property
    def finding(self) -> bool:
        """Whether only some are listed."""
        return bool(self._wanted)

    def _found(self, there: dict[int, Instance]) -> dict[int, Instance]:
        if not self._wanted:
            return there
        said = {id: "\n".join(self._about(one)).casefold() for id, one in there.items()}
        return {id: one for id, one in there.items() if all(word in said[id] for word in self._wanted)}

    def _faint(self) -> QColor:
        made = QColor(colours().muted)
        made.setAlphaF(0.6)
        return made

    def _text(self, one: Instance, column: int) -> str | None:
        if column == SCORE:
            sureness = sureness_of(one)
            return "" if sureness is None else f"{sureness:.2f}"
        texts: dict[int, Callable[[Instance], str]] = {
            CATEGORY: self._title,
            ORIGIN: origin_of,
            STATE: lambda one: WORDS[one.state],
        }
        return texts[column](one) if column in texts else None

    def _decoration(self, one: Instance, column: int) -> object:
        if column == THUMB:
            thumbnail = self._thumbnail(one)
            return _faded(thumbnail) if thumbnail and one.id in self._document.showing.hidden else thumbnail
        if column == EYE and one.id in self._document.showing.hidden:
            return icon("mdi6.eye-off-outline", "muted").pixmap(MARK)
        if column == LOCK and one.locked:
            return icon("mdi6.lock").pixmap(MARK)
        if column == CATEGORY and (category := self._categories.get(one.category)):
            return swatch(self._colours.get(hue(one), category.colour), 12)
        return None

    def _title(self, one: Instance) -> str:
        return title_of(one, self._categories)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted = (column, order)
        self.refresh()

    def refresh(self) -> None:
        """Take over what the document has now."""
        project = self._document.project
        self._categories = project.categories() if project else {}
        listed = self._found(self._document.listed)
        self.scored = any(sureness_of(one) is not None for one in listed.values())
        ids = self._in_order(listed)
        if ids == self.ids:
            if ids:
                self.dataChanged.emit(self.index(0, 0), self.index(len(ids) - 1, len(TITLES) - 1))
            return
        self.beginResetModel()
        self.ids = ids
        self._row = {id: row for row, id in enumerate(ids)}
        self.endResetModel()

    def _in_order(self, visible: dict[int, Instance]) -> list[int]:
        column, order = self._sorted
        backwards = order is Qt.SortOrder.DescendingOrder
        if column == THUMB:
            return sorted(visible, key=lambda id: (id < 0, abs(id)), reverse=backwards)
        keys: dict[int, Callable[[Instance], object]] = {
            CATEGORY: lambda one: (name_of(one, self._categories), one.id),
            SCORE: lambda one: (-1.0 if (sureness := sureness_of(one)) is None else sureness, one.id),
            ORIGIN: lambda one: (origin_of(one), one.id),
            STATE: lambda one: (one.state.value, one.id),
        }
        return [one.id for one in sorted(visible.values(), key=keys[column], reverse=backwards)]  # type: ignore[arg-type]
