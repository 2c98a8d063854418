"""What formats of videos say of what they cannot write."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from annotator.core.dataset import Report
from annotator.core.errors import ExportFailed
from annotator.core.frames import Frame


@dataclass(slots=True)
class PicturesLeftOut:
    """Counts the pictures that are no frames of a video."""

    count: int = 0
    first: str = ""

    def add(self, frame: Frame) -> None:
        """One more."""
        self.count += 1
        self.first = self.first or frame.path

    def report(self, report: Report) -> None:
        """Say so."""
        if self.count:
            those = "1 picture is no frame" if self.count == 1 else f"{self.count:,} pictures are no frames"
            report.add("noted", self.first, f"{those} of a video, which is all that this format has: left out")


def not_written(file: Path, error: OSError) -> ExportFailed:
    """The error whose sentence says that nothing has changed."""
    return ExportFailed(
        f"{file} was not written: {error.strerror or error}. What was there before is unchanged; choose another place, "
        "or make room, and export again."
    )
