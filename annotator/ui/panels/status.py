"""The line at the foot of the window: model, jobs, the last message, cursor, zoom, and whether all is saved."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from annotator.ui.lanes import Job
from annotator.ui.panels.job_bar import JobBar
from annotator.ui.pieces import ElidedLabel, at_least, label, line, set_role
from annotator.ui.state.document import Document
from annotator.ui.theme import GRID

HEIGHT = 34
MESSAGE_MS = 8000


class StatusBar(QFrame):
    """Shows what it is told; knows nothing itself but the document."""

    def __init__(self, document: Document, model: str) -> None:
        super().__init__()
        self._document = document
        at_least(self, HEIGHT)
        self.model = ElidedLabel()
        self.message = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        self.at, self.zoom, self.saved = label("", "muted"), label("", "muted"), label("", "muted")
        self._hint, self._notes = "", ""
        self._jobs: dict[Job, QWidget] = {}
        self._over = QTimer(self, singleShot=True, interval=MESSAGE_MS)
        self._over.timeout.connect(self._show_hint)
        self._lay_out()
        self.show_model(model, "")
        for signal in (document.project_changed, document.backlog.changed):
            signal.connect(lambda *_: self._saved())
        document.project_changed.connect(lambda: self.show_hint(self._hint))
        self._saved()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(GRID, 0, GRID, 0)
        row.setSpacing(GRID)
        set_role(self.model, "muted")
        self.model.setMaximumWidth(280)
        self.at.setMinimumWidth(180)
        self.zoom.setMinimumWidth(56)
        self._job_row = QHBoxLayout()
        self._job_row.setSpacing(2 * GRID)
        row.addWidget(self.model)
        row.addWidget(line(vertical=True))
        row.addLayout(self._job_row)
        row.addWidget(self.message, 1)
        self._about_frame = [one for each in (self.at, self.zoom, self.saved) for one in (line(vertical=True), each)]
        for one in self._about_frame:
            row.addWidget(one)

    def say(self, level: str, sentence: str) -> None:
        """Show a message for some seconds."""
        set_role(self.message, level if level in ("good", "warning", "error") else "")
        self.message.setText(sentence)
        self._over.start()

    def end_message(self) -> None:
        """Something else goes on now: what the tool says is of more use."""
        self._over.stop()
        self._show_hint()

    def show_hint(self, hint: str) -> None:
        """What the tool says; stays while there is no message."""
        self._hint = hint
        if not self._over.isActive():
            self._show_hint()

    def show_notes(self, notes: tuple[str, ...]) -> None:
        """How the picture is shown, where that is not as it lies in its file; before the hint."""
        self._notes = "; ".join(notes)
        if not self._over.isActive():
            self._show_hint()

    def _show_hint(self) -> None:
        set_role(self.message, "muted")
        hint = self._hint if self._document.project else ""  # without one there is nothing to use a tool on
        self.message.setText(f"{self._notes}.   {hint}" if self._notes else hint)

    def show_model(self, name: str, device: str) -> None:
        """Which model runs, and where."""
        short = Path(name).name or name
        self.model.setText(f"{short} on {device}" if device else short)

    def show_cursor(self, at: tuple[int, int, tuple[float, ...]] | None) -> None:
        """Where the mouse is on the picture, and the pixel's numbers as they stand in the file."""
        self.at.setText(f"{at[0]}, {at[1]}   {' '.join(f'{value:.7g}' for value in at[2])}" if at else "")
        if self.at.sizeHint().width() > self.at.minimumWidth():  # what is beside it does not go to and fro
            self.at.setMinimumWidth(self.at.sizeHint().width())

    def show_zoom(self, scale: float) -> None:
        """Screen pixels per image pixel."""
        self.zoom.setText(f"{scale * 100:.0f} %")

    def add_job(self, job: Job) -> None:
        """Show a job until it ends."""
        bar = JobBar(job, compact=True)
        self._jobs[job] = bar
        self._job_row.addWidget(bar)
        job.ended.connect(lambda: self._drop(job))

    def _drop(self, job: Job) -> None:
        bar = self._jobs.pop(job, None)
        if bar:
            self._job_row.removeWidget(bar)
            bar.deleteLater()

    def _saved(self) -> None:
        project, unsaved = self._document.project, len(self._document.backlog)
        for one in self._about_frame:
            one.setVisible(project is not None)
        if project is None:
            role, text, tip = "muted", "", ""
        elif project.read_only:
            role, text, tip = "warning", "view only", project.why_read_only
        elif unsaved:
            changes = "1 change" if unsaved == 1 else f"{unsaved} changes"
            role, text, tip = "error", f"{changes} not saved", "The disk is full; they are saved once there is space"
        else:
            role, text, tip = "muted", "all saved", "Every change is in the project file as soon as you see it"
        set_role(self.saved, role)
        self.saved.setText(text)
        self.saved.setToolTip(tip)
