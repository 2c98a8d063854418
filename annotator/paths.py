"""Where the program's own files are: what ships with it, and the user's cache, data and log folders."""

from pathlib import Path

import platformdirs

_PACKAGE = Path(__file__).parent


def shipped(name: str) -> Path:
    """A shipped folder, `models` or `resources`: inside a wheel, or beside the package in a clone."""
    installed = _PACKAGE / "_shipped" / name
    return installed if installed.is_dir() else _PACKAGE.parent / name


def cache() -> Path:
    """The user's cache folder; made if it is missing."""
    return Path(platformdirs.user_cache_dir("annotator", appauthor=False, ensure_exists=True))


def log_file() -> Path:
    """The file that has the trace of every error."""
    return Path(platformdirs.user_log_dir("annotator", appauthor=False, ensure_exists=True)) / "annotator.log"
