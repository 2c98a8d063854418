"""All actions with their keys: found by letters, changed by pressing the new key."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from annotator.core.operations import counted
from annotator.ui.actions.canvas_keys import RESERVED
from annotator.ui.actions.synonyms import SYNONYMS
from annotator.ui.dialogs.two_sided import Index, Texts, TwoSided
from annotator.ui.fuzzy import ranked
from annotator.ui.keyboard import ENTER, SearchField
from annotator.ui.keys import LINES, Keys, Line, of_press
from annotator.ui.pieces import label, push, set_role, shown_key
from annotator.ui.theme import GRID, colours

_NAME, _KEYS, _OWN = (Qt.ItemDataRole.UserRole + place for place in range(3))
_ARROWS = "The arrow keys move through lists and over the picture, so they cannot have another meaning."


class KeyList(QWidget):
    """Choose an action, press Enter, press its key."""

    def __init__(self, keys: Keys) -> None:
        super().__init__()
        self._keys = keys
        self._agreed: Callable[[], object] = lambda: None
        """What is done if the person says yes to what is asked."""
        self._adds = False
        self._lines = {line.name: line for line in LINES}
        self.list = QListWidget()
        self.search = SearchField("Find an action", self.list, leaves=False)
        self.list.setAccessibleName("Actions and their keys")
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Row(self.list))
        self.change = KeyButton("Change the key")
        self.add = KeyButton("Add a key")
        self.none = push("No key")
        self.reset = push("Reset")
        self.reset_all = push("Reset all keys")
        self.said = label("", "muted", wrap=True)
        self.take = push("Take it")
        self._lay_out()
        self._connect()
        self._fill()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(GRID)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addLayout(_row((self.change, self.add)))
        column.addWidget(self.said)
        column.addWidget(self.take, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(_row((self.none, self.reset, self.reset_all)))

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda: self._fill())
        self.search.returnPressed.connect(self.list.setFocus)
        self.list.currentItemChanged.connect(lambda *_: self._show())
        self.list.itemActivated.connect(lambda _: self.change.setChecked(True))
        for button, adds in ((self.change, False), (self.add, True)):
            button.pressed_key.connect(lambda key, adds=adds: self._press(key, adds))
            button.toggled.connect(lambda _: self._show())
        self.take.clicked.connect(lambda: self._agreed())
        self.none.clicked.connect(lambda: self._keys.put(self.chosen.name, ()))
        self.reset.clicked.connect(lambda: self._keys.reset(self.chosen.name))
        self.reset_all.clicked.connect(self._ask_for_all)
        self._keys.changed.connect(self._fill)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter on the list has made the button wait for a key; it does not press it, too."""
        if event.key() not in ENTER or not self.change.isChecked():
            super().keyPressEvent(event)

    @property
    def chosen(self) -> Line:
        """The action whose keys the buttons change."""
        return self._lines[self.list.currentItem().data(_NAME)]

    def _fill(self) -> None:
        current = self.list.currentItem()
        name = current.data(_NAME) if current else ""
        self.list.blockSignals(True)
        self.list.clear()
        for line in ranked(self.search.text(), list(self._lines.values()), lambda one: one.text, _further):
            self.list.addItem(self._item(line))
            if line.name == name:
                self.list.setCurrentRow(self.list.count() - 1)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self._show()

    def _item(self, line: Line) -> QListWidgetItem:
        keys = "   ".join(shown_key(key) for key in self._keys.of(line.name))
        item = QListWidgetItem(line.text)
        item.setData(_NAME, line.name)
        item.setData(_KEYS, keys)
        item.setData(_OWN, self._keys.changed_by_hand(line.name))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{line.text}, {keys or 'no key'}")
        item.setToolTip(f"{line.group}: {line.text}")
        return item

    def _show(self) -> None:
        some = self.list.currentItem() is not None
        name = self.chosen.name if some else ""
        for button, on in (
            (self.change, some), (self.add, some), (self.none, bool(self._keys.of(name))),
            (self.reset, some and self._keys.changed_by_hand(name)), (self.reset_all, bool(self._changed)),
        ):  # fmt: skip
            if button.hasFocus() and not on:
                self.list.setFocus()  # or the next button would have the keyboard, and the next press
            button.setEnabled(on)
        self.take.hide()
        self._say("muted", "" if some else "No action has these letters.")
        if self.change.isChecked() or self.add.isChecked():
            self._say("", f'Press the key for "{self.chosen.text}". Esc leaves it as it is.')

    def _press(self, key: str, adds: bool) -> None:
        self._adds = adds
        owner = self._keys.owner(key, self.chosen.name)
        if key in RESERVED:
            self._say("warning", _ARROWS)
        elif owner is None:
            self._give(key)
        else:
            asks = f'{shown_key(key)} is "{owner.text}" now. Take it from there?'
            self._ask(asks, f"Take {shown_key(key)}", lambda: self._give(key))

    @property
    def _changed(self) -> list[str]:
        return [name for name in self._lines if self._keys.changed_by_hand(name)]

    def _ask_for_all(self) -> None:
        actions = counted(len(self._changed), "action")
        self._ask(f"Forget what was changed for {actions}?", "Yes, reset them", self._reset_all)

    def _reset_all(self) -> None:
        self._keys.reset_all()
        self.list.setFocus()

    def _ask(self, sentence: str, text: str, agreed: Callable[[], object]) -> None:
        self._say("warning", sentence)
        self.take.setText(text)
        self._agreed = agreed
        self.take.show()
        self.take.setFocus()

    def _give(self, key: str) -> None:
        name = self.chosen.name
        mine = self._keys.of(name) if self._adds else ()
        self._keys.put(name, dict.fromkeys((*mine, key)))
        self.list.setFocus()

    def _say(self, level: str, sentence: str) -> None:
        set_role(self.said, level)
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))


class KeyButton(QPushButton):
    """Pressed, it waits for a key, also one that is a shortcut otherwise."""

    pressed_key = Signal(str)

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.toggled.connect(self._toggled)

    def _toggled(self, on: bool) -> None:
        if on:
            self.setFocus()

    def event(self, event: QEvent) -> bool:
        """Tab and every shortcut are keys like others here."""
        if self.isChecked() and event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if self.isChecked() and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            self._take(event)
            return True
        return super().event(event)

    def _take(self, event: QKeyEvent) -> None:
        key = of_press(event)
        if not key or event.isAutoRepeat():
            return
        self.setChecked(False)
        if key != "Esc":
            self.pressed_key.emit(key)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever goes elsewhere wants no key."""
        self.setChecked(False)
        super().focusOutEvent(event)


def _further(line: Line) -> str:
    return f"{line.group} {SYNONYMS.get(line.name, '')}"


def _row(parts: Iterable[QWidget]) -> QHBoxLayout:
    made = QHBoxLayout()
    made.setSpacing(GRID)
    for part in parts:
        made.addWidget(part)
    made.addStretch(1)
    return made


class _Row(TwoSided):
    """The action and its keys, which are in the accent's colour where they were changed."""

    def texts(self, index: Index) -> Texts:
        keys_ink = colours().accent if index.data(_OWN) else colours().muted
        return Texts(index.data(), index.data(_KEYS), colours().text, keys_ink)
