"""How the picture and the window look."""

from annotator.ui.actions.spec import Spec, framed

GROUP = "View"

VIEW: tuple[Spec, ...] = (
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
    Spec(name="theme", text="Light or dark", group=GROUP, keys=("Ctrl+Shift+L",),
         icon="mdi6.theme-light-dark", run=lambda desk: desk.toggle_theme()),
    Spec(name="theme_system", text="Light or dark as the system has it", group=GROUP,
         icon="mdi6.theme-light-dark", run=lambda desk: desk.follow_system()),
    Spec(name="full_screen", text="Full screen", group=GROUP, keys=("F11",), icon="mdi6.fullscreen",
         run=lambda desk: desk.toggle_full_screen()),
    Spec(name="next_pane", text="Keyboard to the next part of the window", group=GROUP, keys=("F6",),
         icon="mdi6.page-next-outline", run=lambda desk: desk.walk(1)),
    Spec(name="previous_pane", text="Keyboard to the previous part of the window", group=GROUP, keys=("Shift+F6",),
         icon="mdi6.page-previous-outline", run=lambda desk: desk.walk(-1)),
)  # fmt: skip
