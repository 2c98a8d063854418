"""How much memory decoded pictures and frames may take in this process."""

from dataclasses import dataclass

USUAL_MB = 1300


@dataclass(slots=True)
class Allowance:
    """A whole that a person may change at any time, and its shares, bytes; it holds from the next picture on."""

    total: int = USUAL_MB * 10**6

    @property
    def pictures(self) -> int:
        """Decoded pictures."""
        return self.total * 3 // 10

    @property
    def pyramids(self) -> int:
        """Their smaller copies, for the screen."""
        return self.total * 3 // 10

    @property
    def frames(self) -> int:
        """Decoded frames of the videos that are looked at."""
        return self.total * 4 // 10


ALLOWANCE = Allowance()
