"""Where the tracks of the video may have gone wrong, worst first; choosing a line goes there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from annotator.core.annotations import Part, State
from annotator.core.breaks import Break, Kind, breaks
from annotator.core.frames import Frame
from annotator.storage import Project
from annotator.ui.commands.track_steps import title
from annotator.ui.dialogs.history_sheet import ChoosingList
from annotator.ui.dialogs.sheet import Sheet
from annotator.ui.dialogs.two_sided import Index, Texts, TwoSided
from annotator.ui.lanes import Job, Lane
from annotator.ui.pieces import label
from annotator.ui.projects.making import unless_cancelled
from annotator.ui.state.clip import Clip, clip_of
from annotator.ui.state.document import Document
from annotator.ui.theme import colours

_WHAT: dict[Kind, str] = {
    "area": "its area jumps",
    "motion": "it is not where it was going",
    "switch": "it seems to go on as {}",
}
BREAK = Qt.ItemDataRole.UserRole
SEVERE, CLEAR = 0.75, 0.5
"""From which badness on a line is an error's colour, and a warning's."""


class BreaksSheet(Sheet):
    """Looks through all tracks when it is opened, and again when that is asked for."""

    def __init__(self, document: Document, lane: Lane) -> None:
        super().__init__("Track breaks", "Look again")
        self._document, self._lane = document, lane
        self._clip: Clip | None = None
        self.model = BreaksModel()
        self.list = ChoosingList("Track breaks, worst first")
        self.list.setModel(self.model)
        self.list.setItemDelegate(_Row(self.list))
        self.list.clicked.connect(self._go)
        self.list.activated.connect(self._go)
        self.note = label("", "muted", wrap=True)
        self.fields_layout.addWidget(self.note)
        self.fill_with(self.list)
        self.act.clicked.connect(self.look)
        document.tracks_changed.connect(self._out_of_date)
        document.frame_changed.connect(self._frame_changed)
        self.look()

    def focus_first(self) -> None:
        """The arrow keys walk through it."""
        self.list.setFocus()

    def look(self) -> None:
        """Read all outlines of the video's tracks, beside the GUI thread."""
        project = self._document.project
        clip = self._clip = clip_of(project, self._document.frame)
        if project is None or clip is None:
            self.note.setText("Show a frame of a video first.")
            return
        self._titles = {id: title(project, one) for id, one in project.tracks(clip.root, clip.path).items()}
        self.note.setText("Looking through all tracks ...")

        def work(job: Job) -> list[Break]:
            with project.reader() as reader:
                return breaks_of(reader, clip.root, clip.path, partial(unless_cancelled, job))

        def ended() -> None:
            if job.cancelled:
                self.note.setText("Stopped before all tracks were looked through.")

        sentence = f"Looking for breaks in {clip.path}"
        job = self._lane.start(sentence, work, self._found, lambda why: self.say("error", why))
        job.ended.connect(ended)
        self.closed.connect(job.cancel)
        self.follow(job)

    def _found(self, found: list[Break]) -> None:
        self.model.show(found, self._titles)
        many = f"{len(found):,} places to look at" if len(found) != 1 else "1 place to look at"
        self.note.setText(f"{many}, worst first. Click one, or press Enter, to go there." if found
                          else "No track has a break: areas, motion and neighbours go on as they should.")  # fmt: skip

    def _out_of_date(self) -> None:
        if not self.busy:
            self.note.setText("The tracks have changed since. Look again to see what is left.")

    def _frame_changed(self, frame: Frame | None) -> None:
        if frame is None or (self._clip is not None and not self._clip.holds(frame)):
            self.closed.emit()

    def _go(self, index: QModelIndex) -> None:
        one, project = index.data(BREAK), self._document.project
        if not isinstance(one, Break) or project is None or self._clip is None:
            return
        key = self._clip.key(project, one.place)
        if key is not None:
            self._document.show(key)
            self._document.select(each.id for each in self._document.visible.values() if each.track == one.track)


def breaks_of(project: Project, root: str, path: str, go_on: Callable[[], object]) -> list[Break]:
    """Where the tracks of a video may be wrong, worst first. Reads all their outlines: for a thread of its own.

    `go_on` is called between two tracks, and may raise to end it.
    """
    key = project.find_frame(root, path, 0)
    outlines = ((track, _outlines(project, track)) for track in project.tracks(root, path))
    return breaks(outlines, *project.frame(key).size, go_on) if key else []


def _outlines(project: Project, track: int) -> dict[int, tuple[Part, ...]]:
    """By index, without what is rejected, and what is interpolated left out: it follows smoothly."""
    stored = project.track_instances(track)
    places = {one.frame: one.place for one in project.sightings(track)}
    return {places[key]: one.parts for key, one in stored.items()
            if key in places and one.state is not State.REJECTED and one.parts}  # fmt: skip


class BreaksModel(QAbstractListModel):
    """The breaks in their order."""

    def __init__(self) -> None:
        super().__init__()
        self._breaks: list[Break] = []
        self._titles: dict[int, str] = {}

    def show(self, breaks: list[Break], titles: dict[int, str]) -> None:
        """Show these; the tracks are called so."""
        self.beginResetModel()
        self._breaks, self._titles = breaks, titles
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._breaks)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        one = self._breaks[index.row()]
        if role == BREAK:
            return one
        words = _WHAT[one.kind].format(self._title(one.other))
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return f"{self._title(one.track)}: {words}"
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{self._title(one.track)}, frame {one.place}: {words}, {one.badness:.0%} bad"
        return None

    def _title(self, track: int) -> str:
        return self._titles.get(track, f"track {track}")


class _Row(TwoSided):
    """The track and what is odd; the frame, in the colour of how bad it is."""

    def texts(self, index: Index) -> Texts:
        one, shade = index.data(BREAK), colours()
        ink = shade.error if one.badness >= SEVERE else shade.warning if one.badness >= CLEAR else shade.muted
        return Texts(index.data(), f"frame {one.place:,}", shade.text, ink)
