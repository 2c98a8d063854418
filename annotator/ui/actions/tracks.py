"""Objects over the frames of a video."""

from annotator.ui import linking, tracking
from annotator.ui.actions.spec import Spec, framed, selected, writable

GROUP = "Tracks"

TRACKS: tuple[Spec, ...] = (
    Spec(name="new_track", text="New track from the selection", group=GROUP, keys=("Alt+T",),
         icon="mdi6.vector-polyline-plus", run=lambda desk: tracking.start(desk.document), enabled=selected,
         tip="The instance becomes its first keyframe; draw it again farther on, and link the two"),
    Spec(name="link", text="Link the selection with the same object on another frame", group=GROUP, keys=("Alt+L",),
         icon="mdi6.link-variant", run=lambda desk: linking.link(desk.document), enabled=selected,
         tip="Press it on both frames; two tracks are merged"),
    Spec(name="leave_track", text="Take the selection out of its track", group=GROUP, icon="mdi6.link-variant-off",
         run=lambda desk: tracking.take_out(desk.document), enabled=selected),
    Spec(name="keyframe", text="Make the selection a keyframe", group=GROUP, keys=("Alt+K",), icon="mdi6.rhombus",
         run=lambda desk: tracking.set_keyframe(desk.document), enabled=selected,
         tip="Between two keyframes the track is interpolated; an edit makes one, too"),
    Spec(name="remove_keyframe", text="Remove the keyframe of the selection", group=GROUP, keys=("Alt+Shift+K",),
         icon="mdi6.rhombus-outline", run=lambda desk: tracking.remove_keyframe(desk.document), enabled=selected),
    Spec(name="next_keyframe", text="Next keyframe", group=GROUP, keys=("Alt+D",), icon="mdi6.skip-next-outline",
         run=lambda desk: tracking.to_keyframe(desk.document, after=True), enabled=framed,
         tip="Of the selected track, or of any"),
    Spec(name="previous_keyframe", text="Previous keyframe", group=GROUP, keys=("Alt+A",),
         icon="mdi6.skip-previous-outline", run=lambda desk: tracking.to_keyframe(desk.document, after=False),
         enabled=framed, tip="Of the selected track, or of any"),
    Spec(name="outside", text="Mark as outside from here on", group=GROUP, keys=("Alt+O",), icon="mdi6.exit-run",
         run=lambda desk: tracking.leave(desk.document), enabled=selected,
         tip="Until the next frame that the track is on"),
    Spec(name="occluded", text="Mark as occluded from here on, or not", group=GROUP, keys=("Alt+C",),
         icon="mdi6.checkerboard", run=lambda desk: tracking.toggle_occluded(desk.document), enabled=selected),
    Spec(name="split_track", text="Split the track at this frame", group=GROUP, keys=("Alt+S",),
         icon="mdi6.call-split", run=lambda desk: tracking.split(desk.document), enabled=selected),
    Spec(name="trim_before", text="Trim the track to begin here", group=GROUP, keys=("Alt+[",),
         icon="mdi6.contain-start", run=lambda desk: tracking.trim_before(desk.document), enabled=selected),
    Spec(name="trim_after", text="Trim the track to end here", group=GROUP, keys=("Alt+]",), icon="mdi6.contain-end",
         run=lambda desk: tracking.trim_after(desk.document), enabled=selected),
    Spec(name="delete_track", text="Delete the whole track", group=GROUP, keys=("Alt+X",),
         icon="mdi6.delete-sweep-outline", run=lambda desk: tracking.delete(desk.document), enabled=selected),
    Spec(name="onion", text="Show the outlines of the frames before and after", group=GROUP, keys=("Alt+N",),
         icon="mdi6.layers-triple-outline", run=lambda desk: desk.canvas.onion.toggle(), enabled=framed,
         tip="Of the selected tracks, or of everything"),
    Spec(name="renew_span", text="Renew the track between the keyframes around here", group=GROUP, keys=("Alt+R",),
         icon="mdi6.autorenew", run=lambda desk: tracking.renew(desk.document), enabled=writable,
         tip="What was linked or propagated and nobody has touched goes; it is interpolated instead"),
)  # fmt: skip
