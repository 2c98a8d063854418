"""One category: its name, colour, key and attributes, and another category that it becomes one with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.attributes import Attribute, BadValue, clashes
from annotator.core.categories import DIGITS, PALETTE, Category, by_digit
from annotator.ui.dialogs.attribute_card import AttributeCard
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.panels.categories import swatch
from annotator.ui.pieces import ComboBox, label, line, push
from annotator.ui.state.document import Document
from annotator.ui.theme import GRID

Save = Callable[[Category, dict[str, str], str], object]
"""The category as it is to be, new names of attributes by old ones, and what is done in words."""

Merge = Callable[[Category, Category], object]
"""The one that goes and the one that stays."""


class CategorySheet(Sheet):
    """Enter saves; merging has a button of its own, and says before what will happen."""

    def __init__(self, document: Document, category: Category, save: Save, merge: Merge) -> None:
        super().__init__("Category", "Save")
        self._document, self.category, self._save, self._merge = document, category, save, merge
        assert document.project is not None
        self._others = [one for one in document.project.categories().values() if one.id != category.id]
        self._films = bool(document.project.videos())
        self.name = QLineEdit(category.name)
        self.name.setAccessibleName("Name")
        self.digit = self._digits()
        self.colours = QButtonGroup(self)
        self.cards: list[AttributeCard] = []
        self._cards = QVBoxLayout()
        self._cards.setContentsMargins(0, 0, 0, 0)
        self._cards.setSpacing(GRID)
        self.add = push("Add an attribute", "mdi6.plus")
        self.none = label("What can be said of each: a text, a number, an option, yes or no.", "muted", wrap=True)
        self.into = ComboBox()
        self.into.setAccessibleName("Merge into")
        self.merge = push("Merge", "mdi6.call-merge")
        self.what = label("", "muted", wrap=True)
        self._lay_out_fields()
        for attribute in category.attributes:
            self.add_card(attribute)
        self.add.clicked.connect(lambda: self.add_card().name.setFocus())
        self.act.clicked.connect(self.save)
        self.merge.clicked.connect(self._merge_now)
        self.into.currentIndexChanged.connect(self._foresee)
        document.project_changed.connect(self.closed)
        self._foresee()

    def _digits(self) -> QComboBox:
        made = ComboBox()
        made.setAccessibleName("Key")
        made.addItem("By its place", 0)
        taken = {digit: one.name for digit, one in by_digit([*self._others, self.category]).items() if one.digit}
        for digit in DIGITS:
            other = taken.get(digit) if digit != self.category.digit else None
            made.addItem(f"{digit}, now of {other}" if other else str(digit), digit)
        made.setCurrentIndex(made.findData(self.category.digit))
        return made

    def _lay_out_fields(self) -> None:
        layout = self.fields_layout
        layout.addWidget(label("Name", "heading"))
        layout.addWidget(self.name)
        layout.addWidget(label("Colour", "heading"))
        layout.addLayout(self._palette())
        layout.addWidget(label("Key", "heading"))
        layout.addWidget(self.digit)
        layout.addWidget(label("Attributes", "heading"))
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, GRID // 2, 0)
        column.setSpacing(GRID)
        column.addWidget(self.none)
        column.addLayout(self._cards)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        self.fill_with(scroll)
        self.body.addWidget(line())
        self.body.addWidget(label("Merge into another category", "heading"))
        row = QHBoxLayout()
        row.addWidget(self.into, 1)
        row.addWidget(self.merge)
        self.body.addLayout(row)
        self.body.addWidget(self.what)
        for one in self._others:
            self.into.addItem(swatch(one.colour), one.name, one.id)
        self.into.setPlaceholderText("Choose one" if self._others else "There is no other")
        self.into.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.into.setCurrentIndex(-1)

    def _palette(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(2)
        colours = dict.fromkeys((*PALETTE, self.category.colour))
        for place, colour in enumerate(colours):
            button = QToolButton()
            button.setCheckable(True)
            button.setIcon(swatch(colour, 18))
            button.setIconSize(QSize(18, 18))
            button.setAccessibleName(f"Colour {colour}")
            button.setToolTip(colour)
            button.setProperty("colour", colour)
            button.setChecked(colour == self.category.colour)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.colours.addButton(button)
            grid.addWidget(button, place // 9, place % 9)
        grid.setColumnStretch(9, 1)
        return grid

    def focus_first(self) -> None:
        """The name, to be typed over."""
        self.name.setFocus()
        self.name.selectAll()

    def add_card(self, attribute: Attribute | None = None) -> AttributeCard:
        """The fields of one more attribute."""
        card = AttributeCard(attribute, self._films)
        card.removed.connect(partial(self._remove, card))
        self.cards.append(card)
        self._cards.addWidget(card)
        card.show()
        self.none.hide()
        return card

    def _remove(self, card: AttributeCard) -> None:
        self.cards.remove(card)
        self._cards.removeWidget(card)
        card.hide()
        card.deleteLater()
        self.none.setVisible(not self.cards)
        self.add.setFocus()

    def save(self) -> None:
        """Make it so, or say what is wrong."""
        try:
            changed = self._read()
        except BadValue as why:
            self.say("error", str(why))
            return
        names = {card.before: card.name.text().strip() for card in self.cards if card.before}
        names = {old: new for old, new in names.items() if old != new}
        if changed != self.category:
            renamed = changed.name != self.category.name
            text = f"Rename {self.category.name} to {changed.name}" if renamed else f"Change {changed.name}"
            self._free(changed.digit)
            self._save(changed, names, text)
        self.closed.emit()

    def _free(self, digit: int) -> None:
        """A key is one category's."""
        for one in self._others:
            if digit and one.digit == digit:
                self._document.categories.change(replace(one, digit=0), f"Take key {digit} from {one.name}")

    def _read(self) -> Category:
        name = self.name.text().strip()
        if not name:
            raise BadValue("A category needs a name.")
        if any(one.name == name for one in self._others):
            raise BadValue(f"There is a category {name} already: choose another name, or merge the two below.")
        attributes = tuple(card.read() for card in self.cards)
        if double := _double([one.name for one in attributes]):
            raise BadValue(f"Two attributes are called {double}.")
        colour = self.colours.checkedButton()
        return replace(
            self.category, name=name, attributes=attributes, digit=self.digit.currentData(),
            colour=colour.property("colour") if colour else self.category.colour,
        )  # fmt: skip

    def _chosen(self) -> Category | None:
        return next((one for one in self._others if one.id == self.into.currentData()), None)

    def _foresee(self) -> None:
        """What merging would do, before it is done."""
        other, project = self._chosen(), self._document.project
        self.merge.setEnabled(other is not None)
        if other is None or project is None:
            self.what.setText("")
            return
        count = project.category_counts().get(self.category.id, 0)
        several = "1 instance" if count == 1 else f"{count:,} instances"
        said = f"{self.category.name} becomes {other.name} on {several}, in one step that can be undone."
        lost = clashes(other.attributes, self.category.attributes)
        self.what.setText(f"{said} What does not fit is lost: {'; '.join(lost)}." if lost else said)

    def _merge_now(self) -> None:
        if other := self._chosen():
            self.closed.emit()
            self._merge(self.category, other)


def _double(names: Sequence[str]) -> str:
    return next((name for place, name in enumerate(names) if name in names[:place]), "")
