"""How wide the parts of the window are, from one session to the next."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QToolButton

from annotator.ui.dialogs.welcome import Way
from annotator.ui.main_window import LOWEST, NARROWEST, MainWindow
from annotator.ui.workplace import SIDES
from tests.ui.bright_model import LOADER


def test_a_session_on_a_small_screen_leaves_the_sides_as_they_were(opened):
    opened.resize(NARROWEST, LOWEST)
    QApplication.processEvents()
    assert opened.work.sides.sizes()[2] < SIDES[2]
    opened.close()
    assert opened.preferences.get("sides", SIDES) == SIDES


def test_what_is_dragged_is_remembered(opened, qapp):
    opened.resize(1400, 900)
    QApplication.processEvents()
    width = opened.work.sides.sizes()[0]
    opened.work.sides.moveSplitter(width + 40, 1)
    opened.close()
    assert opened.preferences.get("sides", SIDES)[0] == width + 40


@pytest.fixture
def with_larger_text(window, qapp):
    """A window that is made while the system's text is two and a half times as large."""
    usual, larger = qapp.font(), qapp.font()
    larger.setPointSizeF(2.5 * usual.pointSizeF())
    qapp.setFont(larger)
    try:
        made = MainWindow(window.theme, window.preferences, LOADER)
        yield made
        made.stop()
        made.deleteLater()
    finally:
        qapp.setFont(usual)


def test_larger_text_has_wider_sides(window, with_larger_text):
    other = with_larger_text
    assert other.files.minimumWidth() >= other.files.minimumSizeHint().width()
    assert other.work.lists.minimumWidth() >= other.work.lists.widget().minimumSizeHint().width()
    assert other.work.lists.minimumWidth() > window.work.lists.minimumWidth()


@pytest.mark.parametrize("tool", ["select", "polygon", "brush", "wand"])
def test_beside_a_sheet_the_strip_over_the_picture_is_whole_in_the_narrowest_window(opened, tool):
    opened.resize(NARROWEST, LOWEST)
    opened.actions_.by_name[f"tool_{tool}"].trigger()
    opened.actions_.by_name["history"].trigger()
    QApplication.processEvents()
    QApplication.processEvents()
    assert opened.width() == NARROWEST
    left = opened.sheets.mapTo(opened, QPoint(0, 0)).x()
    for part in (opened.options, opened.canvas, *opened.options.findChildren(QToolButton)):
        assert not part.isVisible() or part.mapTo(opened, part.rect().bottomRight()).x() < left


def test_beside_a_sheet_the_ways_to_begin_are_whole_in_the_narrowest_window(window):
    window.show()
    window.resize(NARROWEST, LOWEST)
    window.actions_.by_name["settings"].trigger()
    QApplication.processEvents()
    QApplication.processEvents()
    room = window.sheets.mapTo(window, QPoint(0, 0)).x()
    ways = window.welcome.findChildren(Way)
    assert window.sheets.isVisible()
    assert all(one.mapTo(window, one.rect().bottomRight()).x() < room for one in ways)
    assert all(one.width() >= one.minimumSizeHint().width() for one in ways)
    assert len({one.x() for one in ways}) == 1
    window.resize(1400, 900)
    QApplication.processEvents()
    QApplication.processEvents()
    assert len({one.x() for one in ways}) == 2


def test_larger_text_has_room_beside_a_sheet(with_larger_text):
    other = with_larger_text
    other.work.lists.hide()
    assert other.minimumWidth() >= other.work.minimumSizeHint().width() + other.sheets.widest


def test_a_sheet_that_is_higher_than_the_window_is_scrolled(opened):
    opened.resize(NARROWEST, 400)
    opened.flows.exchanging.show_export()
    sheet = opened.sheets.sheet
    sheet.fields.setMinimumHeight(900)
    QApplication.processEvents()
    QApplication.processEvents()
    assert opened.height() < LOWEST
    assert sheet.visibleRegion().boundingRect().width() == sheet.width()
    assert opened.sheets.mapTo(opened, opened.sheets.rect().bottomRight()).x() < opened.width()
