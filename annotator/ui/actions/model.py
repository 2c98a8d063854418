"""Pre-labelling."""

from annotator.ui.actions.spec import Spec, opened, writable
from annotator.ui.commands import review
from annotator.ui.models import prelabel

GROUP = "Model"
THRESHOLD_STEP = 0.05

MODEL: tuple[Spec, ...] = (
    Spec(name="prelabel_frame", text="Pre-label this frame", group=GROUP, keys=("G",), icon="mdi6.auto-fix",
         run=lambda desk: prelabel.this_frame(desk.runs), enabled=writable, in_gesture=True),
    Spec(name="prelabel_selected", text="Pre-label the selected frames", group=GROUP, keys=("Shift+G",),
         icon="mdi6.auto-fix", run=lambda desk: prelabel.these_frames(desk.runs, desk.files.chosen_frames()),
         enabled=writable, in_gesture=True),
    Spec(name="prelabel_video", text="Pre-label the video, or its range", group=GROUP, keys=("Ctrl+Alt+G",),
         icon="mdi6.auto-fix", run=lambda desk: prelabel.the_video(desk.runs, desk.player.range), enabled=writable,
         in_gesture=True,
         tip="Between in and out, or all of it"),
    Spec(name="prelabel_unreviewed", text="Pre-label all unreviewed frames", group=GROUP, keys=("Ctrl+G",),
         icon="mdi6.auto-fix", run=lambda desk: prelabel.unreviewed_frames(desk.runs), enabled=writable,
         in_gesture=True),
    Spec(name="prelabel_all", text="Pre-label all frames", group=GROUP, keys=("Ctrl+Shift+G",),
         icon="mdi6.auto-fix", run=lambda desk: prelabel.all_frames(desk.runs), enabled=writable, in_gesture=True),
    Spec(name="prelabel_cancel", text="Cancel pre-labelling, propagation and linking", group=GROUP, keys=("Ctrl+.",),
         icon="mdi6.stop-circle-outline", run=lambda desk: desk.runs.cancel(), enabled=opened),
    Spec(name="choose_model", text="Choose the model", group=GROUP, icon="mdi6.brain",
         run=lambda desk: desk.header.open_models(), enabled=opened, tip="What pre-labelling finds objects with"),
    Spec(name="threshold_down", text="Lower the score threshold", group=GROUP, keys=("[",), icon="mdi6.minus",
         run=lambda desk: review.nudge_threshold(desk.document, -THRESHOLD_STEP), enabled=opened),
    Spec(name="threshold_up", text="Raise the score threshold", group=GROUP, keys=("]",), icon="mdi6.plus",
         run=lambda desk: review.nudge_threshold(desk.document, THRESHOLD_STEP), enabled=opened),
)  # fmt: skip
