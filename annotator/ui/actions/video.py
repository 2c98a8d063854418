"""Playing a video, going through its frames, and its timeline."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.ui.actions.spec import Spec, writable

if TYPE_CHECKING:
    from annotator.ui.desk import Desk

GROUP = "Video"
JUMP = 10


def filmed(desk: Desk) -> bool:
    """With a frame of a video on the screen."""
    return desk.player.clip is not None


def _named(desk: Desk) -> bool:
    """With a track marked on the timeline that may be changed."""
    return writable(desk) and desk.timeline.view.row_of(desk.timeline.view.current) is not None


VIDEO: tuple[Spec, ...] = (
    Spec(name="play", text="Play or pause", group=GROUP, keys=("I", "`"), icon="mdi6.play-pause",
         run=lambda desk: desk.player.toggle(), enabled=filmed, while_playing=True,
         tip="Space does so on the timeline; a click on the picture pauses, too"),
    Spec(name="step_forward", text="One frame on in the video", group=GROUP, keys=("Alt+Right",),
         icon="mdi6.skip-forward-outline", run=lambda desk: desk.player.step(1), enabled=filmed,
         tip="Also to frames that were not sampled"),
    Spec(name="step_back", text="One frame back in the video", group=GROUP, keys=("Alt+Left",),
         icon="mdi6.skip-backward-outline", run=lambda desk: desk.player.step(-1), enabled=filmed,
         tip="Also to frames that were not sampled"),
    Spec(name="jump_forward", text=f"{JUMP} frames on", group=GROUP, keys=("Alt+E", "Alt+Shift+Right"),
         icon="mdi6.fast-forward-10", run=lambda desk: desk.player.step(JUMP), enabled=filmed),
    Spec(name="jump_back", text=f"{JUMP} frames back", group=GROUP, keys=("Alt+Q", "Alt+Shift+Left"),
         icon="mdi6.rewind-10", run=lambda desk: desk.player.step(-JUMP), enabled=filmed),
    Spec(name="range_in", text="The range begins here", group=GROUP, keys=("Alt+,",), icon="mdi6.arrow-expand-right",
         run=lambda desk: desk.player.set_in(), enabled=filmed, while_playing=True,
         tip="Between in and out is what is played"),
    Spec(name="range_out", text="The range ends here", group=GROUP, keys=("Alt+.",), icon="mdi6.arrow-expand-left",
         run=lambda desk: desk.player.set_out(), enabled=filmed, while_playing=True),
    Spec(name="range_clear", text="The range is the whole video", group=GROUP, keys=("Alt+/",),
         icon="mdi6.arrow-expand-horizontal", run=lambda desk: desk.player.clear_range(), while_playing=True,
         enabled=lambda desk: desk.player.range is not None),
    Spec(name="loop", text="Play round and round, or once", group=GROUP, keys=("Alt+I",), icon="mdi6.repeat",
         run=lambda desk: desk.player.toggle_loop(), enabled=filmed, while_playing=True),
    Spec(name="sampling", text="Choose the frames to work on", group=GROUP, keys=("Ctrl+Alt+S",),
         icon="mdi6.filmstrip-box-multiple", run=lambda desk: desk.flows.sampling.show_sampling(), enabled=filmed,
         tip="Every n-th, or the first of every scene"),
    Spec(name="extract", text="Extract frames as pictures", group=GROUP, keys=("Ctrl+Alt+E",),
         icon="mdi6.image-multiple-outline", run=lambda desk: desk.flows.sampling.show_extract(), enabled=filmed,
         tip="By interval, scene, sharpness or novelty"),
    Spec(name="timeline", text="Show or fold the timeline", group=GROUP, keys=("Ctrl+J",),
         icon="mdi6.chart-timeline", run=lambda desk: desk.timeline.toggle(), enabled=filmed, while_playing=True),
    Spec(name="timeline_in", text="See fewer frames on the timeline", group=GROUP, keys=("Alt+=", "Alt++"),
         icon="mdi6.magnify-plus-outline", run=lambda desk: desk.timeline.zoom(1), enabled=filmed,
         while_playing=True, tip="The wheel over its ruler, or with Ctrl, does so, too"),
    Spec(name="timeline_out", text="See more frames on the timeline", group=GROUP, keys=("Alt+-",),
         icon="mdi6.magnify-minus-outline", run=lambda desk: desk.timeline.zoom(-1), enabled=filmed,
         while_playing=True),
    Spec(name="timeline_fit", text="See all frames on the timeline", group=GROUP, keys=("Alt+0",),
         icon="mdi6.fit-to-page-outline", run=lambda desk: desk.timeline.fit(), enabled=filmed, while_playing=True),
    Spec(name="keyframe_later", text="Move the keyframe to the next frame", group=GROUP, keys=("Alt+Shift+E",),
         icon="mdi6.arrow-right-bold-outline", run=lambda desk: desk.timeline.nudge_keyframe(1), enabled=_named,
         tip="Of the track that is marked on the timeline; there it can be dragged, too"),
    Spec(name="keyframe_earlier", text="Move the keyframe to the frame before", group=GROUP,
         keys=("Alt+Shift+Q",), icon="mdi6.arrow-left-bold-outline",
         run=lambda desk: desk.timeline.nudge_keyframe(-1), enabled=_named),
    Spec(name="merge_tracks", text="Merge the tracks chosen on the timeline", group=GROUP, keys=("Alt+M",),
         icon="mdi6.call-merge", run=lambda desk: desk.timeline.merge(),
         enabled=lambda desk: writable(desk) and len(desk.timeline.view.chosen) > 1,
         tip="Ctrl + click or Ctrl + Space chooses rows; they are one object that is never on a frame twice"),
    Spec(name="rename_track", text="Rename the selected track", group=GROUP, keys=("Alt+Shift+R",),
         icon="mdi6.rename-outline", run=lambda desk: desk.timeline.rename(), enabled=_named),
)  # fmt: skip
