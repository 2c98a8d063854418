"""Who hears the window instead of seeing it is told what each part is; who does not use a mouse sees where he is."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from annotator.ui.dialogs.welcome import Way
from annotator.ui.theme import DARK, LIGHT, Theme
from tests.ui.test_theme import ENOUGH, luminance


def nameless(window: QWidget) -> list[QWidget]:
    """What takes the keyboard and says nothing of itself."""
    seen = [one for one in window.findChildren(QWidget) if one.isVisible() and one.focusProxy() is None]
    there = [one for one in seen if one.focusPolicy() & Qt.FocusPolicy.TabFocus]
    assert len(there) > 4
    return [one for one in there if not QAccessible.queryAccessibleInterface(one).text(QAccessible.Text.Name)]


def test_every_part_of_the_first_page_has_a_name(window):
    assert nameless(window) == []


def test_every_part_of_the_window_has_a_name(opened):
    opened.inspector.set_open(True)
    opened.actions_.by_name["tool_brush"].trigger()
    assert nameless(opened) == []


def test_every_part_of_the_export_sheet_has_a_name(opened):
    opened.flows.exchanging.show_export()
    QApplication.processEvents()
    assert nameless(opened.sheets) == []


def test_the_card_that_has_the_keyboard_is_ringed(window):
    way = window.findChildren(Way)[1]
    before = way.property("role")
    way.button.setFocus(Qt.FocusReason.TabFocusReason)
    assert way.property("role") != before
    window.findChildren(Way)[0].button.setFocus(Qt.FocusReason.TabFocusReason)
    assert way.property("role") == before


@pytest.mark.parametrize("table", [LIGHT, DARK], ids=["light", "dark"])
def test_what_a_field_says_while_it_is_empty_can_be_read(qtbot, qapp, table):
    Theme(qapp, table.name)
    field = QLineEdit()
    field.setPlaceholderText("Filter by name")
    qtbot.addWidget(field)
    field.ensurePolished()
    colour, ground = field.palette().color(QPalette.ColorRole.PlaceholderText), QColor(table.base)
    mixed = [round(one * colour.alphaF() + other * (1 - colour.alphaF()))
             for one, other in zip(colour.getRgb()[:3], ground.getRgb()[:3], strict=True)]  # fmt: skip
    dark, light = sorted((luminance(QColor(*mixed).name()), luminance(table.base)))
    Theme(qapp, "light")
    assert (light + 0.05) / (dark + 0.05) >= ENOUGH
