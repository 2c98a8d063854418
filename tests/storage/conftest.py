"""A project on a real disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.core.frames import FrameKey
from annotator.storage import Project
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
