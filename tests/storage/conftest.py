"""A project on a real disk."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from annotator.core.frames import FrameKey
from annotator.storage import Project, connection
from tests.storage.disk import Connection, Disk, RecordingVfs
from tests.storage.script import new_project

FIRST, SECOND, THIRD = FrameKey(1), FrameKey(2), FrameKey(3)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The file of a project with three frames and two categories, closed."""
    (tmp_path / "pictures").mkdir()
    path = tmp_path / "cells.annotator"
    new_project(path).close()
    return path


@pytest.fixture
def project(path: Path) -> Iterator[Project]:
    """The same, open for writing."""
    with Project.open(path) as project:
        yield project


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """The disk that every project opened from now on lies on; no backups, so that nothing else is written."""
    disk = Disk()
    vfs = RecordingVfs("recording", disk)
    monkeypatch.setattr(connection, "connect", lambda path, read_only: Connection(path, "recording"))
    no_backup = SimpleNamespace(before_change=lambda: None, at_close=lambda: None)
    monkeypatch.setattr("annotator.storage.project.DailyBackup", lambda path: no_backup)
    yield disk
    vfs.unregister()
