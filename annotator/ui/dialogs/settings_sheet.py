"""Settings: how the window looks, how much memory it may take, and which key does what."""

from PySide6.QtWidgets import QComboBox, QSpinBox

from annotator.media.allowance import ALLOWANCE
from annotator.ui.dialogs.key_list import KeyList
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.keys import Keys, key_maps
from annotator.ui.pieces import ComboBox, label
from annotator.ui.preferences import Preferences
from annotator.ui.theme import GRID, Theme

THEMES = (("system", "As the system has it"), ("light", "Light"), ("dark", "Dark"))
MEMORY = "Memory for pictures"


class SettingsSheet(Sheet):
    """Every change holds at once; there is nothing to confirm."""

    def __init__(self, theme: Theme, preferences: Preferences, keys: Keys) -> None:
        super().__init__("Settings", "")
        self.act.hide()
        self._theme, self._preferences, self._keys = theme, preferences, keys
        self.theme = _choice("Light or dark", dict(THEMES), theme.mode)
        self.map = _choice("Key map", {name: one.title for name, one in key_maps().items()}, keys.map)
        self.about = label("", "muted", wrap=True)
        self.list = KeyList(keys)
        self.memory = _megabytes()
        for title, field in (("Light or dark", self.theme), (MEMORY, self.memory), ("Keys", self.map)):
            self.fields_layout.addWidget(label(title, "heading"))
            self.fields_layout.addWidget(field)
        self.fields_layout.addWidget(self.about)
        self.fill_with(self.list)
        self.theme.activated.connect(self._take_theme)
        self.memory.valueChanged.connect(self._take_memory)
        self.map.activated.connect(lambda: self._keys.choose(self.map.currentData()))
        keys.changed.connect(self._show)
        self._show()

    def focus_first(self) -> None:
        """Where typing finds an action."""
        self.list.search.setFocus()

    def _take_theme(self) -> None:
        self._theme.set_mode(self.theme.currentData())
        self._preferences.put("theme", self.theme.currentData())

    def _take_memory(self, megabytes: int) -> None:
        ALLOWANCE.total = megabytes * 10**6
        self._preferences.put("memory_mb", megabytes)

    def _show(self) -> None:
        self.map.setCurrentIndex(self.map.findData(self._keys.map))
        self.about.setText(key_maps()[self._keys.map].about)


def _choice(title: str, of: dict[str, str], chosen: str) -> QComboBox:
    made = ComboBox()
    made.setAccessibleName(title)
    for value, text in of.items():
        made.addItem(text, value)
    made.setCurrentIndex(made.findData(chosen))
    return made


def _megabytes() -> QSpinBox:
    made = QSpinBox()
    made.setAccessibleName(MEMORY)
    made.setToolTip("Decoded pictures and video frames that are kept so that going back to them is quick")
    made.setRange(200, 100_000)
    made.setSingleStep(100)
    made.setSuffix(" MB")
    made.setGroupSeparatorShown(True)
    made.setKeyboardTracking(False)
    made.lineEdit().setTextMargins(GRID, 0, 0, 0)
    made.setValue(ALLOWANCE.total // 10**6)
    return made
