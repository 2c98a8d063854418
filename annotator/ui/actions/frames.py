"""From frame to frame."""

from annotator.ui.actions.spec import Spec, opened, writable
from annotator.ui.commands import review

GROUP = "Frames"

FRAMES: tuple[Spec, ...] = (
    Spec(name="next_frame", text="Next frame", group=GROUP, keys=("D",), icon="mdi6.chevron-right",
         run=lambda desk: desk.document.next_frame(), enabled=opened),
    Spec(name="previous_frame", text="Previous frame", group=GROUP, keys=("A",), icon="mdi6.chevron-left",
         run=lambda desk: desk.document.previous_frame(), enabled=opened),
    Spec(name="next_needing_work", text="Next frame that needs work", group=GROUP, keys=("W",),
         icon="mdi6.chevron-double-right",
         run=lambda desk: desk.document.next_needing_work(), enabled=opened),
    Spec(name="previous_needing_work", text="Previous frame that needs work", group=GROUP, keys=("Shift+W",),
         icon="mdi6.chevron-double-left",
         run=lambda desk: desk.document.next_needing_work(backwards=True), enabled=opened),
    Spec(name="finish_frame", text="Mark as reviewed and go on", group=GROUP, keys=("F",),
         icon="mdi6.check-all", run=lambda desk: review.finish_frame(desk.document),
         enabled=writable),
    Spec(name="toggle_reviewed", text="Mark as reviewed or not", group=GROUP, keys=("R",),
         icon="mdi6.check-circle-outline", run=lambda desk: review.toggle_reviewed(desk.document),
         enabled=writable),
    Spec(name="filter_frames", text="Filter the frames by name", group=GROUP, keys=("Ctrl+F",),
         icon="mdi6.magnify", run=lambda desk: desk.files.search.setFocus(), enabled=opened),
)  # fmt: skip
