"""What of a frame's instances is on the screen."""

from collections.abc import Mapping
from dataclasses import dataclass

from annotator.core.annotations import Instance, State, shown

DEFAULT_THRESHOLD = 0.5


@dataclass(frozen=True, slots=True)
class Showing:
    """What a person has chosen to see."""

    threshold: float = DEFAULT_THRESHOLD
    """Proposals with a score under it are ghosts: 0..1."""
    rejected: bool = False
    """Whether rejected instances are on the screen too, where they can be accepted after all."""
    hidden: frozenset[int] = frozenset()
    """Those of any frame that were put out of sight; a state of this session and of nothing else."""

    def shown_of(self, instances: Mapping[int, Instance]) -> dict[int, Instance]:
        """Those that are on the screen."""
        if self.rejected or self.hidden:
            return {id: one for id, one in instances.items() if self.shows(one)}
        threshold, drawn = self.threshold, State.DRAWN
        return {id: one for id, one in instances.items()
                if (one.state is drawn and one.presence is None) or shown(one, threshold)}  # fmt: skip

    def lists(self, one: Instance) -> bool:
        """Whether an instance has a place in the list of the frame's instances, hidden or not."""
        return shown(one, self.threshold) or (self.rejected and one.state is State.REJECTED)

    def shows(self, one: Instance) -> bool:
        """Whether an instance is on the screen."""
        return one.id not in self.hidden and self.lists(one)
