"""How the picture and the window look."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from annotator.ui.actions.spec import Spec, framed

if TYPE_CHECKING:
    from annotator.ui.desk import Desk

GROUP = "View"


def _toggle(name: str, desk: Desk) -> None:
    desk.document.said.emit("info", desk.looking.toggle(name))


_LINES: tuple[Spec, ...] = (
    Spec(name="fit", text="Fit the picture", group=GROUP, keys=("Z", "Ctrl+0"), icon="mdi6.fit-to-page-outline",
         run=lambda desk: desk.canvas.fit(), enabled=framed),
    Spec(name="zoom_100", text="Zoom to 100 %", group=GROUP, keys=("Shift+Z", "Ctrl+1"),
         icon="mdi6.numeric-1-box-outline", run=lambda desk: desk.canvas.zoom_to(1.0),
         enabled=framed),
    Spec(name="zoom_in", text="Zoom in", group=GROUP, keys=("+", "=", "Ctrl++"),
         icon="mdi6.magnify-plus-outline",
         run=lambda desk: desk.canvas.zoom_in(), enabled=framed),
    Spec(name="zoom_out", text="Zoom out", group=GROUP, keys=("-", "Ctrl+-"), icon="mdi6.magnify-minus-outline",
         run=lambda desk: desk.canvas.zoom_out(), enabled=framed),
    Spec(name="more_fill", text="Tint masks more strongly", group=GROUP, keys=("Shift+T",), icon="mdi6.opacity",
         run=lambda desk: desk.tint(0.1), enabled=framed),
    Spec(name="less_fill", text="Tint masks less", group=GROUP, keys=("T",), icon="mdi6.opacity",
         run=lambda desk: desk.tint(-0.1), enabled=framed),
    Spec(name="thicker", text="Thicker outlines", group=GROUP, keys=("Ctrl+Shift+T",), icon="mdi6.format-line-weight",
         tip="One to three pixels of the screen", run=lambda desk: desk.thicken(1), enabled=framed),
    Spec(name="thinner", text="Thinner outlines", group=GROUP, keys=("Ctrl+T",), icon="mdi6.format-line-weight",
         run=lambda desk: desk.thicken(-1), enabled=framed),
    Spec(name="adjust", text="Brightness, contrast, window and channels", group=GROUP, keys=("Shift+V",),
         icon="mdi6.brightness-6", run=lambda desk: desk.adjust(), enabled=framed,
         tip="Of what you see; the model and exports have the picture as it is"),
    Spec(name="reset_adjustment", text="Show the picture as it was decoded", group=GROUP, keys=("Alt+V",),
         icon="mdi6.restore", run=lambda desk: desk.canvas.adjusting.reset(), enabled=framed),
    Spec(name="adjust_all", text="Show all frames like this one", group=GROUP, icon="mdi6.image-multiple-outline",
         run=lambda desk: desk.canvas.adjusting.for_all(), enabled=framed,
         tip="Its brightness, contrast, window and channels for the whole project"),
    Spec(name="smooth_pixels", text="Blend pixels above 400 %, or show them as squares", group=GROUP, keys=("Alt+P",),
         icon="mdi6.blur", run=partial(_toggle, "smooth_pixels"), enabled=framed),
    Spec(name="pixel_grid", text="Grid between pixels above 1000 %, or none", group=GROUP, keys=("Alt+G",),
         icon="mdi6.grid", run=partial(_toggle, "pixel_grid"), enabled=framed),
    Spec(name="minimap", text="Minimap or none", group=GROUP, keys=("Ctrl+M",), icon="mdi6.map-outline",
         run=partial(_toggle, "minimap"), enabled=framed, tip="It is there while some of the picture is out of view"),
    Spec(name="rulers", text="Rulers or none", group=GROUP, keys=("Ctrl+R",), icon="mdi6.ruler-square",
         run=partial(_toggle, "rulers"), enabled=framed),
    Spec(name="track_colours", text="Colour the objects of a video one by one, or by category", group=GROUP,
         keys=("Alt+Y",), icon="mdi6.palette-swatch-outline", run=partial(_toggle, "track_colours"), enabled=framed),
    Spec(name="theme", text="Light or dark", group=GROUP, keys=("Ctrl+Shift+L",),
         icon="mdi6.theme-light-dark", run=lambda desk: desk.toggle_theme()),
    Spec(name="theme_system", text="Light or dark as the system has it", group=GROUP,
         icon="mdi6.theme-light-dark", run=lambda desk: desk.follow_system()),
    Spec(name="full_screen", text="Full screen", group=GROUP, keys=("F11",), icon="mdi6.fullscreen",
         run=lambda desk: desk.toggle_full_screen()),
    Spec(name="cross", text="Show the cross, which arrow keys move, or hide it", group=GROUP, keys=("F8",),
         icon="mdi6.crosshairs", run=lambda desk: desk.toggle_cross(), enabled=framed,
         tip="For drawing without a mouse"),
    Spec(name="next_pane", text="Keyboard to the next part of the window", group=GROUP, keys=("F6",),
         icon="mdi6.page-next-outline", run=lambda desk: desk.walk(1)),
    Spec(name="previous_pane", text="Keyboard to the previous part of the window", group=GROUP, keys=("Shift+F6",),
         icon="mdi6.page-previous-outline", run=lambda desk: desk.walk(-1)),
)  # fmt: skip

VIEW = tuple(replace(one, while_playing=True) for one in _LINES)
"""None of them changes anything, so a video need not stop for them."""
