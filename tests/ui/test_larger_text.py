"""Larger text is not clipped anywhere."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QToolButton, QWidget

from annotator.ui.pieces import ElidedLabel
from annotator.ui.theme import Theme
from tests.ui.conftest import wait_for_picture


def clipped(root: QWidget) -> list[str]:
    """What has less room than its text needs."""
    kinds = (QLabel, QAbstractButton, QComboBox, QLineEdit)
    shown = [one for kind in kinds for one in root.findChildren(kind) if one.isVisible()]
    icons = Qt.ToolButtonStyle.ToolButtonIconOnly
    fixed = [one for one in shown if not isinstance(one, ElidedLabel)
             and not (isinstance(one, QToolButton) and one.toolButtonStyle() is icons)]  # fmt: skip
    return [
        f"{getattr(one, 'text', str)()!r} {one.size().toTuple()} < {one.minimumSizeHint().toTuple()}"
        for one in fixed
        if one.height() < one.fontMetrics().height() or one.width() < min(one.minimumSizeHint().width(), 1000)
    ]


@pytest.mark.parametrize("scale", [1.0, 1.25, 1.5])
def test_larger_text_is_not_clipped(qtbot, qapp, project_file, scale):
    from annotator.ui.main_window import MainWindow
    from annotator.ui.preferences import Preferences
    from tests.ui.bright_model import LOADER

    font = qapp.font()
    larger = qapp.font()
    larger.setPointSizeF(font.pointSizeF() * scale)
    qapp.setFont(larger)
    qapp.setProperty("colours", None)
    made = MainWindow(Theme(qapp, "light"), Preferences(), LOADER)
    try:
        made.resize(1440, 900)
        made.show()
        qtbot.waitExposed(made)
        assert clipped(made) == []
        made.open_path(project_file)
        wait_for_picture(qtbot, made)
        for show in ("show_settings", "show_history", "show_deleted"):
            getattr(made.desk, show)()
            qtbot.wait(20)
            assert clipped(made) == []
    finally:
        made.stop()
        made.close()
        made.deleteLater()
        qapp.setFont(font)
        qapp.setProperty("colours", None)
