"""Text can be read in both themes, and the icons follow."""

import pytest
from PySide6.QtGui import QColor, QPalette

from annotator.ui.theme import DARK, LIGHT, Theme, colours, icon

PAIRS = [
    *[(name, ground) for name in ("text", "muted", "info", "good", "warning", "error", "accent")
      for ground in ("window", "base")],
    ("on_accent", "accent"), ("on_selected", "selected"), ("text", "hover"),
]  # fmt: skip
ENOUGH = 4.5  # WCAG 2.2, 1.4.3


def luminance(colour: str) -> float:
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return sum(weight * one for weight, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_stands_out_from_its_ground(theme, text, ground):
    dark, light = sorted(luminance(getattr(theme, name)) for name in (text, ground))
    assert (light + 0.05) / (dark + 0.05) >= ENOUGH


def test_the_whole_program_changes_with_the_theme(qapp):
    theme = Theme(qapp, "light")
    theme.toggle()
    assert theme.dark
    assert colours() is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.window)
    theme.toggle()
    assert colours() is LIGHT


def test_icons_have_the_colours_of_the_theme(qapp):
    Theme(qapp, "light")
    light = icon("mdi6.check").pixmap(24, 24).toImage()
    Theme(qapp, "dark")
    dark = icon("mdi6.check").pixmap(24, 24).toImage()
    Theme(qapp, "light")
    assert light != dark
