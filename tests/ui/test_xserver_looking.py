"""How the picture is shown, with real keys on a real X server."""

from pathlib import Path

from annotator.core.adjustment import Adjustment
from annotator.core.frames import FrameKey
from annotator.storage import Project
from tests.ui.person import NEEDS_X_SERVER, eventually

pytestmark = NEEDS_X_SERVER


def adjustment(project: Path, frame: int) -> Adjustment:
    with Project.open(project, read_only=True) as seen:
        return seen.adjustment(FrameKey(frame))


def test_a_frame_is_adjusted_by_keys_alone(person, project_file: Path):
    someone = person(project_file)
    someone.sees("cells - Annotator")
    someone.key("shift+v")
    someone.key("Right", "Right", "Right", "Tab", "Left")
    wanted = Adjustment(brightness=0.03, contrast=-0.01)
    eventually(lambda: adjustment(project_file, 1) == wanted)
    someone.key("Escape", "d", "shift+v", "Left")
    eventually(lambda: adjustment(project_file, 2) == Adjustment(brightness=-0.01))
    someone.key("Escape", "a", "alt+v")
    eventually(lambda: adjustment(project_file, 1) == Adjustment())
    assert someone.leave() == 0
