"""A real window over real projects and pictures."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

from annotator.core.annotations import Instance, added
from annotator.storage import NewFrame, Project
from annotator.ui.main_window import MainWindow
from annotator.ui.preferences import Preferences
from annotator.ui.state.document import Document
from annotator.ui.theme import Theme
from tests import xvfb
from tests.conftest import instance, proposal, square
from tests.ui.bright_model import LOADER
from tests.ui.person import Person

WIDTH, HEIGHT = 200, 150
PATCHES = ((20, 20, 250), (100, 30, 200), (60, 90, 60))
"""x, y, brightness of what is painted: scores 0.98, 0.78 and 0.24."""


def paint(file: Path) -> Path:
    """A black picture with three bright squares of 30 pixels."""
    pixels = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    for x, y, level in PATCHES:
        pixels[y : y + 30, x : x + 30] = level
    Image.fromarray(pixels).save(file)
    return file


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder of three pictures."""
    folder = tmp_path / "cells"
    folder.mkdir()
    for name in ("a.png", "b.png", "c.png"):
        paint(folder / name)
    return folder


def mixed() -> list[Instance]:
    """Two that a person drew and three proposals, one of them under the usual threshold."""
    drawn = [instance(1, square(10, 10, 30)), instance(2, square(60, 10, 30))]
    scores = {3: 0.95, 4: 0.7, 5: 0.2}
    return drawn + [proposal(id, score, square(10 + 40 * (id - 3), 60, 30)) for id, score in scores.items()]


@pytest.fixture
def project_file(tmp_path: Path, pictures: Path) -> Path:
    """A project of the three pictures, a category, and instances on the first."""
    path = tmp_path / "cells.annotator"
    with Project.create(path) as project:
        project.new_category("nucleus")
        project.new_category("debris")
        root = project.add_root(pictures)
        keys = project.add_frames(NewFrame(root, name, WIDTH, HEIGHT) for name in ("a.png", "b.png", "c.png"))
        project.commit(added("Draw", keys[0], *mixed()))
    return path


@pytest.fixture
def document(qapp: QApplication, project_file: Path) -> Iterator[Document]:
    """The project, open."""
    made = Document()
    made.open(Project.open(project_file))
    yield made
    made.close()


@pytest.fixture
def sayings(document: Document) -> list[tuple[str, str]]:
    """What the document says."""
    heard: list[tuple[str, str]] = []
    document.said.connect(lambda level, sentence: heard.append((level, sentence)))
    return heard


@pytest.fixture
def window(qtbot, qapp: QApplication) -> Iterator[MainWindow]:
    """The whole window, with nothing open."""
    made = MainWindow(Theme(qapp, "light"), Preferences(), LOADER)
    made.resize(1280, 800)
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.stop()
    made.close()
    made.deleteLater()


@pytest.fixture
def opened(qtbot, window: MainWindow, project_file: Path) -> MainWindow:
    """The window over the project, with its first picture on the screen."""
    window.open_path(project_file)
    wait_for_picture(qtbot, window)
    return window


def wait_for_picture(qtbot, window: MainWindow) -> None:
    """Until the document's frame is on the canvas."""
    qtbot.waitUntil(lambda: window.canvas.ready, timeout=10_000)


@pytest.fixture
def until(qtbot) -> Callable[[Callable[[], bool]], None]:
    """Wait for something, at most ten seconds."""
    return lambda true: qtbot.waitUntil(true, timeout=10_000)


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    """A virtual screen without a window manager."""
    with xvfb.virtual_screen() as name:
        yield name


@pytest.fixture
def person(display: str) -> Iterator[Callable[[Path], Person]]:
    """Sits a person down before a window on a path; at the end the window is closed whatever it does."""
    there: list[Person] = []

    def sits_down(path: Path) -> Person:
        there.append(Person(display, path))
        return there[-1]

    yield sits_down
    for one in there:
        one.end()
