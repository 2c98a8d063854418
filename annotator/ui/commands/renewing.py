"""After a correction on a frame of a track: offer to renew what lies between the keyframes around it."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from annotator.core.annotations import Edit, Instance, State
from annotator.core.tracks import Sighting, is_keyframe
from annotator.storage import Project
from annotator.ui.commands import keyframing
from annotator.ui.commands.track_steps import title
from annotator.ui.inline_bar import Answer
from annotator.ui.keys import Keys
from annotator.ui.state.document import Document


class Renewing(QObject):
    """Says so in the inline bar, and takes it back when it makes no sense any more."""

    offered = Signal(str, object)
    """The sentence and its Answers."""
    withdrawn = Signal()

    def __init__(self, document: Document, keys: Keys) -> None:
        super().__init__(document)
        self._document, self._keys = document, keys
        self._offers = False
        document.edited.connect(self._edited)
        document.frame_changed.connect(lambda _: self._withdraw())

    def _edited(self, edit: Edit) -> None:
        frame, project = self._document.frame, self._document.project
        if frame is None or project is None or edit.frame != frame.key:
            return
        self._withdraw()
        corrected = [one for one in edit.after.values() if _is_correction(one, edit)]
        if len(corrected) != 1 or project.read_only:
            return
        [one] = corrected
        span = stale(project, one.track, frame.index)
        if span is None:
            return
        name = title(project, project.track(one.track))
        self._offers = True
        sentence = f"{name} is corrected here. Around it lies what was carried along or found before the correction."
        renew = f"Renew {span[0]:,} to {span[1]:,}   {self._keys.shown('renew_span')}".rstrip()
        self.offered.emit(sentence, [Answer(renew, lambda: self._renew(one))])

    def _renew(self, one: Instance) -> None:
        self._document.select([one.id])
        keyframing.renew(self._document)

    def _withdraw(self) -> None:
        if self._offers:
            self._offers = False
            self.withdrawn.emit()


def _is_correction(one: Instance, edit: Edit) -> bool:
    """A keyframe now, and before that of another shape: what is accepted as it is says nothing against the rest."""
    before = next((old for old in edit.before.values() if old.track == one.track), None)
    return is_keyframe(one) and before is not None and before.parts != one.parts


def stale(project: Project, track: int, place: int) -> tuple[int, int] | None:
    """The first and the last frame, between the keyframes around this one, of what nobody has touched."""
    before, after = keyframing.around(project, track, place)
    first, last = (before.place if before else place), (after.place if after else place)
    untouched = [one.place for one in project.sightings(track, first, last) if _is_untouched(one)]
    return (min(untouched), max(untouched)) if untouched else None


def _is_untouched(one: Sighting) -> bool:
    return one.state is State.PROPOSED and not one.keyframe
