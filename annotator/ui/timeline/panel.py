"""The timeline of the document's video: it follows the document and the player, and says what a person wants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QPoint, QRectF, Qt, QTimer
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QGridLayout, QLineEdit, QScrollBar, QVBoxLayout, QWidget

from annotator.core.errors import AnnotatorError
from annotator.core.tracks import Track
from annotator.ui.commands import keyframing, tracking
from annotator.ui.pieces import line
from annotator.ui.playing.player import Player
from annotator.ui.preferences import Preferences
from annotator.ui.state.clip import Clip
from annotator.ui.state.document import Document
from annotator.ui.timeline import menu
from annotator.ui.timeline.board import NAMES
from annotator.ui.timeline.paint import Row
from annotator.ui.timeline.reading import Read, SpanReader, Wish, cell_of
from annotator.ui.timeline.transport import Transport
from annotator.ui.timeline.view import TimelineView

NOTHING = "No tracks yet. Select an instance and press {} to begin one, or link what was pre-labelled."
_ZOOM = 1.6


class Timeline(QWidget):
    """Shown for videos only, unless it is folded."""

    def __init__(self, document: Document, player: Player, preferences: Preferences) -> None:
        super().__init__()
        self._document, self._player, self._preferences = document, player, preferences
        self._actions: Mapping[str, QAction] = {}
        self._wanted_track = 0
        self.view: TimelineView = TimelineView()
        self.across, self.down = QScrollBar(Qt.Orientation.Horizontal), QScrollBar(Qt.Orientation.Vertical)
        self._reader = SpanReader(self._show, self)
        self._name: QLineEdit | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._read_anew)
        self._lay_out()
        self._connect()
        self.setVisible(False)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self.view, 0, 0, 1, 2)
        grid.addWidget(self.down, 0, 2)
        grid.setColumnMinimumWidth(0, NAMES)
        grid.addWidget(self.across, 1, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(0, 1)
        self._layout.addLayout(grid, 1)

    def set_actions(self, actions: Mapping[str, QAction]) -> None:
        """What its buttons and its menu do."""
        self._actions = actions
        self.transport = Transport(self._player, actions)
        self._layout.insertWidget(0, self.transport)
        self._layout.insertWidget(1, line())
        key = actions["new_track"].shortcut().toString()
        self.view.sentence = NOTHING.format(key)

    def _connect(self) -> None:
        document, player, view = self._document, self._player, self.view
        player.clip_changed.connect(self._clip_changed)
        player.moved.connect(view.follow)
        player.changed.connect(lambda: view.show_range(player.range))
        document.tracks_changed.connect(self._later.start)
        document.frames_changed.connect(self._later.start)
        document.categories.changed.connect(self._later.start)
        document.reviewed_changed.connect(lambda *_: self._later.start())
        document.selection_changed.connect(lambda _: self._follow())
        document.frame_changed.connect(lambda _: self._arrived())
        view.went.connect(self._go)
        view.play_wanted.connect(player.toggle)
        view.scrubbed.connect(player.scrub)
        view.scrub_ended.connect(player.end_scrub)
        view.keyframe_moved.connect(self._move_keyframe)
        view.menu_wanted.connect(self._show_menu)
        view.rename_wanted.connect(self._ask_name)
        view.moved.connect(self._moved)
        self.across.valueChanged.connect(lambda first: view.show_scale(replace(view.scale, first=float(first))))
        self.down.valueChanged.connect(view.scroll_to)

    # what is shown

    @property
    def folded(self) -> bool:
        """Whether a person has put it away."""
        return not self._preferences.get("timeline", True)

    def toggle(self) -> None:
        """Fold it away, or show it."""
        self._preferences.put("timeline", self.folded)
        self._show_or_hide()
        if not self.folded:
            self._later.start()

    def _show_or_hide(self) -> None:
        self.setVisible(self._player.clip is not None and not self.folded)

    def _clip_changed(self, clip: Clip | None) -> None:
        self._reader.forget()
        self.view.show_clip(clip)
        self._show_or_hide()
        self._read_anew()

    def _read_anew(self) -> None:
        """The rows now, what stands in them when it is read."""
        project, clip = self._document.project, self._player.clip
        if project is None or clip is None or self.folded:
            return
        categories = project.categories()

        def row(track: Track) -> Row:
            category = categories.get(track.category)
            name = category.name if category and track.name else ""
            return Row(track.id, track.title(category), name, QColor(track.colour))

        self._reader.forget()
        self.view.show_rows([row(track) for track in project.tracks(clip.root, clip.path).values()])
        self._follow()

    def _moved(self) -> None:
        view = self.view
        self._read_what_is_shown()
        for bar, value, most, page in (
            (self.across, int(view.scale.first), max(0, int(view.scale.frames - view.scale.span)), view.scale.span),
            (self.down, view.top, view.most_top, view.height() - view.ruler_px),
        ):
            bar.blockSignals(True)
            bar.setRange(0, most)
            bar.setPageStep(max(1, int(page)))
            bar.setSingleStep(max(1, int(page) // 20))
            bar.setValue(value)
            bar.blockSignals(False)
        self.across.setVisible(not view.scale.whole)
        self.down.setVisible(view.most_top > 0)

    def _read_what_is_shown(self) -> None:
        view, project = self.view, self._document.project
        tracks = [view.rows[place].track for place in view.shown_rows()]
        if project is not None and (clip := view.clip) is not None and not self.folded:
            seen = (*view.scale.shown, cell_of(view.scale.px))
            self._reader.want(project, Wish(clip.root, clip.path, frozenset(tracks), *seen))

    def _show(self, read: Read) -> None:
        self.view.show_spans(read.spans, read.reviewed)

    def _follow(self) -> None:
        document = self._document
        tracks = {document.instances[id].track for id in document.selection if id in document.instances} - {0}
        if tracks and self.view.current not in tracks:
            self.view.show_current(min(tracks))

    # what is wanted

    def _go(self, frame: int, track: int) -> None:
        """To a frame, and there select what is on this track."""
        document = self._document
        self._wanted_track = track
        if track:
            self.view.show_current(track)
        if document.frame is None or document.frame.index != frame or self._player.playing:
            self._player.go(frame)
        else:
            self._arrived()

    def _arrived(self) -> None:
        track, self._wanted_track = self._wanted_track, 0
        if track:
            self._document.select(id for id, one in self._document.visible.items() if one.track == track)

    def _move_keyframe(self, track: int, place: int, to: int) -> None:
        if self._document.read_only:
            self._document.said.emit("info", "The project is open for looking only.")
            return
        if keyframing.move_keyframe(self._document, track, place, to):
            self._go(to, track)

    def nudge_keyframe(self, by: int) -> None:
        """The current track's keyframe on this frame so many frames on, or back."""
        clip, at, track = self._player.clip, self._player.at, self.view.current
        if clip is not None and self.view.row_of(track) is not None and 0 <= at + by < len(clip):
            self._move_keyframe(track, at, at + by)

    def _show_menu(self, at: QPoint) -> None:
        made = menu.menu(self, self._actions)
        made.aboutToHide.connect(made.deleteLater)
        made.popup(at)

    def merge(self) -> None:
        """All tracks that are chosen into the first of them."""
        tracking.merge(self._document, *(row.track for row in self.view.rows if row.track in self.view.chosen))

    def rename(self) -> None:
        """Ask for the current track's name, in its row."""
        if self.view.row_of(self.view.current) is not None:
            self._ask_name(self.view.current, self.view.name_rect(self.view.current))

    def _ask_name(self, track: int, rect: QRectF) -> None:
        project = self._document.project
        if project is None or project.read_only:
            return
        known = project.track(track)
        row = self.view.row_of(track)
        field = QLineEdit(known.name, self.view)
        field.setPlaceholderText(self.view.rows[row].title if row is not None else "")
        field.setAccessibleName("Name of the track")
        field.setGeometry(rect.toAlignedRect())
        field.editingFinished.connect(lambda: self._name_given(field, known))
        field.show()
        field.selectAll()
        field.setFocus()

    def _name_given(self, field: QLineEdit, track: Track) -> None:
        field.blockSignals(True)
        field.deleteLater()
        project, name = self._document.project, field.text().strip()
        if project is not None and name != track.name:
            try:
                project.put_track(replace(track, name=name))
            except AnnotatorError as error:
                self._document.said.emit("error", str(error))
            self._document.tracks_changed.emit()
        self.view.setFocus()

    def zoom(self, steps: int) -> None:
        """Nearer or farther."""
        self.view.zoom(_ZOOM**steps)

    def fit(self) -> None:
        """All frames."""
        self.view.show_scale(self.view.scale.fitted())

    def stop(self) -> None:
        """Wait for what is being read."""
        self._reader.stop()
