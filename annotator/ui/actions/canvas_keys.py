"""Keys that the picture itself takes while it has the focus, and what the mouse does on it."""

from dataclasses import dataclass
from typing import ClassVar

PICTURE = "Picture"


@dataclass(frozen=True, slots=True, kw_only=True)
class CanvasKey:
    """One line of the table; its key can be changed like an action's."""

    name: str
    text: str
    keys: tuple[str, ...]
    shown: str = "{}"
    """How it is held."""
    held: bool = False
    """What counts is how long it is down, so modifiers say nothing."""
    context: str = ""
    """`mouse` or `cross` (the cursor of the keyboard): a key may have a meaning in each."""
    group: ClassVar[str] = PICTURE


CANVAS_KEYS = (
    CanvasKey(name="finish", text="Finish the outline", keys=("Enter", "Return")),
    CanvasKey(name="back", text="Take back a corner", keys=("Backspace",)),
    CanvasKey(name="leave", text="Leave the gesture", keys=("Esc",)),
    CanvasKey(name="fade", text="Fade all outlines", keys=("S",), shown="Hold {}", held=True),
    CanvasKey(name="raw", text="Show the picture alone, as it is in its file", keys=("F4",), shown="Hold {}",
              held=True),
    CanvasKey(name="pan", text="Move the picture", keys=("Space",), shown="{} + drag", held=True, context="mouse"),
    CanvasKey(name="press", text="Press at the cross", keys=("Space",), held=True, context="cross"),
    CanvasKey(name="hold", text="Hold the press at the cross, and let go", keys=("Ins",), context="cross"),
)  # fmt: skip

OTHER_WAYS = (
    ("Arrows", "Nudge marked corners or what is selected by 1 px, or else move the cross; with Shift 10 px"),
    ("Shift + click", "Mark a corner too"),
    ("Alt + drag", "Erase corners on the way"),
    ("Ctrl + drag", "Select with a lasso"),
    ("Wheel", "Zoom at the cursor"),
    ("Shift + wheel", "Size the tip, the tolerance of the wand, or say how closely freehand lines are kept"),
    ("On the timeline", "Drag keyframes; wheel over the ruler or with Ctrl to zoom, with Shift to go along"),
)
"""What cannot be changed; for the cheat sheet."""

RESERVED = tuple(f"{keys}{arrow}" for keys in ("", "Shift+") for arrow in ("Left", "Right", "Up", "Down"))
"""Lists, fields and the cross need these."""
