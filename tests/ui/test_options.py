"""The strip over the picture: what the tool in use has a choice of, in step with keys and wheel."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton, QWidget

from annotator.ui.state.modes import ModeSettings
from tests.ui import canvases
from tests.ui.windows import act


@pytest.fixture
def strip(opened):
    return opened.options


def taken(window, tool: str):
    act(window, f"tool_{tool}")
    QApplication.processEvents()
    return window.options


def click(button: QToolButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("tool", "name"),
    [("polygon", "Freehand within"), ("brush", "Tip"), ("eraser", "Tip"), ("wand", "Tolerance")],
)
def test_what_the_wheel_sizes_has_a_name_a_value_and_two_buttons(opened, strip, tool, name):
    taken(opened, tool)
    before = strip.value.text()
    assert strip.name.text() == name
    assert strip.larger.toolTip() == f"{name}: larger (. or Shift + wheel)"
    click(strip.larger)
    larger = strip.value.text()
    click(strip.smaller)
    click(strip.smaller)
    assert float(strip.value.text().split()[0]) < float(before.split()[0]) < float(larger.split()[0])


def test_the_strip_follows_the_wheel_and_the_keys(opened, strip):
    taken(opened, "brush")
    opened.canvas.turn(3)
    assert strip.value.text() == f"{opened.modes.now.tip_px} px"
    before = opened.modes.now
    act(opened, "tip_shape")
    assert strip.shape.text() == "Square"
    act(opened, "paint_over")
    assert strip.over.isChecked()
    click(strip.shape)
    click(strip.over)
    assert opened.modes.now == before


def test_the_tip_is_sized_within_a_stroke_too_and_stays_so(opened, strip):
    taken(opened, "brush")
    canvases.press(opened.canvas, 120, 100)
    opened.canvas.turn(3)
    assert strip.value.text() == "26 px"
    canvases.release(opened.canvas, 120, 100)
    assert opened.canvas.modes.tip_px == ModeSettings(opened.preferences).now.tip_px == 26


def test_what_a_key_chooses_within_a_stroke_stays_when_the_wheel_turns_there_and_back(opened, strip):
    taken(opened, "brush")
    before = opened.modes.now
    canvases.press(opened.canvas, 120, 100)
    opened.canvas.turn(1)
    act(opened, "mode_snap")
    opened.canvas.turn(1)
    assert opened.modes.now.snap != before.snap
    opened.canvas.turn(-2)
    canvases.release(opened.canvas, 120, 100)
    assert (opened.modes.now.snap, opened.modes.now.tip_px) == (not before.snap, before.tip_px)


def test_what_a_tool_has_no_choice_of_is_not_there(opened, strip):
    taken(opened, "select")
    assert not any(one.isVisible() for one in (strip.value, strip.larger, strip.shape, strip.over))
    taken(opened, "eraser")
    assert strip.value.isVisible()
    assert strip.shape.isVisible()
    assert not strip.over.isVisible()


@pytest.mark.parametrize("tool", ["select", "polygon", "brush", "wand"])
def test_nothing_is_cut_where_there_is_little_room(opened, strip, tool):
    taken(opened, tool)
    around = QWidget()
    strip.setParent(around)
    around.show()
    for width in (320, 380, 460, 700, 1000):
        strip.resize(width, 32)
        strip.show()
        QApplication.processEvents()
        there = [one for one in strip.findChildren(QToolButton) if one.isVisible()]
        there += [strip.value] if strip.value.isVisible() else []
        assert all(one.width() >= one.sizeHint().width() for one in there)
        assert max(one.geometry().right() for one in there) < width
        assert all(one.toolTip() for one in there)
    around.close()
