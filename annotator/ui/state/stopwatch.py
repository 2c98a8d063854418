"""How long a person has looked and worked: stamped onto the instances that an edit changes."""

from collections.abc import Callable
from dataclasses import replace

from annotator.core.annotations import Edit, Instance

AWAY_AFTER_S = 60.0
"""A longer pause is counted as this much: nobody was there."""


class Stopwatch:
    """Runs from the moment a frame is on the screen."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self.restart()

    def restart(self) -> None:
        """A new frame is on the screen."""
        self._shown_at = self._last_edit = self._now()

    def stamped(self, edit: Edit) -> Edit:
        """The edit with the time since the last one shared among the instances that it changes."""
        now = self._now()
        passed = max(0.0, now - self._last_edit)  # clocks are set back now and then
        each = min(passed, AWAY_AFTER_S) / max(1, len(edit.after))
        self._last_edit = now
        return replace(edit, after={id: self._with_time(one, each) for id, one in edit.after.items()})

    def _with_time(self, one: Instance, seconds: float) -> Instance:
        return replace(one, first_seen=one.first_seen or self._shown_at, seconds=one.seconds + seconds)
