"""How much is asked of a device at once, and what to try when its memory runs out."""

from __future__ import annotations

from dataclasses import dataclass, replace

SMALLEST_SCALE = 0.5
_SHRINK = 0.7


@dataclass(frozen=True, slots=True)
class Effort:
    """Pictures in a batch and the scale of the network's input, on a device."""

    device: str
    batch: int
    scale: float = 1.0

    def less(self) -> Effort | None:
        """What to try next: half the batch, then a smaller input, then the CPU; None when nothing is left."""
        if self.batch > 1:
            return replace(self, batch=self.batch // 2)
        if self.scale > SMALLEST_SCALE:
            return replace(self, scale=max(self.scale * _SHRINK, SMALLEST_SCALE))
        return None if self.device == "cpu" else Effort("cpu", 1)

    def compared_with(self, full: Effort) -> str:
        """What is less than in `full`, for a sentence."""
        if self.device != full.device:
            return "on the CPU"
        if self.scale < full.scale:
            return "with a smaller input, so that small objects may be missed"
        return "with fewer pictures at a time"


def full_effort(device: str) -> Effort:
    """What a job begins with: one picture at a time on a CPU, which gains nothing from batches."""
    return Effort(device, 1 if device == "cpu" else 8)
