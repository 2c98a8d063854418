"""Keys that the picture itself takes."""

from PySide6.QtCore import Qt

FADE_KEY = Qt.Key.Key_S
CANVAS_KEYS = (
    ("Enter", "Finish the outline"),
    ("Backspace", "Take back a corner"),
    ("Esc", "Leave the gesture"),
    ("Space + drag", "Move the picture"),
    ("Wheel", "Zoom at the cursor"),
    ("Shift + wheel", "Size the tip of brush and eraser"),
    ("Hold S", "Fade all outlines"),
)
"""Keys that the picture itself takes while it has the focus; for the cheat sheet."""
