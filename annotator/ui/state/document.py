"""The one door to state: panels and canvas read from here, and every change goes through `apply`."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from annotator.core.annotations import Edit, Instance
from annotator.core.errors import AnnotatorError, StorageFull
from annotator.core.frames import Frame, FrameKey
from annotator.core.gesture import Scene
from annotator.core.keyframes import of_tracks
from annotator.core.locks import against_locks, refusal
from annotator.core.rebasing import rebased
from annotator.storage import ALL, Project
from annotator.ui.state.ahead import Ahead
from annotator.ui.state.backlog import Backlog
from annotator.ui.state.categories import Categories
from annotator.ui.state.following import as_seen, complete, interpolated, with_tracks
from annotator.ui.state.frame_reader import AT_ONCE, FrameReader
from annotator.ui.state.frame_steps import SAMPLED, FrameSteps
from annotator.ui.state.history import History
from annotator.ui.state.showing import DEFAULT_THRESHOLD, Showing
from annotator.ui.state.stopwatch import Stopwatch

TOLD_ONE_BY_ONE = 20  # frames of a step; of more than these the lists are read anew
STAYS_OPEN = (
    "The disk is full and your last changes are not saved, so the project stays open. Free some space, then try again."
)


class Document(FrameSteps):
    """The open project, the frame on the screen and the selection. GUI thread only. Signals state past facts."""

    frame_wanted = Signal(object)  # the Frame whose instances are being read
    frame_ahead = Signal(object, object)  # the Frame that will probably be wanted next, and what of it would be shown
    edited = Signal(object)  # Edit, of any frame
    tracks_changed = Signal()  # where the objects of a video are, or what is said of them
    selection_changed = Signal(object)  # frozenset[int]
    showing_changed = Signal(object)  # Showing
    large_step_wanted = Signal(bool)  # to be undone (or redone) beside the GUI thread, for it changes many frames

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.instances: dict[int, Instance] = {}
        """All instances of the frame by id, ghosts and rejected ones too."""
        self.visible: dict[int, Instance] = {}
        """Those that are on the screen."""
        self.selection: frozenset[int] = frozenset()
        self.categories = Categories(self)
        self.categories.said.connect(self.said)
        self.showing = Showing()
        self._changed = False
        self._reader = FrameReader(self)
        self._ahead = Ahead(self._reader, self)
        self._ahead.ready.connect(lambda frame, found: self.frame_ahead.emit(frame, self.showing.shown_of(found)))
        self._stopwatch = Stopwatch(time.time)
        self.backlog: Backlog = Backlog(self._commit, self)
        self.backlog.said.connect(self.said)
        self.backlog.refused.connect(self._show_stored)
        self._history = History(self, self.backlog, self._settle_first, self._edited)

    # the project

    def open(self, project: Project) -> None:
        """Show this project at the frame where it was left; the document closes it from now on."""
        self.close()
        self.project = project
        self._changed = False
        self._see_what_is_sampled()
        self.filter = SAMPLED if self.sampled else ALL
        threshold = float(project.setting("threshold", DEFAULT_THRESHOLD))
        self.showing = replace(self.showing, threshold=threshold)
        self.categories.take(project)
        self.project_changed.emit()
        self.showing_changed.emit(self.showing)
        self.categories.read()
        self.categories.current_changed.emit(self.categories.current)
        self.frames_changed.emit()
        self._show_where_it_was_left(project)

    def let_go(self) -> bool:
        """Close the project, unless some of it is on the screen only; whether there is none open any more."""
        if not self.backlog.retry():
            self.said.emit("error", STAYS_OPEN)
            return False
        self.close()
        return True

    def close(self) -> None:
        """Let go of the project, and of what the disk has refused."""
        if self.project is None:
            return
        self.closes.emit()
        self.backlog.retry()
        self.backlog.forget()
        self._reader.keep_only(())
        if self._changed:  # looking alone changes no byte of a project
            self.remember("frame", self.frame.key if self.frame else None)
        self.project.close(wait=False)
        self.project = None
        self.categories.take(None)
        self.showing = replace(self.showing, hidden=frozenset())
        self._take(None)
        self.project_changed.emit()

    def _show_where_it_was_left(self, project: Project) -> None:
        left_at = project.setting("frame", None)
        place = project.position(FrameKey(left_at), self.filter) if isinstance(left_at, int) else None
        self.show(project.frame_at(place or 0, self.filter))

    # the frame

    def show(self, key: FrameKey | None) -> None:
        """Put this frame on the screen; a crowded one as soon as it is read, and until then all stays as it is."""
        self._reader.forget()
        self._ahead.wait()
        self.heading = None
        if key is None or self.project is None or self.project.instance_count(key) <= AT_ONCE:
            super().show(key)
            return
        frame = self.project.frame(key)
        if (found := self._reader.kept(self.project, key)) is not None:
            self._take(frame, found)
            return
        self.heading = key
        self._reader.read(self.project, key, lambda found: self._take(frame, found), self._unread)
        self.frame_wanted.emit(frame)

    def _unread(self, why: str) -> None:
        self.heading = None
        self.said.emit("error", why)
        self.frame_changed.emit(self.frame)
        self._ahead.expect(self.project, self.coming)

    def _take(self, frame: Frame | None, instances: dict[int, Instance] | None = None) -> None:
        self._reader.forget()
        self.heading = None
        tracks = {self.instances[id].track for id in self.selection} - {0}
        self.instances = self._stored(frame, instances) if frame else {}
        if frame and self.project:
            self.instances |= interpolated(self.project, frame, self.instances)
        self.visible = self.showing.shown_of(self.instances)
        there = self.visible.items() if tracks else ()
        self.selection = frozenset(id for id, one in there if one.track in tracks)
        self._stopwatch.restart()
        super()._take(frame)
        self.selection_changed.emit(self.selection)
        self._ahead.expect(self.project, self.coming)

    def _stored(self, frame: Frame, instances: dict[int, Instance] | None = None) -> dict[int, Instance]:
        assert self.project is not None
        instances = self.project.instances(frame.key) if instances is None else instances
        for edit in self.backlog.of(frame.key):
            instances = edit.applied_to(instances)
        return instances

    def scene(self) -> Scene:
        """What a tool may know of the frame on the screen."""
        assert self.project is not None
        assert self.frame is not None
        return Scene(
            frame=self.frame.key,
            width=self.frame.width,
            height=self.frame.height,
            instances=self.visible,
            category=self.categories.current,
            new_id=self.project.new_id,
            selection=self.selection,
        )

    # edits

    def apply(self, *edits: Edit) -> bool:
        """Make an edit, durable on return unless the disk is full; whether it is on the screen.

        Edits of several frames, one of each, are one step.
        """
        if self.project is None:
            return False
        edits = tuple(map(self._rebased, edits))
        if not any(edit.before or edit.after for edit in edits):  # what they would take away is gone already
            return False
        stored = edits
        try:
            stored = self._as_stored(*edits)
            brought_along = stored[len(edits) :]  # on other frames of a track
            if locked := [one for edit in (*edits, *brought_along) for one in against_locks(edit)]:
                self.said.emit("info", refusal(len(locked)))
                return False
            self._settle_first().commit(*stored)
        except StorageFull:
            if len(stored) > 1:
                self.said.emit("error", f"The disk is full, so nothing was changed on these {len(stored)} frames.")
                return False
            self.backlog.add(stored[0])
        except AnnotatorError as error:
            self.said.emit("error", str(error))
            return False
        self._edited(*stored)
        return True

    def _rebased(self, edit: Edit) -> Edit:
        """A gesture goes on while models answer: what they have changed meanwhile on this frame stays changed."""
        return rebased(edit, self.instances) if self.frame and edit.frame == self.frame.key else edit

    def _commit(self, *edits: Edit) -> None:
        assert self.project is not None
        self.project.commit(*edits)

    def _as_stored(self, *edits: Edit) -> tuple[Edit, ...]:
        """As they go into the project."""
        assert self.project is not None
        if len(edits) > 1:
            return tuple(complete(edit, self.project, self.categories) for edit in edits)
        edit = self._stopwatch.stamped(self.categories.given_to(edits[0]))
        shown_there = self.instances if self.frame and edit.frame == self.frame.key else {}
        return with_tracks(edit, self.project, self.categories, shown_there)

    def _edited(self, *edits: Edit) -> None:
        self._changed = True
        project, frame = self.project, self.frame
        seen = as_seen(edits, project, frame, self.instances) if project and frame else edits
        for edit in seen:
            if self.frame and edit.frame == self.frame.key:
                self.instances = edit.applied_to(self.instances)
                shown_now = {id: one for id, one in edit.after.items() if self.showing.shows(one)}
                self.visible = replace(edit, after=shown_now).applied_to(self.visible)
                self.edited.emit(edit)
            elif len(seen) <= TOLD_ONE_BY_ONE:
                self.edited.emit(edit)
        if len(seen) > TOLD_ONE_BY_ONE:
            self.frames_changed.emit()
        self.select(self.selection)
        if any(one.category not in self.categories.attributes for edit in edits for one in edit.after.values()):
            self.categories.read()  # one that was merged into another has instances again
        if of_tracks(*edits):
            self.tracks_changed.emit()
        if any(edit.frame == self.heading for edit in edits):  # what is being read is out of date
            self.show(self.heading)

    def _show_stored(self, refused: Edit) -> None:
        if self.frame and refused.frame == self.frame.key:
            self.show(refused.frame)

    def _settle_first(self) -> Project:
        """The project, to be changed by a step of its own, which must not overtake what the disk has refused."""
        assert self.project is not None
        self.backlog.settle()
        return self.project

    def undo(self) -> None:
        """Take back the frame's last edit, however long ago it was made."""
        self._history.undo()

    def redo(self) -> None:
        """Make the edit again that was undone last on this frame."""
        self._history.redo()

    def travel_to(self, done: int) -> None:
        """Go to where this many of the frame's edits hold, forwards or backwards, as one step."""
        self._history.travel_to(done)

    # instances

    def select(self, ids: Iterable[int]) -> None:
        """Make this the selection."""
        wanted = frozenset(map(self._now, ids)) & self.visible.keys()
        if wanted != self.selection:
            self.selection = wanted
            self.selection_changed.emit(wanted)

    def _now(self, id: int) -> int:
        """An instance's number; of an interpolated one that has become a keyframe, the keyframe's."""
        if id >= 0 or id in self.visible:
            return id
        return next((one.id for one in self.visible.values() if one.track == -id), id)

    # what models do

    def propose(self, key: FrameKey, proposals: Sequence[Instance], text: str) -> Edit | None:
        """Put what a model found on a frame, in place of its untouched proposals only. Raises ProjectError."""
        return self._made(self._settle_first().propose(key, proposals, text)) if self.project else None

    def carry(self, key: FrameKey, carried: Sequence[Instance], text: str) -> Edit | None:
        """Put what tracks were propagated to on a frame, where nobody has said what is there. Raises ProjectError."""
        return self._made(self._settle_first().carry(key, carried, text)) if self.project else None

    def join(self, *edits: Edit) -> None:
        """Put into tracks what a model has found to be one object. Raises ProjectError."""
        if self.project is not None:
            self._settle_first().join(*edits)
            self._edited(*edits)

    def _made(self, edit: Edit | None) -> Edit | None:
        if edit is not None:
            self._edited(edit)
        return edit

    # what is on the screen

    def set_threshold(self, threshold: float) -> None:
        """Hide the proposals under this score; they stay as ghosts."""
        self._show_as(replace(self.showing, threshold=threshold))

    def keep_threshold(self) -> None:
        """Remember the threshold in the project: once per drag of the slider, not once per step."""
        self.remember("threshold", self.showing.threshold)

    def show_rejected(self, on: bool) -> None:
        """Put the rejected instances on the screen too, where they can be accepted after all."""
        self._show_as(replace(self.showing, rejected=on))

    def set_hidden(self, ids: Iterable[int]) -> None:
        """Put these out of sight, and no others."""
        self._show_as(replace(self.showing, hidden=frozenset(ids)))

    def _show_as(self, showing: Showing) -> None:
        if showing != self.showing:
            self.showing = showing
            self.visible = self.showing.shown_of(self.instances)
            self.showing_changed.emit(showing)
            self.select(self.selection)

    @property
    def listed(self) -> dict[int, Instance]:
        """Those on the screen and, in their places, those that would be but are hidden."""
        if not self.showing.hidden:
            return self.visible
        return {id: one for id, one in self.instances.items() if self.showing.lists(one)}
