"""Fields for what is said of instances, made for the keyboard.

Enter commits and stays, Tab commits and goes on, Escape gives back what was there and the keyboard to the picture,
Page Down and Page Up go to the next and the previous instance. Where several instances differ a field says "mixed".
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from annotator.core.annotations import Value
from annotator.core.attributes import Attribute, BadValue, Kind, Shared, shown
from annotator.ui.pieces import ComboBox, set_role

MIXED, UNSET = "mixed", "not set"
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ERASE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
STEPS = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
OWN = (*ENTER, *ERASE, *STEPS, Qt.Key.Key_Escape, Qt.Key.Key_Space)

if TYPE_CHECKING:
    _Widget = QWidget
else:
    _Widget = object  # each field is a widget by its other base

Read = Callable[[str], Value]
"""The value that a text means; raises BadValue."""


class Field(_Widget):
    """What all of them have; each is this and one of Qt's widgets."""

    given = Signal(object)
    """The new value; None where it was taken away."""
    refused = Signal(str)
    """Why what was typed is no value; empty once it is one."""
    left = Signal()
    """The keyboard is given back to the picture."""
    stepped = Signal(int)
    """To the next instance, or with -1 to the previous one."""

    def event(self, event: QEvent) -> bool:
        """Its own keys are no shortcuts of the window while it has the keyboard: Delete deletes no instance."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and event.key() in OWN:
            event.accept()
            return True
        return super().event(event)

    def taken(self, event: QKeyEvent) -> bool:
        """Whether a key means the same in every field."""
        if event.key() == Qt.Key.Key_Escape:
            self.give_back()
            self.left.emit()
        elif event.key() in STEPS and not event.modifiers():
            self.commit()
            self.stepped.emit(STEPS[Qt.Key(event.key())])
        else:
            return False
        return True

    def show_value(self, shared: Shared) -> None:
        """Show what the selection has."""

    def commit(self) -> None:
        """Say what was typed and not yet said."""

    def give_back(self) -> None:
        """Forget what was typed."""


class LineField(Field, QLineEdit):
    """A text or a number."""

    def __init__(self, read: Read, empty: str = UNSET) -> None:
        super().__init__()
        self._read, self._empty = read, empty
        self._shown = ""
        self.returnPressed.connect(self.commit)

    def show_value(self, shared: Shared) -> None:
        """What is being typed stays until it is committed or given back."""
        self.setPlaceholderText(MIXED if shared.mixed else self._empty)
        self._shown = shown(shared.value)
        if not self.isModified():
            self.give_back()

    def commit(self) -> None:
        """What fits is said; what does not stays to be mended."""
        if not self.isModified():
            return
        try:
            value = self._read(self.text()) if self.text().strip() else None
        except BadValue as why:
            self._complain(str(why))
            return
        self.setModified(False)
        self.selectAll()
        self._complain("")
        self.given.emit(value)

    def give_back(self) -> None:
        """What the selection has."""
        if self.text() != self._shown:
            self.setText(self._shown)
        self.setModified(False)
        self._complain("")

    def _complain(self, why: str) -> None:
        if why != self.toolTip():
            self.setToolTip(why)
            set_role(self, "wrong" if why else "")
            self.refused.emit(why)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.taken(event):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """What does not fit is not kept."""
        self.commit()
        if self.isModified():
            self.give_back()
        super().focusOutEvent(event)


class ChoiceField(Field, ComboBox):
    """One of a few options, or nothing."""

    def __init__(self, options: tuple[str, ...]) -> None:
        super().__init__()
        self._options = options
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(6)
        self.activated.connect(lambda place: self.given.emit(self.itemData(place)))

    def show_value(self, shared: Shared) -> None:
        """An option that is none any more is still shown."""
        said = shown(shared.value)
        self.clear()
        self.addItem(UNSET, None)
        for option in dict.fromkeys((*self._options, *([said] if said else []))):
            self.addItem(option, option)
        self.setPlaceholderText(MIXED)
        self.setCurrentIndex(-1 if shared.mixed else self.findData(said) if said else 0)
        self.setToolTip("" if not said or said in self._options else f"{said} is no option of this category any more.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ERASE:
            self.given.emit(None)
        elif not self.taken(event):
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the panel and changes nothing."""
        event.ignore()


class TickField(Field, QCheckBox):
    """Yes, no, or nothing yet; the word beside the box says which."""

    def __init__(self, clears: bool = True) -> None:
        super().__init__()
        self._clears = clears
        self.setTristate(True)
        self.clicked.connect(lambda: self.given.emit(self.checkState() is Qt.CheckState.Checked))

    def nextCheckState(self) -> None:
        """A click says yes, and the next one no."""
        checked = self.checkState() is Qt.CheckState.Checked
        self.setCheckState(Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked)

    def show_value(self, shared: Shared) -> None:
        """Half ticked where they differ, or where nobody has said it yet."""
        ticked = {True: Qt.CheckState.Checked, False: Qt.CheckState.Unchecked}
        known = isinstance(shared.value, bool)
        self.setCheckState(ticked[bool(shared.value)] if known else Qt.CheckState.PartiallyChecked)
        self.setText(MIXED if shared.mixed else shown(shared.value) or UNSET)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER:
            self.click()
        elif event.key() in ERASE and self._clears:
            self.given.emit(None)
        elif not self.taken(event):
            super().keyPressEvent(event)


class NoteField(Field, QPlainTextEdit):
    """A few lines; Shift+Enter begins another."""

    LINES = 2

    def __init__(self) -> None:
        super().__init__()
        self._shown = ""
        self.setTabChangesFocus(True)
        self.setFixedHeight(self.LINES * self.fontMetrics().lineSpacing() + 16)

    def show_value(self, shared: Shared) -> None:
        """What is being typed stays until it is committed or given back."""
        self.setPlaceholderText(MIXED if shared.mixed else "Enter keeps, Shift+Enter begins a line")
        self._shown = shown(shared.value)
        if not self.document().isModified():
            self.give_back()

    def commit(self) -> None:
        if self.document().isModified():
            self.document().setModified(False)
            self.given.emit(self.toPlainText().strip())

    def give_back(self) -> None:
        if self.toPlainText() != self._shown:
            self.setPlainText(self._shown)
        self.document().setModified(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in ENTER and not event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.commit()
        elif not self.taken(event):
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.commit()
        super().focusOutEvent(event)


FIELDS: dict[Kind, Callable[[Attribute], Field]] = {
    Kind.TEXT: lambda attribute: LineField(attribute.read),
    Kind.NUMBER: lambda attribute: LineField(attribute.read),
    Kind.CHOICE: lambda attribute: ChoiceField(attribute.options),
    Kind.YES_NO: lambda attribute: TickField(),
}
"""What a value of each kind is given in."""
