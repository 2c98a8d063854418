"""The definition of one attribute, as a person writes it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QPlainTextEdit, QWidget

from annotator.core.attributes import Attribute, BadValue, Kind, number_in, shown
from annotator.ui.pieces import ComboBox, flat, label
from annotator.ui.theme import GRID

KINDS = {Kind.TEXT: "Text", Kind.NUMBER: "Number", Kind.CHOICE: "Choice", Kind.YES_NO: "Yes or no"}
OPTION_LINES = 4


class AttributeCard(QFrame):
    """Fields for the name, the kind and what the kind needs."""

    removed = Signal()

    def __init__(self, attribute: Attribute | None = None, films: bool = True) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.before = attribute.name if attribute else ""
        """Its name until now; empty for a new one."""
        self.name = _line("Name", attribute.name if attribute else "")
        self.kind = ComboBox()
        self.kind.setAccessibleName("Kind")
        for kind, title in KINDS.items():
            self.kind.addItem(title, kind)
        self.options = QPlainTextEdit("\n".join(attribute.options) if attribute else "")
        self.options.setAccessibleName("Options")
        self.options.setPlaceholderText("Options, one a line")
        self.options.setTabChangesFocus(True)
        self.options.setFixedHeight(OPTION_LINES * self.options.fontMetrics().lineSpacing() + 2 * GRID)
        self.least = _line("Lowest", shown(attribute.least) if attribute else "")
        self.most = _line("Highest", shown(attribute.most) if attribute else "")
        self.default = _line("Default", shown(attribute.default) if attribute else "")
        self.default.setToolTip("What new instances get; none where this is empty")
        self.changes = QCheckBox("May change over the frames of a video")
        self.changes.setChecked(attribute is not None and attribute.changes)
        self.changes.setVisible(films or self.changes.isChecked())
        self._lay_out()
        self.kind.currentIndexChanged.connect(self._show_kind)
        self.kind.setCurrentIndex(self.kind.findData(attribute.kind if attribute else Kind.TEXT))
        self._show_kind()

    def _lay_out(self) -> None:
        remove = flat("mdi6.close", "Remove this attribute; what instances say stays on them")
        remove.clicked.connect(self.removed)
        self.ends = QWidget()
        ends = QHBoxLayout(self.ends)
        ends.setContentsMargins(0, 0, 0, 0)
        for part in (label("From", "muted"), self.least, label("to", "muted"), self.most):
            ends.addWidget(part)
        given = QHBoxLayout()
        given.addWidget(label("Default", "muted"))
        given.addWidget(self.default)
        grid = QGridLayout(self)
        grid.setContentsMargins(GRID, GRID, GRID, GRID)
        grid.setSpacing(GRID // 2)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.kind, 0, 1)
        grid.addWidget(remove, 0, 2, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.options, 1, 0, 1, 3)
        grid.addWidget(self.ends, 2, 0, 1, 3)
        grid.addLayout(given, 3, 0, 1, 3)
        grid.addWidget(self.changes, 4, 0, 1, 3)
        grid.setColumnStretch(0, 1)

    def _show_kind(self) -> None:
        kind = self.kind.currentData()
        self.options.setVisible(kind == Kind.CHOICE)
        self.ends.setVisible(kind == Kind.NUMBER)
        self.default.setPlaceholderText("yes, no, or nothing" if kind == Kind.YES_NO else "none")

    def read(self) -> Attribute:
        """The definition; BadValue says what is wrong with it."""
        kind = Kind(self.kind.currentData())
        numbers = kind is Kind.NUMBER
        lines = self.options.toPlainText().splitlines() if kind is Kind.CHOICE else []
        made = Attribute(
            name=self.name.text().strip(),
            kind=kind,
            options=tuple(line.strip() for line in lines if line.strip()),
            least=_number(self.least) if numbers else None,
            most=_number(self.most) if numbers else None,
            changes=self.changes.isChecked(),
        )
        default = self.default.text()
        if not default.strip():
            return made
        return Attribute(
            name=made.name, kind=kind, options=made.options, least=made.least, most=made.most,
            default=made.read(default), changes=made.changes,
        )  # fmt: skip


def _line(title: str, text: str) -> QLineEdit:
    made = QLineEdit(text, placeholderText=title)
    made.setAccessibleName(title)
    made.setCursorPosition(0)
    return made


def _number(field: QLineEdit) -> float | None:
    text = field.text().strip()
    if not text:
        return None
    value = number_in(text)
    if isinstance(value, str):
        raise BadValue(f"{field.accessibleName()} is a number, and this is {text!r}.")
    return value
