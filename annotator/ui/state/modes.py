"""How tools work: chosen by a person, remembered between sessions."""

from __future__ import annotations

from dataclasses import asdict, fields, replace

from PySide6.QtCore import QObject, Signal

from annotator.core.modes import Modes
from annotator.ui.preferences import Preferences


class ModeSettings(QObject):
    """The modes that hold now."""

    changed = Signal(object)  # Modes

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.now = _read(preferences.get("modes", {}))

    def put(self, modes: Modes) -> None:
        """Work like this from now on."""
        if modes != self.now:
            self.now = modes
            self._preferences.put("modes", asdict(modes))
            self.changed.emit(modes)

    def toggle(self, name: str) -> None:
        """Turn one of them on or off."""
        self.put(replace(self.now, **{name: not getattr(self.now, name)}))


def _read(kept: dict[str, object]) -> Modes:
    """What was kept, as far as it makes sense."""
    ready = Modes()
    known = {
        one.name: kept[one.name] for one in fields(Modes) if type(kept.get(one.name)) is type(getattr(ready, one.name))
    }
    return replace(ready, **known)  # type: ignore[arg-type]
