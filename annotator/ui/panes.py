"""From one part of the window to the next by keyboard."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from annotator.ui.inline_bar import InlineBar


def walk(panes: Sequence[QWidget], by: int) -> None:
    """Give the keyboard to the next part that is on the screen and takes it; `by` is 1, or -1 for the previous one.

    A question that has just been asked comes first.
    """
    shown = [one for one in panes if one.isVisible() and one.isEnabled()]
    if asks := next((one for one in shown if isinstance(one, InlineBar) and one.offers), None):
        asks.take_keyboard()
        return
    focus = QApplication.focusWidget()
    here = next((place for place, one in enumerate(shown) if focus and _within(one, focus)), -1 if by > 0 else 0)
    for step in range(1, len(shown) + 1):
        pane = shown[(here + by * step) % len(shown)]
        if target := next(takers(pane), None):
            target.setFocus(Qt.FocusReason.TabFocusReason)
            return


def _within(pane: QWidget, one: QWidget) -> bool:
    return one is pane or pane.isAncestorOf(one)


def takers(pane: QWidget) -> Iterator[QWidget]:
    """The widgets of a part that take the keyboard, in the order in which Tab goes through them."""
    one: QWidget | None = pane
    while one is not None:
        if _within(pane, one) and one.focusPolicy() & Qt.FocusPolicy.TabFocus and one.isVisible() and one.isEnabled():
            yield one
        one = one.nextInFocusChain()
        if one is pane:
            return
