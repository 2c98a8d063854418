"""Which frames of a video: to work on, or to write as pictures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QButtonGroup, QCheckBox, QHBoxLayout, QRadioButton, QSpinBox, QVBoxLayout, QWidget

from annotator.media.sampling import Choice, Kind
from annotator.ui.dialogs.sheet import PathField, Sheet, choose_folder
from annotator.ui.pieces import label
from annotator.ui.theme import GRID

_TEXTS: dict[Kind, tuple[str, str]] = {
    "every": ("Every n-th frame", "Quick: nothing is decoded"),
    "scenes": ("The first frame of every scene", "Where the picture changes all at once"),
    "sharp": ("The sharpest frames", "One of each of so many stretches of the video"),
    "novel": ("The frames that are most unlike", "So many, as different from each other as can be"),
}
_STARTS: dict[Kind, int] = {"every": 10, "sharp": 100, "novel": 100}
"""The number that a way begins with, where it has one."""


class Ways(QWidget):
    """One of several ways to choose frames, and the number of those that have one."""

    def __init__(self, kinds: Sequence[Kind], frames: int) -> None:
        super().__init__()
        self.buttons: dict[Kind, QRadioButton] = {}
        self.numbers: dict[Kind, QSpinBox] = {}
        self.group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for kind in kinds:
            column.addLayout(self._line(kind, frames))
            about = label(_TEXTS[kind][1], "muted", wrap=True)
            about.setContentsMargins(3 * GRID, 0, 0, GRID)
            column.addWidget(about)
        self.group.buttonToggled.connect(lambda *_: self._toggled())
        self.buttons[kinds[0]].setChecked(True)

    def _line(self, kind: Kind, frames: int) -> QHBoxLayout:
        row = QHBoxLayout()
        self.buttons[kind] = QRadioButton(_TEXTS[kind][0])
        self.group.addButton(self.buttons[kind])
        row.addWidget(self.buttons[kind], 1)
        if kind in _STARTS:
            number = QSpinBox()
            number.setRange(1, max(1, frames))
            number.setValue(_STARTS[kind])
            number.setAccessibleName(_TEXTS[kind][0])
            number.lineEdit().setTextMargins(GRID, 0, 0, 0)
            number.setMinimumWidth(96)
            self.numbers[kind] = number
            row.addWidget(number)
        return row

    def _toggled(self) -> None:
        for kind, number in self.numbers.items():
            number.setEnabled(self.buttons[kind].isChecked())

    @property
    def choice(self) -> Choice | None:
        """What is marked; None for none of these."""
        for kind, button in self.buttons.items():
            if button.isChecked():
                return Choice(kind, self.numbers[kind].value() if kind in self.numbers else 1)
        return None


class SamplingSheet(Sheet):
    """`use` is called with the choice; None for all frames."""

    def __init__(self, name: str, frames: int, use: Callable[[Choice | None], object]) -> None:
        super().__init__("Frames to work on", "Work on these")
        self.ways = Ways(("every", "scenes"), frames)
        self.everything = QRadioButton("All frames")
        self.ways.group.addButton(self.everything)
        about = f"{name} has {frames:,} frames. The others stay where they are: tracks go over them, and the timeline."
        for one in (label(about, "muted", wrap=True), self.everything, self.ways):
            self.fields_layout.addWidget(one)
        self.act.clicked.connect(lambda: use(self.ways.choice))


class ExtractSheet(Sheet):
    """`extract` is called with the choice, the folder and the ending of the files' names."""

    def __init__(self, video: Path, frames: int, extract: Callable[[Choice, Path, str], object]) -> None:
        super().__init__("Extract frames", "Extract")
        self.ways = Ways(("every", "scenes", "sharp", "novel"), frames)
        self.folder = PathField("Folder of pictures", choose_folder, video.with_name(f"{video.stem} frames"))
        self.png = QCheckBox("PNG, which loses nothing, instead of JPEG")
        self._extract = extract
        about = f"{video.name} has {frames:,} frames. They are written as pictures for a data set, named by number."
        for one in (label(about, "muted", wrap=True), self.ways, self.folder, self.png):
            self.fields_layout.addWidget(one)
        self.folder.changed.connect(lambda: self.allow(not self.folder.empty))
        self.act.clicked.connect(self._start)

    def _start(self) -> None:
        choice = self.ways.choice
        assert choice is not None
        self._extract(choice, self.folder.path, ".png" if self.png.isChecked() else ".jpg")

    def succeeded(self, count: int, folder: Path) -> None:
        """The pictures are there."""
        pictures = "1 picture is" if count == 1 else f"{count:,} pictures are"
        self.say("good", f"{pictures} in {folder}. Open that folder to label them.")
