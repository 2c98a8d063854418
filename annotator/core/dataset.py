"""A data set as formats read and write it, and what an import has to say about it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from annotator.core.annotations import Instance
from annotator.core.categories import Category
from annotator.core.films import Film
from annotator.core.frames import Frame
from annotator.core.tracks import Track


class LabelledFrame(NamedTuple):
    """A frame and what is on it."""

    frame: Frame
    instances: Sequence[Instance]


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """Categories and frames; `frames` may be a stream that is read once. `header` is JSON kept verbatim."""

    categories: Sequence[Category]
    frames: Iterable[LabelledFrame]
    header: bytes = b""
    """Unknown top-level fields of an imported COCO file (`info`, `licenses`, ...), a JSON object."""
    tracks: Sequence[Track] = ()
    """Of all videos: what the `track` of an instance is the number of."""
    films: Sequence[Film] = ()
    """The videos that frames are of."""
    pixels: Callable[[Frame], NDArray[np.uint8]] | None = None
    """The picture of a frame, (height, width, 3) RGB, where a format shows it; ImageUnreadable."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that an import or an export has to say: what it was, where, and what was done."""

    kind: Literal["repaired", "skipped", "noted"]
    where: str
    text: str


@dataclass(slots=True)
class Report:
    """Everything that an import or export found, in order."""

    findings: list[Finding] = field(default_factory=list)
    frames: int = 0
    instances: int = 0
    unlike: int = 0
    """Of an export: how many of the instances are not in the file as they are on the canvas; each is a finding, too."""
    files: list[str] = field(default_factory=list)
    """Of an export: the names of what was written."""

    def add(self, kind: Literal["repaired", "skipped", "noted"], where: str, text: str) -> None:
        """Note one finding."""
        self.findings.append(Finding(kind, where, text))

    def count(self, kind: str) -> int:
        """How many findings are of this kind."""
        return sum(finding.kind == kind for finding in self.findings)
