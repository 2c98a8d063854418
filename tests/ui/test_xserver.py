"""The main job with real mouse and keys on a real X server: a folder, a polygon, undo, redo, accept, export."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from annotator.core.annotations import Instance, State
from annotator.core.errors import ProjectError
from annotator.core.geometry import box_xyxy
from annotator.storage import Project
from tests import xvfb

pytestmark = [
    pytest.mark.xserver,
    pytest.mark.skipif(bool(xvfb.missing()), reason=f"{xvfb.missing()} is not installed (Debian: xvfb xdotool)"),
]

REPOSITORY = Path(__file__).parent.parent.parent
START = """
import sys
import cv2  # sets Qt's plugin path to its own, as any user of OpenCV may have done before
from pathlib import Path
from annotator.app import run
sys.exit(run(Path(sys.argv[1])))
"""
PATIENCE_S = 60


@pytest.fixture(scope="module")
def display() -> Iterator[str]:
    with xvfb.virtual_screen() as name:
        yield name


class Person:
    """Has a mouse and a keyboard, sees the window, and can look into the project file from outside."""

    def __init__(self, display: str, path: Path) -> None:
        self._env = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(REPOSITORY)}
        self._process = subprocess.Popen([sys.executable, "-c", START, path], env=self._env)
        window = self._do("search", "--sync", "--onlyvisible", "--name", "Annotator").split()[-1]
        self._do("windowsize", "--sync", window, "1280", "800")
        self._do("windowmove", window, "0", "0")
        self._do("windowfocus", window)

    def _do(self, *words: str) -> str:
        return subprocess.run(["xdotool", *words], env=self._env, check=True, capture_output=True, text=True,
                              timeout=PATIENCE_S).stdout  # fmt: skip

    def sees(self, title: str) -> None:
        """Wait for the window to have this title, and a moment for its picture."""
        self._do("search", "--sync", "--onlyvisible", "--name", title)
        time.sleep(1.5)

    def press_until(self, key: str, true: Callable[[], object]) -> None:
        """Press a key until it has had its effect: the window may still be busy opening."""
        until = time.monotonic() + PATIENCE_S
        while not true():
            assert time.monotonic() < until, f"{key} did nothing"
            self.key(key)
            time.sleep(1)

    def key(self, *keys: str) -> None:
        self._do("key", "--delay", "60", *keys)

    def type(self, text: str) -> None:
        self._do("type", "--delay", "20", text)

    def click(self, x: int, y: int) -> None:
        self._do("mousemove", "--sync", str(x), str(y), "sleep", "0.1", "click", "1", "sleep", "0.1")

    def leave(self) -> int:
        self.key("ctrl+q")
        return self._process.wait(PATIENCE_S)

    def end(self) -> None:
        self._process.kill()
        self._process.wait(PATIENCE_S)


@pytest.fixture
def person(display: str) -> Iterator[Callable[[Path], Person]]:
    there: list[Person] = []

    def sits_down(path: Path) -> Person:
        there.append(Person(display, path))
        return there[-1]

    yield sits_down
    for one in there:
        one.end()


def eventually(true: Callable[[], object]) -> None:
    until = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


def instances(project: Path, frame: int = 0) -> list[Instance]:
    """What the project file holds, read while the window has it open."""
    with suppress(ProjectError), Project.open(project, read_only=True) as seen:
        key = seen.frame_at(frame)
        return list(seen.instances(key).values()) if key else []
    return []


def test_from_a_folder_of_pictures_to_a_coco_file(person, pictures: Path, tmp_path: Path):
    project = tmp_path / "cells.annotator"
    someone = person(pictures)
    someone.press_until("Return", project.exists)  # the sheet's primary button has the focus
    eventually(lambda: frames(project) == 3)
    someone.sees("cells - Annotator")

    someone.key("p")  # the picture lies between the files at the left and the panels at the right
    for corner in ((500, 350), (650, 350), (650, 480), (500, 350)):
        someone.click(*corner)
    eventually(lambda: len(instances(project)) == 1)
    [drawn] = instances(project)
    assert drawn.state is State.DRAWN
    x0, y0, x1, y1 = box_xyxy(drawn.rings)
    assert 0 <= x0 < x1 <= 200
    assert 0 <= y0 < y1 <= 150

    someone.key("ctrl+z")
    eventually(lambda: instances(project) == [])
    someone.key("ctrl+shift+z")
    eventually(lambda: instances(project) == [drawn])

    someone.key("f")
    eventually(lambda: reviewed(project) == 1)

    someone.key("ctrl+e")
    exported = project.with_suffix(".json")
    someone.press_until("Return", exported.exists)
    assert someone.leave() == 0
    coco = json.loads(exported.read_text())
    [annotation] = coco["annotations"]
    assert annotation["iscrowd"] == 0
    assert annotation["bbox"][2] == pytest.approx(x1 - x0, abs=2)
    assert [one["name"] for one in coco["categories"]] == ["object"]


def test_proposals_are_accepted_and_rejected_with_single_keys(person, project_file: Path):
    someone = person(project_file)
    someone.sees("cells - Annotator")
    someone.key("e")  # nothing is selected yet: go to the first proposal
    someone.key("e")
    someone.key("q")
    states = {State.DRAWN: 2, State.ACCEPTED: 1, State.REJECTED: 1, State.PROPOSED: 1}
    eventually(lambda: [one.state for one in instances(project_file)].count(State.REJECTED) == 1)
    counted = [one.state for one in instances(project_file)]
    assert {state: counted.count(state) for state in states} == states
    someone.key("d")
    someone.key("a")
    someone.key("ctrl+z")
    eventually(lambda: [one.state for one in instances(project_file)].count(State.REJECTED) == 0)
    assert someone.leave() == 0


def frames(project: Path) -> int:
    with suppress(ProjectError), Project.open(project, read_only=True) as seen:
        return seen.frame_count()
    return 0


def reviewed(project: Path) -> int:
    from annotator.storage import FrameFilter

    with suppress(ProjectError), Project.open(project, read_only=True) as seen:
        return seen.frame_count(FrameFilter("reviewed"))
    return 0
