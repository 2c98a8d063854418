"""Light and dark: one table of colours each, laid over Qt's Fusion style. Spacing is in steps of 8 px."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import qtawesome
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPalette
from PySide6.QtWidgets import QApplication

from annotator import paths

GRID = 8
"""Pixels."""

Mode = Literal["system", "light", "dark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """Every colour of the window. Text on its ground has a contrast of at least 4.5 (WCAG 2.2, 1.4.3)."""

    name: str
    window: str
    base: str
    hover: str
    text: str
    muted: str
    line: str
    accent: str
    on_accent: str
    selected: str
    on_selected: str
    info: str
    good: str
    warning: str
    error: str


LIGHT = Colours(
    name="light", window="#f3f4f6", base="#ffffff", hover="#e6e9ee", text="#1d2129", muted="#565e6b", line="#d3d7dd",
    accent="#0b62c4", on_accent="#ffffff", selected="#d3e4fa", on_selected="#10243d",
    info="#1f3a5c", good="#00684f", warning="#7a5800", error="#6e0000",
)  # fmt: skip

DARK = Colours(
    name="dark", window="#212428", base="#181a1d", hover="#2d3136", text="#e4e6ea", muted="#a4abb6", line="#3a3f46",
    accent="#5aa9ff", on_accent="#0a1420", selected="#264a72", on_selected="#f4f8fd",
    info="#a9b8e0", good="#a4f0b4", warning="#f2c230", error="#f07f78",
)  # fmt: skip


def palette(colours: Colours) -> QPalette:
    """Qt's palette of a table of colours."""
    made = QPalette(QColor(colours.window))
    roles = {
        QPalette.ColorRole.Window: colours.window,
        QPalette.ColorRole.WindowText: colours.text,
        QPalette.ColorRole.Base: colours.base,
        QPalette.ColorRole.AlternateBase: colours.window,
        QPalette.ColorRole.Text: colours.text,
        QPalette.ColorRole.PlaceholderText: colours.muted,
        QPalette.ColorRole.Button: colours.window,
        QPalette.ColorRole.ButtonText: colours.text,
        QPalette.ColorRole.ToolTipBase: colours.base,
        QPalette.ColorRole.ToolTipText: colours.text,
        QPalette.ColorRole.Highlight: colours.selected,
        QPalette.ColorRole.HighlightedText: colours.on_selected,
        QPalette.ColorRole.Link: colours.accent,
        QPalette.ColorRole.Accent: colours.accent,
        QPalette.ColorRole.Mid: colours.line,
    }
    for role, colour in roles.items():
        made.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        faint = QColor(colours.muted)
        faint.setAlphaF(0.55)
        made.setColor(QPalette.ColorGroup.Disabled, role, faint)
    return made


_SHEET = """
* { outline: 0 }
QToolTip { color: %(text)s; background: %(base)s; border: 1px solid %(line)s; padding: 4px 6px }
QSplitter::handle { background: %(line)s }
QSplitter::handle:hover { background: %(accent)s }
QListView, QTableView, QTreeView { background: %(base)s; border: 2px solid %(base)s;
    selection-background-color: %(selected)s; selection-color: %(on_selected)s }
QListView[role="empty"] { background: transparent; border-color: transparent }
QListView:focus, QTableView:focus, QTreeView:focus { border-color: %(accent)s }
QTableView { gridline-color: transparent }
QTableView::item { padding: 0 4px; border: 0 }
QHeaderView { background: %(window)s }
QHeaderView::section { background: %(window)s; color: %(muted)s; border: 0; border-bottom: 1px solid %(line)s;
    padding: 4px 6px; font-weight: 400 }
QLineEdit, QComboBox, QSpinBox, QDoubleSpinBox { min-height: 20px }
QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QDoubleSpinBox { background: %(base)s; color: %(text)s;
    border: 1px solid %(line)s; border-radius: 4px; padding: 4px 8px; selection-background-color: %(accent)s;
    selection-color: %(on_accent)s; placeholder-text-color: %(muted)s }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus {
    border: 2px solid %(accent)s; padding: 3px 7px }
QLineEdit[role="wrong"], QLineEdit[role="wrong"]:focus { border-color: %(error)s }
QComboBox::drop-down { border: 0; width: 24px }
QComboBox::down-arrow, QAbstractSpinBox::down-arrow { image: url(%(icons)s/down-%(name)s.svg); width: 14px;
    height: 14px }
QAbstractSpinBox::up-arrow { image: url(%(icons)s/up-%(name)s.svg); width: 14px; height: 14px }
QAbstractSpinBox QLineEdit { border: 0; padding: 0 6px; background: transparent }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button { border: 0; width: 20px }
QComboBox QAbstractItemView { background: %(base)s; border: 1px solid %(line)s; padding: 4px }
QMenu { background: %(base)s; border: 1px solid %(line)s; padding: 4px }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px }
QMenu::item:selected { background: %(selected)s; color: %(on_selected)s }
QMenu::item:disabled { color: %(muted)s }
QMenu::icon { padding-left: 8px }
QMenu::separator { height: 1px; background: %(line)s; margin: 4px 8px }
QPushButton { background: %(base)s; color: %(text)s; border: 1px solid %(line)s; border-radius: 4px;
    padding: 5px 12px; min-height: 20px }
QPushButton:hover { background: %(hover)s }
QPushButton:disabled { color: %(muted)s; background: %(window)s }
QPushButton[primary="true"] { background: %(accent)s; color: %(on_accent)s; border-color: %(accent)s }
QPushButton[primary="true"]:disabled { background: %(hover)s; color: %(muted)s; border-color: %(line)s }
QPushButton[link="true"] { background: transparent; border: 0; color: %(accent)s; padding: 2px 4px; text-align: left }
QPushButton[link="true"]:disabled { color: %(muted)s; background: transparent }
QPushButton[link="true"]:hover { text-decoration: underline }
QPushButton:focus { border: 2px solid %(accent)s; padding: 4px 11px }
QPushButton[primary="true"]:focus { border: 2px solid %(text)s }
QPushButton[link="true"]:focus { border: 2px solid %(accent)s; padding: 0 2px }
QToolButton { background: transparent; border: 0; border-radius: 4px; padding: 6px; color: %(text)s }
QToolButton:hover { background: %(hover)s }
QToolButton:checked { background: %(selected)s; color: %(on_selected)s }
QToolButton:focus { border: 2px solid %(accent)s; padding: 4px }
QToolButton::menu-indicator { image: none }
QCheckBox, QRadioButton { spacing: 8px; padding: 3px 0 }
QCheckBox::indicator, QRadioButton::indicator { width: 14px; height: 14px; border: 1px solid %(muted)s;
    border-radius: 3px; background: %(base)s }
QRadioButton::indicator { border-radius: 8px }
QCheckBox::indicator:checked { background: %(accent)s; border-color: %(accent)s;
    image: url(%(icons)s/tick-%(name)s.svg) }
QRadioButton::indicator:checked { border: 4px solid %(accent)s; width: 8px; height: 8px }
QCheckBox::indicator:indeterminate { background: qlineargradient(x1:0, y1:0, x2:0, y2:1, stop:0.4 %(base)s,
    stop:0.41 %(muted)s, stop:0.59 %(muted)s, stop:0.6 %(base)s) }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border: 2px solid %(accent)s; width: 12px; height: 12px }
QCheckBox::indicator:checked:focus { border-color: %(text)s }
QRadioButton::indicator:checked:focus { border: 4px solid %(text)s; width: 8px; height: 8px }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: %(line)s; background: %(hover)s }
QCheckBox:disabled, QRadioButton:disabled { color: %(muted)s }
QSlider::groove:horizontal { height: 4px; background: %(line)s; border-radius: 2px }
QSlider::handle:horizontal { width: 14px; height: 14px; margin: -5px 0; border-radius: 7px; background: %(accent)s }
QSlider::handle:horizontal:hover { background: %(text)s }
QSlider:focus { border: 2px solid %(accent)s; border-radius: 4px }
QProgressBar { background: %(hover)s; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px }
QProgressBar::chunk { background: %(accent)s; border-radius: 3px }
#findings::item { padding: 4px; border-bottom: 1px solid %(line)s; color: %(text)s }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0 }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0 }
QScrollBar::handle { background: %(muted)s; border: 3px solid %(base)s; border-radius: 5px }
QScrollBar::handle:vertical { min-height: 32px }
QScrollBar::handle:horizontal { min-width: 32px }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0 }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent }
QLabel[role="title"] { font-size: %(large)spt; font-weight: 600 }
QLabel[role="caption"] { font-size: %(larger)spt; font-weight: 600 }
QLabel[role="heading"] { color: %(muted)s; font-weight: 600 }
QLabel[role="key"] { color: %(text)s; background: %(hover)s; border-radius: 3px; padding: 1px 6px }
QLabel[role="muted"] { color: %(muted)s }
QLabel[role="good"] { color: %(good)s }
QLabel[role="warning"] { color: %(warning)s }
QLabel[role="error"] { color: %(error)s }
QFrame[role="line"] { background: %(line)s; border: 0 }
QFrame[role="sheet"] { background: %(window)s; border: 0; border-left: 1px solid %(line)s }
QFrame[role="card"] { background: %(base)s; border: 1px solid %(line)s; border-radius: 8px; padding: 1px }
QFrame[role="ringed card"] { background: %(base)s; border: 2px solid %(accent)s; border-radius: 8px }
QToolButton[role="on a card"]:focus { border: 0; padding: 6px }
QFrame[role="popup"] { background: %(base)s; border: 1px solid %(muted)s; border-radius: 8px }
QFrame[role="menu"] { background: %(base)s; border: 1px solid %(muted)s }
"""


def sheet(colours: Colours) -> str:
    """What a palette cannot say, as a style sheet."""
    values = {name: getattr(colours, name) for name in Colours.__slots__}
    points = max(6.0, QApplication.font().pointSizeF())
    sizes = {"larger": round(1.2 * points, 1), "large": round(1.7 * points, 1)}
    return _SHEET % (values | sizes | {"icons": (paths.shipped("resources") / "icons").as_posix()})


class Theme(QObject):
    """Which of the two is on; follows the system until told otherwise."""

    changed = Signal()

    def __init__(self, app: QApplication, mode: Mode = "system") -> None:
        super().__init__(app)
        self._app = app
        self.mode: Mode = mode
        if app.property("colours") is None:  # a second time, everything there is would be polished anew
            app.setStyle("Fusion")
        app.styleHints().colorSchemeChanged.connect(self._apply)
        self._apply()

    def set_mode(self, mode: Mode) -> None:
        """Light, dark, or as the system has it."""
        self.mode = mode
        self._apply()

    def toggle(self) -> None:
        """The other one."""
        self.set_mode("light" if self.dark else "dark")

    @property
    def dark(self) -> bool:
        """Whether the dark one is on."""
        if self.mode == "system":
            return self._app.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return self.mode == "dark"

    def _apply(self) -> None:
        colours = DARK if self.dark else LIGHT
        if self._app.property("colours") == colours:
            return
        self._app.setProperty("colours", colours)
        _icon.cache_clear()
        self._app.setPalette(palette(colours))
        self._app.setStyleSheet(sheet(colours))
        self.changed.emit()


def colours() -> Colours:
    """The colours that are on the screen now."""
    app = QApplication.instance()
    found = app.property("colours") if app else None
    return found if isinstance(found, Colours) else LIGHT


def icon(name: str, role: str = "text") -> QIcon:
    """An icon of the icon font, in one of the theme's colours."""
    return _icon(name, getattr(colours(), role), colours().muted)


@lru_cache(256)
def _icon(name: str, colour: str, faint: str) -> QIcon:
    made: QIcon = qtawesome.icon(name, color=colour, color_disabled=faint)
    return made
