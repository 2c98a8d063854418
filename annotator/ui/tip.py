"""How brush and eraser work: chosen by a person, remembered between sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.tools import TIP
from annotator.ui.preferences import Preferences

if TYPE_CHECKING:
    from annotator.ui.desk import Desk


def restore(preferences: Preferences) -> None:
    """As it was chosen last."""
    TIP.square = preferences.get("square_tip", False)
    TIP.spares = preferences.get("spares_others", True)


def change_shape(desk: Desk) -> None:
    """From the round tip to the square one and back."""
    TIP.square = not TIP.square
    desk.preferences.put("square_tip", TIP.square)
    desk.canvas.hover_again()
    desk.document.said.emit("info", f"{TIP}.")


def change_sparing(desk: Desk) -> None:
    """Let the brush paint over other instances from now on, or leave them out."""
    TIP.spares = not TIP.spares
    desk.preferences.put("spares_others", TIP.spares)
    desk.canvas.hover_again()
    desk.document.said.emit("info", f"The brush {'leaves out' if TIP.spares else 'paints over'} other instances.")
