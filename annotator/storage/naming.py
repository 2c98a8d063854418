"""What project files are called."""

from pathlib import Path

SUFFIX = ".annotator"


def project_path(path: Path) -> Path:
    """The project file that a name means; the ending may be left out."""
    return path if path.suffix == SUFFIX else path.with_name(path.name + SUFFIX)
