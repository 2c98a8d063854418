"""How wide the parts of the window are, from one session to the next."""

from PySide6.QtWidgets import QApplication

from annotator.ui.main_window import LOWEST, NARROWEST, SIDES, MainWindow
from tests.ui.bright_model import LOADER


def test_a_session_on_a_small_screen_leaves_the_sides_as_they_were(opened):
    opened.resize(NARROWEST, LOWEST)
    QApplication.processEvents()
    assert opened.splitter.sizes()[2] < SIDES[2]
    opened.close()
    assert opened.preferences.get("sides", SIDES) == SIDES


def test_what_is_dragged_is_remembered(opened, qapp):
    opened.resize(1400, 900)
    QApplication.processEvents()
    width = opened.splitter.sizes()[0]
    opened.splitter.moveSplitter(width + 40, 1)
    opened.close()
    assert opened.preferences.get("sides", SIDES)[0] == width + 40


def test_larger_text_has_wider_sides(window, qapp):
    usual = qapp.font()
    larger = qapp.font()
    larger.setPointSizeF(2.5 * usual.pointSizeF())
    qapp.setFont(larger)
    try:
        other = MainWindow(window.theme, window.preferences, LOADER)
        assert other.files.minimumWidth() >= other.files.minimumSizeHint().width()
        assert other.right.minimumWidth() >= other.right.widget().minimumSizeHint().width()
        assert other.right.minimumWidth() > window.right.minimumWidth()
        other.stop()
        other.deleteLater()
    finally:
        qapp.setFont(usual)


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
