"""A person before the window on a real X server, with a mouse and a keyboard, who sees the project file only."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from annotator.core.annotations import Instance, State
from annotator.core.errors import ProjectError
from annotator.storage import FrameFilter, Project
from annotator.storage.frames import Show
from tests import xvfb

NEEDS_X_SERVER = [
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
MODEL_PATIENCE_S = 900
"""The worker loads torch, perhaps beside other work."""

Spot = tuple[int, int]
"""A pixel of the screen, x and y."""


class Person:
    """Has a mouse and a keyboard, sees the window, and can look into the project file from outside."""

    def __init__(self, display: str, path: Path) -> None:
        self._env = os.environ | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(REPOSITORY)}
        self._process = subprocess.Popen([sys.executable, "-c", START, path], env=self._env)
        window = self._do("search", "--sync", "--onlyvisible", "--name", "Annotator").split()[-1]
        self._do("windowsize", "--sync", window, "1280", "800")
        self._do("windowmove", window, "0", "0")

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

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """With the left button, in some steps as a hand does it."""
        steps = [[round(a + (b - a) * part / 5) for a, b in zip(start, end, strict=True)] for part in range(1, 6)]
        moves = [word for x, y in steps for word in ("mousemove", "--sync", str(x), str(y), "sleep", "0.05")]
        at = [str(value) for value in start]
        self._do("mousemove", "--sync", *at, "sleep", "0.2", "mousedown", "1", *moves, "mouseup", "1", "sleep", "0.1")

    def leave(self) -> int:
        self.key("ctrl+q")
        return self._process.wait(PATIENCE_S)

    def end(self) -> None:
        self._process.kill()
        self._process.wait(PATIENCE_S)


def eventually(true: Callable[[], object], patience_s: float = PATIENCE_S) -> None:
    """Wait for something."""
    until = time.monotonic() + patience_s
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.1)


def instances(project: Path, frame: int = 0) -> list[Instance]:
    """What the project file holds on a frame, read while the window has it open."""
    with suppress(ProjectError), Project.open(project, read_only=True) as seen:
        key = seen.frame_at(frame)
        return list(seen.instances(key).values()) if key else []
    return []


def frames(project: Path, show: Show = "all") -> int:
    """How many frames the project file has, or how many of a kind."""
    with suppress(ProjectError), Project.open(project, read_only=True) as seen:
        return seen.frame_count(FrameFilter(show))
    return 0


def of_state(project: Path, state: State, frame: int = 0) -> list[Instance]:
    """What the project file holds on a frame in this state."""
    return [one for one in instances(project, frame) if one.state is state]


def screen_places(someone: Person, project: Path, frame: int = 0) -> Callable[[np.ndarray], Spot]:
    """Where a point of the picture is on the screen: three clicks of an outline say it, and are undone."""
    clicks = np.array([(450, 250), (600, 250), (600, 400)])
    there = {one.id for one in instances(project, frame)}
    someone.key("p")
    for x, y in (*clicks, clicks[0]):
        someone.click(x, y)
    eventually(lambda: len(instances(project, frame)) == len(there) + 1)
    [drawn] = [one for one in instances(project, frame) if one.id not in there]
    someone.key("ctrl+z")
    eventually(lambda: len(instances(project, frame)) == len(there))
    corners = drawn.parts[0].outer
    scale = 150 / (corners[1, 0] - corners[0, 0])
    start = clicks[0] - corners[0] * scale

    def on_screen(point: np.ndarray) -> Spot:
        x, y = np.rint(start + point * scale)
        return int(x), int(y)

    assert [on_screen(corner) for corner in corners] == [tuple(spot) for spot in clicks.tolist()]
    return on_screen
