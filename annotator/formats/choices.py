"""What of a data set is exported."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from annotator.core.annotations import HUMAN_WORK, Instance
from annotator.core.dataset import Dataset, LabelledFrame
from annotator.core.errors import ExportFailed
from annotator.core.frames import Frame
from annotator.formats.frame_names import Pictures


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a person chose in the export dialog. Rejected instances are never exported."""

    proposals: bool = False
    """Also what nobody has accepted yet."""
    reviewed_only: bool = False
    empty_frames: bool = True
    """Also frames that nothing is on."""
    split: float | None = None
    """Which share of the frames, 0..1, goes into the training file, the rest into the validation file."""
    seed: int = 0
    scores: bool = True
    """Proposals carry their score."""
    pictures: Pictures = "jpg"
    """What the frames of videos are called by."""

    def takes(self, instance: Instance) -> bool:
        """Whether an instance is exported; what has left the picture is not there."""
        if instance.presence and instance.presence.outside:
            return False
        return instance.state in HUMAN_WORK or (self.proposals and instance.untouched)


def chosen(dataset: Dataset, choices: Choices) -> Iterator[LabelledFrame]:
    """The frames to export and what of them."""
    for frame, instances in dataset.frames:
        if choices.reviewed_only and not frame.reviewed:
            continue
        taken = [one for one in instances if choices.takes(one)]
        if taken or choices.empty_frames:
            yield LabelledFrame(frame, taken)


def draw(frame: Frame, seed: int) -> int:
    """A number that a frame draws for the split: the same for all frames of a file, and in any order of frames."""
    text = f"{seed}\0{frame.root}\0{frame.path}"
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def is_training(draws: Sequence[int], share: float) -> list[bool]:
    """Which frames belong to the training file: those with the lowest draws, cut between two files as near to the
    share as can be, so that neither side is empty. ExportFailed where all frames are of one file."""
    if not draws:
        return []
    ranked = sorted(draws)
    cuts = [place for place, (one, other) in enumerate(pairwise(ranked), 1) if one != other]
    if not cuts:
        raise ExportFailed(
            "Nothing was written: all that is exported is one picture or video, and a split never parts the frames "
            "of a video. Export without a split, or more files."
        )
    first_of_validation = ranked[min(cuts, key=lambda place: abs(place - share * len(ranked)))]
    return [one < first_of_validation for one in draws]
