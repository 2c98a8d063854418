"""Export to COCO: what, where, and the proof that it reads back as it was."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QSpinBox

from annotator.core.dataset import Report
from annotator.formats.coco import Choices, split_name
from annotator.ui.dialogs.sheet import PathField, Sheet, choose_save
from annotator.ui.theme import GRID

KIND = "COCO (*.json)"


class ExportSheet(Sheet):
    """`export` is called with the file and the choices."""

    def __init__(self, file: Path, threshold: float, export: Callable[[Path, Choices], object]) -> None:
        super().__init__("Export COCO", "Export")
        self._export = export
        self.file = PathField("File", choose_save(KIND), file)
        self.proposals = QCheckBox(f"Proposals, too (those at or above {threshold:.2f})")
        self.reviewed_only = QCheckBox("Only reviewed frames")
        self.empty_frames = QCheckBox("Frames without instances, too")
        self.empty_frames.setChecked(True)
        self.scores = QCheckBox("Scores of proposals")
        self.scores.setChecked(True)
        self.scores.setEnabled(False)
        self.split = QCheckBox("Split for training, of all frames")
        self.share = QSpinBox()
        self.share.setRange(50, 99)
        self.share.setValue(90)
        self.share.setSuffix(" %")
        self.share.lineEdit().setTextMargins(GRID, 0, 0, 0)
        self.share.setEnabled(False)
        self.proposals.toggled.connect(self.scores.setEnabled)
        self.split.toggled.connect(self.share.setEnabled)
        self.file.changed.connect(self._check)
        split = QHBoxLayout()
        split.setSpacing(GRID)
        split.addWidget(self.split, 1)
        split.addWidget(self.share)
        self.fields_layout.addWidget(self.file)
        for one in (self.proposals, self.scores, self.reviewed_only, self.empty_frames):
            self.fields_layout.addWidget(one)
        self.fields_layout.addLayout(split)
        self.act.clicked.connect(self._start)

    def choices(self) -> Choices:
        """What the fields say."""
        return Choices(
            proposals=self.proposals.isChecked(),
            scores=self.scores.isChecked(),
            reviewed_only=self.reviewed_only.isChecked(),
            empty_frames=self.empty_frames.isChecked(),
            split=self.share.value() / 100 if self.split.isChecked() else None,
        )

    def _check(self) -> None:
        self.act.setEnabled(not self.file.empty)

    def _start(self) -> None:
        path = self.file.path
        self._export(path if path.suffix else path.with_suffix(".json"), self.choices())

    def succeeded(self, file: Path, report: Report) -> None:
        """The file is there."""
        differences = [one for one in report.findings if "reads back unlike" in one.text]
        names = file.name
        if self.split.isChecked():
            names = " and ".join(split_name(file, part).name for part in ("train", "val"))
        equal = report.instances - len(differences)
        proof = f"{equal:,} instances on {report.frames:,} frames read back equal to the canvas."
        if differences:
            proof += f" {len(differences):,} differ and are listed below."
        if missing := report.count("skipped"):
            proof += f" {missing:,} could not be read and are missing."
        self.show_report("warning" if differences or missing else "good", f"{names} is written. {proof}", report)
