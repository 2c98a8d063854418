"""The line at the foot of the window: a message for some seconds, and what the tool says."""

from PySide6.QtCore import QEvent

from tests.ui.canvases import mouse
from tests.ui.windows import act

MESSAGE = "Restored 1 instance."


def test_a_message_gives_way_to_the_tool_that_is_taken(opened):
    opened.document.said.emit("good", MESSAGE)
    assert opened.status.message.text() == MESSAGE
    act(opened, "tool_box")
    assert opened.status.message.text() == opened.canvas.tool.tip


def test_a_message_gives_way_to_the_gesture_that_begins(opened):
    act(opened, "tool_box")
    opened.document.said.emit("good", MESSAGE)
    mouse(opened.canvas, QEvent.Type.MouseButtonPress, 5, 100)
    mouse(opened.canvas, QEvent.Type.MouseMove, 45, 130)
    assert "40" in opened.status.message.text()
    opened.canvas.cancel_gesture()
