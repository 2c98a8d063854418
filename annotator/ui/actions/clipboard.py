"""Within a frame and from frame to frame."""

from annotator.ui.actions.spec import Spec, selected, writable
from annotator.ui.commands import clipboard

GROUP = "Clipboard"

CLIPBOARD: tuple[Spec, ...] = (
    Spec(name="copy", text="Copy the selection", group=GROUP, keys=("Ctrl+C",), icon="mdi6.content-copy",
         run=lambda desk: clipboard.copy(desk.document), enabled=selected),
    Spec(name="cut", text="Cut the selection", group=GROUP, keys=("Ctrl+X",), icon="mdi6.content-cut",
         run=lambda desk: clipboard.cut(desk.document), enabled=selected),
    Spec(name="paste", text="Paste in place", group=GROUP, keys=("Ctrl+V",), icon="mdi6.content-paste",
         run=lambda desk: clipboard.paste(desk.document), enabled=writable),
    Spec(name="duplicate", text="Duplicate the selection", group=GROUP, keys=("Ctrl+D",),
         icon="mdi6.content-duplicate", run=lambda desk: clipboard.duplicate(desk.document),
         enabled=selected),
    Spec(name="copy_previous", text="Copy the previous frame's instances", group=GROUP, keys=("Ctrl+Shift+V",),
         icon="mdi6.page-previous-outline",
         run=lambda desk: clipboard.copy_previous_frame(desk.document), enabled=writable,
         tip="Those that a person has confirmed"),
)  # fmt: skip
