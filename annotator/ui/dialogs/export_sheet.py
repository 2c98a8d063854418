"""Export: in which format, what, where, and the proof that it reads back as it was."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSpinBox, QWidget

from annotator.core.dataset import Report
from annotator.core.errors import BadInput
from annotator.core.films import Film
from annotator.core.operations import counted
from annotator.core.ranges import HOW, Range
from annotator.exchange.outgoing import Wish
from annotator.formats import FORMATS, Choices, Format, format_to
from annotator.ui.dialogs.sheet import PathField, Sheet, choose_folder, choose_save
from annotator.ui.pieces import ComboBox, label
from annotator.ui.theme import GRID

PICTURES = {"jpg": "JPEG", "png": "PNG"}


class ExportSheet(Sheet):
    """`export` is called with what a person wishes for. What a format does not know is not asked."""

    def __init__(
        self, file: Path, kind: Format, threshold: float, films: Sequence[Film], export: Callable[[Wish], object]
    ) -> None:
        super().__init__("Export", "Export")
        self._export, self._threshold = export, threshold
        self.formats = [one for one in FORMATS.values() if films or not one.of_videos]
        self.format = ComboBox()
        self.format.addItems([one.label for one in self.formats])
        self.format.setCurrentIndex(self.formats.index(kind if kind in self.formats else FORMATS["coco"]))
        self.file = PathField("File", self._choose, file)
        self.proposals = QCheckBox(f"Proposals, too (those at or above {threshold:.2f})")
        self.scores = QCheckBox("Scores of proposals")
        self.scores.setChecked(True)
        self.reviewed_only = QCheckBox("Only reviewed frames")
        self.empty_frames = QCheckBox("Frames without instances, too")
        self.empty_frames.setChecked(True)
        self.split, self.share = QCheckBox("Split for training, of all frames"), QSpinBox()
        self.share.setRange(50, 99)
        self.share.setValue(90)
        self.share.setSuffix(" %")
        self.share.setAccessibleName("Share for training")
        self.share.lineEdit().setTextMargins(GRID, 0, 0, 0)
        self.pictures, self.picture_kind = QCheckBox("Frames of videos as pictures, too"), ComboBox()
        self.picture_kind.addItems(list(PICTURES.values()))
        self.folder = PathField("Folder of the pictures", choose_folder, file.parent / "images")
        self.range, self.video = QLineEdit(), ComboBox()
        self.range.setPlaceholderText("all, or 100:200, or 3.5s:10s")
        self.range.setToolTip(HOW[0].upper() + HOW[1:])
        self.video.addItems(["All videos", *(one.name for one in films)])
        self._of_videos = bool(films)
        self._lay_out_fields()
        self._connect()
        self._format_chosen()

    def _lay_out_fields(self) -> None:
        self._split_row = _row(self.split, self.share)
        self._picture_row = _row(self.pictures, self.picture_kind)
        self._range_row = _row(self.video, self.range, stretch=1)
        self._range_title = label("Frames of videos", "heading")
        for one in (
            label("Format", "heading"), self.format, self.file, self._range_title, self._range_row, self.proposals,
            self.scores, self.reviewed_only, self.empty_frames, self._split_row, self._picture_row, self.folder,
        ):  # fmt: skip
            self.fields_layout.addWidget(one)
        self.video.setVisible(self.video.count() > 2)
        for one in (self._range_title, self._range_row):
            one.setVisible(self._of_videos)

    def _connect(self) -> None:
        self.format.currentIndexChanged.connect(self._renamed)
        for box in (self.proposals, self.split, self.pictures):
            box.toggled.connect(self._format_chosen)
        for field in (self.file, self.folder):
            field.changed.connect(self._check)
        self.range.textChanged.connect(self._check)
        self.act.clicked.connect(self._start)

    @property
    def kind(self) -> Format:
        """The format that is chosen."""
        return self.formats[self.format.currentIndex()]

    def show_range(self, film: str, first: int, last: int) -> None:
        """Export these frames of a video unless a person says otherwise."""
        self.range.setText(f"{first}:{last}")
        self.video.setCurrentText(film)

    def _choose(self, parent: QWidget, start: str) -> str:
        if self.kind.folder:
            return choose_folder(parent, start)
        return choose_save(f"{self.kind.label} ({self.kind.pattern})")(parent, start)

    def _renamed(self) -> None:
        """Another format is another file."""
        path = self.file.path
        self.file.edit.setText(str(path.with_name(_stem(path) + _ending(self.kind))))
        self._format_chosen()

    def _format_chosen(self) -> None:
        knows = self.kind.options
        self.file.title.setText("Folder" if self.kind.folder else "File")
        self.scores.setVisible("scores" in knows)
        self.scores.setEnabled(self.proposals.isChecked())
        self.reviewed_only.setVisible("reviewed_only" in knows)
        self.empty_frames.setVisible("empty_frames" in knows)
        self._split_row.setVisible("split" in knows)
        self.share.setEnabled(self.split.isChecked())
        self._picture_row.setVisible("pictures" in knows and self._of_videos)
        self.picture_kind.setEnabled(self.pictures.isChecked())
        self.folder.setVisible(self._writes_pictures)
        self._check()

    @property
    def _writes_pictures(self) -> bool:
        return "pictures" in self.kind.options and self._of_videos and self.pictures.isChecked()

    def choices(self) -> Choices:
        """What the fields say."""
        split = self.split.isChecked() and "split" in self.kind.options
        return Choices(
            proposals=self.proposals.isChecked(),
            scores=self.scores.isChecked(),
            reviewed_only=self.reviewed_only.isChecked(),
            empty_frames=self.empty_frames.isChecked(),
            split=self.share.value() / 100 if split else None,
            pictures="png" if self.picture_kind.currentIndex() else "jpg",
        )

    def _range(self) -> Range | None:
        text = self.range.text().strip()
        return Range.parse(text) if text and self._of_videos else None

    def _check(self) -> None:
        wrong = ""
        try:
            self._range()
        except BadInput as error:
            wrong = str(error)
        self.say("warning", wrong)
        self.allow(not (wrong or self.file.empty or (self._writes_pictures and self.folder.empty)))

    def _start(self) -> None:
        path = self.file.path
        wish = Wish(
            file=path if path.suffix or self.kind.folder else path.with_suffix(self.kind.pattern[1:]),
            kind=self.kind,
            choices=self.choices(),
            range=self._range(),
            video=self.video.currentText() if self.video.currentIndex() else None,
            frames=self.folder.path if self._writes_pictures else None,
            threshold=self._threshold,
        )
        self._export(wish)

    def succeeded(self, wish: Wish, report: Report) -> None:
        """The file is there."""
        if wish.kind.read is None:
            are = "is" if report.frames == 1 else "are"
            said = f"{counted(report.frames, 'frame')} with {counted(report.instances)} {are} drawn."
        else:
            equal = report.instances - report.unlike
            read = "reads" if equal == 1 else "read"
            said = f"{counted(equal)} on {counted(report.frames, 'frame')} {read} back equal to the canvas."
        if report.unlike:
            differ = "differs" if report.unlike == 1 else "differ"
            overlaps = "pixels of masks that overlap went to the upper one; " if "mots" in wish.kind.name else ""
            said += f" {report.unlike:,} {differ}: {overlaps}listed below."
        if missing := report.count("skipped"):
            said += f" {missing:,} could not be written and {'is' if missing == 1 else 'are'} missing."
        names = " and ".join(report.files)
        level = "warning" if report.unlike or missing else "good"
        self.show_report(level, f"{names} {'is' if len(report.files) == 1 else 'are'} written. {said}", report)


def _row(*widgets: QWidget, stretch: int = 0) -> QWidget:
    """Side by side; the widget at `stretch` has the room."""
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(GRID)
    for place, one in enumerate(widgets):
        layout.addWidget(one, int(place == stretch))
    return row


def _ending(kind: Format) -> str:
    """What the name of a file ends with, or of a folder: another for each, so that none is written over another."""
    suffix = kind.pattern[1:]
    return suffix if suffix and format_to(Path(f"a{suffix}")) is kind else f"-{kind.name}{suffix}"


def _stem(path: Path) -> str:
    """The name without what a format has put behind it."""
    endings = sorted({_ending(one) for one in FORMATS.values()}, key=len, reverse=True)
    return next((path.name.removesuffix(one) for one in endings if path.name.endswith(one)), path.stem)
