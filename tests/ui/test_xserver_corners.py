"""An outline corrected with real mouse and keys on a real X server: a corner dragged, walked to, nudged, deleted."""

from pathlib import Path

import numpy as np
import pytest

from tests.ui.person import NEEDS_X_SERVER, eventually, frames, instances

pytestmark = NEEDS_X_SERVER
CLICKS = ((500, 350), (650, 350), (650, 480), (500, 480))


def test_an_outline_is_corrected_by_mouse_and_by_keys_alone(person, pictures: Path, tmp_path: Path):
    project = tmp_path / "cells.annotator"
    someone = person(pictures)
    someone.press_until("Return", project.exists)
    eventually(lambda: frames(project) == 3)
    someone.sees("cells - Annotator")
    someone.key("p")
    for corner in (*CLICKS, CLICKS[0]):
        someone.click(*corner)
    eventually(lambda: len(instances(project)) == 1)

    def outer() -> np.ndarray:
        return instances(project)[0].parts[0].outer

    before = outer()
    to_screen = 150 / (before[1, 0] - before[0, 0])
    someone.key("c")
    someone.drag(CLICKS[2], (690, 520))
    eventually(lambda: not np.array_equal(outer(), before))
    assert ((outer() - before) * to_screen)[2] == pytest.approx([40, 40], abs=2)
    assert np.array_equal(np.delete(outer(), 2, axis=0), np.delete(before, 2, axis=0))

    dragged = outer()
    someone.key("ctrl+Right")  # the corner after the one in the hand before
    someone.key("Right", "Right", "shift+Down")
    eventually(lambda: np.allclose(outer()[3] - dragged[3], [2, 10]))
    someone.key("ctrl+z")
    eventually(lambda: np.array_equal(outer(), dragged))

    someone.click(*CLICKS[1])
    someone.key("BackSpace")
    eventually(lambda: len(outer()) == 3)
    assert np.array_equal(outer(), np.delete(dragged, 1, axis=0))
    assert someone.leave() == 0
