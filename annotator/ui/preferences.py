"""What the program remembers of a person between sessions: a small JSON file in the user's config folder."""

import json
import logging
from pathlib import Path
from typing import Any

import platformdirs

RECENT_AT_MOST = 12

_log = logging.getLogger(__name__)


class Preferences:
    """Theme, model, window layout and recent projects. What cannot be read or written is let go."""

    def __init__(self, file: Path | None = None) -> None:
        self._file = file or Path(platformdirs.user_config_dir("annotator", appauthor=False)) / "preferences.json"
        self._values = self._read()

    def get(self, name: str, default: Any) -> Any:
        """The value kept under this name, if it is of the default's type."""
        value = self._values.get(name, default)
        return value if default is None or isinstance(value, type(default)) else default

    def put(self, name: str, value: Any) -> None:
        """Keep a JSON value."""
        if self._values.get(name) != value:
            self._values[name] = value
            self._write()

    def recent(self) -> list[Path]:
        """The projects opened last, newest first, missing ones too."""
        return [Path(one) for one in self.get("recent", []) if isinstance(one, str)]

    def opened(self, project: Path) -> None:
        """A project was opened."""
        others = [str(one) for one in self.recent() if one != project]
        self.put("recent", [str(project), *others][:RECENT_AT_MOST])

    def forget(self, project: Path) -> None:
        """Take a project off the list of recent ones."""
        self.put("recent", [str(one) for one in self.recent() if one != project])

    def _read(self) -> dict[str, Any]:
        try:
            values = json.loads(self._file.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            _log.warning("preferences are not readable and start anew: %s", error)
            return {}
        return values if isinstance(values, dict) else {}

    def _write(self) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._file.with_suffix(".new")
            fresh.write_text(json.dumps(self._values, indent=1), "utf-8")
            fresh.replace(self._file)
        except OSError as error:
            _log.warning("preferences are not writable: %s", error)
