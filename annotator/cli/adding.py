"""The pictures and videos that a command is given."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from annotator.core.errors import BadInput
from annotator.exchange import adding
from annotator.exchange.adding import Sampled, silent
from annotator.storage import Project

Failures = list[tuple[str, str]]
"""What failed and the sentence that says why."""


def add_media(project: Project, paths: Iterable[Path], sampled: Sampled | None = None) -> Failures:
    """Add folders, pictures and videos; those that cannot be read, or not to their end, are returned."""
    failures: Failures = []
    for path in paths:
        folder = path if path.is_dir() else path.parent
        report = adding.add_media(project, path, silent, sampled)
        failures += [(str(folder / one.where), one.text) for one in report.findings]
    return failures


def check_there(paths: Iterable[Path]) -> None:
    """BadInput for the first path that does not exist."""
    for path in paths:
        if not path.exists():
            raise BadInput(f"There is no file or folder {path}.")
