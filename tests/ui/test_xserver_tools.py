"""Every kind of tool with real mouse and keys on a real X server: one window, one picture, one tool after the other."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from PIL import Image

from annotator.core.annotations import Instance
from annotator.core.geometry import area, box_xyxy
from annotator.core.raster import parts_mask
from annotator.storage import NewFrame, Project
from tests.ui.person import NEEDS_X_SERVER, Person, eventually, instances

pytestmark = NEEDS_X_SERVER

WIDTH, HEIGHT = 400, 300
MIDDLE, RADIUS = (330, 220), 50
CORNERS = [(500, 350), (650, 350), (650, 480)]
"""On the screen, in the left part of the picture; the disc is in the right one."""


def disc() -> np.ndarray:
    y, x = np.mgrid[:HEIGHT, :WIDTH] + 0.5
    inside: np.ndarray = np.hypot(x - MIDDLE[0], y - MIDDLE[1]) <= RADIUS
    return inside


def on_circle(turn: float, radii: float = 1.0) -> tuple[float, float]:
    return MIDDLE[0] + radii * RADIUS * np.cos(turn), MIDDLE[1] + radii * RADIUS * np.sin(turn)


def overlap(one: Instance) -> float:
    """Of an instance with the disc: intersection over union."""
    covered = parts_mask(one.parts, WIDTH, HEIGHT)
    return float((covered & disc()).sum() / (covered | disc()).sum())


@pytest.fixture
def project_file(tmp_path: Path) -> Path:
    """One picture of a bright disc on dark ground."""
    pixels = np.where(disc()[..., None], np.uint8([230, 220, 210]), np.uint8([40, 45, 60]))
    Image.fromarray(pixels).save(tmp_path / "a.png")
    with Project.create(tmp_path / "disc.annotator") as project:
        project.new_category("disc")
        project.add_frames([NewFrame(project.add_root(tmp_path), "a.png", WIDTH, HEIGHT)])
        return project.path


class Screen(NamedTuple):
    """Where the picture lies on the screen, as the first outline tells."""

    left: float
    top: float
    scale: float

    def at(self, x: float, y: float) -> tuple[int, int]:
        return round(self.left + x * self.scale), round(self.top + y * self.scale)


class Work:
    """A person at work on a picture."""

    def __init__(self, someone: Person, path: Path) -> None:
        self.someone, self._path = someone, path
        self.now: list[Instance] = []

    def with_tool(self, key: str, *clicks: tuple[int, int]) -> None:
        self.someone.key(key)
        for place in clicks:
            self.someone.click(*place)

    def changes(self, count: int = 1) -> list[Instance]:
        """What the project file holds once it holds something else, and so many."""

        def changed() -> bool:
            found = instances(self._path)
            if found == self.now or len(found) != count:
                return False
            self.now = found
            return True

        eventually(changed)
        return self.now


def with_the_magnet(work: Work, screen: Screen) -> None:
    """A new outline along the disc, and a spoilt stretch of it again."""
    work.with_tool("m", *(screen.at(*on_circle(turn)) for turn in np.arange(4) * np.pi / 2))
    work.someone.key("Return")
    along = max(work.changes(3), key=lambda one: one.id)
    assert overlap(along) > 0.95

    corner = along.parts[0].outer[np.hypot(*(along.parts[0].outer - on_circle(0.8)).T).argmin()]
    work.someone.key("c")
    work.someone.drag(screen.at(*corner), screen.at(*on_circle(0.8, 1.4)))
    spoilt = max(work.changes(3), key=lambda one: one.id)
    assert overlap(spoilt) < overlap(along) - 0.01
    work.with_tool("m", screen.at(*on_circle(0.1)), screen.at(*on_circle(1.4)))
    retraced = max(work.changes(3), key=lambda one: one.id)
    assert retraced.id == along.id
    assert overlap(retraced) > overlap(along) - 0.005


def test_one_tool_after_the_other_and_back_again(person: Callable[[Path], Person], project_file: Path):
    someone = person(project_file)
    someone.sees("disc - Annotator")
    work = Work(someone, project_file)

    work.with_tool("p", *CORNERS[:2])
    work.with_tool("b")  # a slip
    work.with_tool("p", CORNERS[2], CORNERS[0])
    [polygon] = work.changes()
    x0, y0, x1, y1 = box_xyxy(polygon.rings)
    scale = (CORNERS[1][0] - CORNERS[0][0]) / (x1 - x0)
    screen = Screen(CORNERS[0][0] - x0 * scale, CORNERS[0][1] - y0 * scale, scale)

    someone.key("c")
    someone.drag(CORNERS[2], (650, 530))
    [moved] = work.changes()
    assert box_xyxy(moved.rings)[3] - y1 == pytest.approx(50 / scale, abs=1.5)

    work.with_tool("l", (530, 350), (530, 320), (600, 320), (600, 350))
    [redrawn] = work.changes()
    assert area(redrawn.parts) - area(moved.parts) == pytest.approx(70 * 30 / scale**2, rel=0.1)

    someone.key("n")
    someone.drag((620, 400), (540, 540))
    [painted] = work.changes()
    before, after = (parts_mask(one.parts, WIDTH, HEIGHT) for one in (redrawn, painted))
    assert (before <= after).all()
    assert after.sum() > before.sum() + 100

    someone.key("k")
    someone.drag((620, 300), (620, 600))
    pieces = [parts_mask(one.parts, WIDTH, HEIGHT) for one in work.changes(2)]
    assert np.array_equal(pieces[0] ^ pieces[1], after)

    with_the_magnet(work, screen)

    for left in (3, 3, 2, 1, 1, 1, 1, 0):
        someone.key("ctrl+z")
        work.changes(left)
    assert someone.leave() == 0
