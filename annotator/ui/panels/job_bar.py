"""One background job: what it is, how far, how long still, and the way to end it."""

import time
from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from annotator.ui.lanes import Job
from annotator.ui.pieces import ElidedLabel, flat, label
from annotator.ui.theme import GRID

_STEPS = 1000


def time_left(done: int, of: int, seconds: float) -> str:
    """How long the rest takes if it goes on like this; empty while nobody can know."""
    if done < 1 or of <= done or seconds < 2:
        return ""
    left = seconds / done * (of - done)
    if left < 10:
        return "a few seconds left"
    if left < 90:
        return f"about {round(left / 10) * 10} s left"
    if left < 5400:
        return f"about {round(left / 60)} min left"
    return f"about {left / 3600:.1f} h left"


class JobBar(QWidget):
    """Shows a job until it ends."""

    def __init__(self, job: Job, compact: bool = False, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._job, self._now, self._from = job, now, now()
        self.title = ElidedLabel(job.title)
        self.count = label("", "muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        cancel = flat("mdi6.close", "Cancel (ends after the unit of work under way)")
        cancel.clicked.connect(self._cancel)
        self._cancel_button = cancel
        self._lay_out(compact)
        job.progressed.connect(self._progress)

    def _lay_out(self, compact: bool) -> None:
        row = QHBoxLayout()
        row.setSpacing(GRID)
        row.setContentsMargins(0, 0, 0, 0)
        if compact:
            self.bar.setFixedWidth(96)
            self.title.setMaximumWidth(240)
            for one in (self.title, self.bar, self.count, self._cancel_button):
                row.addWidget(one)
            self.setLayout(row)
            return
        row.addWidget(self.bar, 1)
        row.addWidget(self._cancel_button)
        all = QVBoxLayout(self)
        all.setContentsMargins(0, 0, 0, 0)
        all.setSpacing(GRID // 2)
        all.addWidget(self.title)
        all.addLayout(row)
        all.addWidget(self.count)

    def _progress(self, done: int, of: int, text: str) -> None:
        self.bar.setRange(0, _STEPS if of else 0)
        if of:
            self.bar.setValue(done * _STEPS // of)
        left = time_left(done, of, self._now() - self._from)
        counted = f"{done:,} of {of:,}" if of else text
        self.count.setText(f"{counted}, {left}" if left else counted)
        self.count.setToolTip(text)

    def _cancel(self) -> None:
        self._job.cancel()
        self.count.setText("stopping ...")
        self._cancel_button.setEnabled(False)
