"""The window killed at any moment: every change that was on its screen is in the project."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from annotator.core.frames import FrameKey
from annotator.storage import Project
from tests.storage.script import assert_sound

REPOSITORY = Path(__file__).parent.parent.parent

WORK = """
import sys
from itertools import count
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from annotator.core.annotations import added
from annotator.ui.commands import judging
from annotator.ui.main_window import MainWindow
from annotator.ui.preferences import Preferences
from annotator.ui.theme import Theme
from tests.conftest import instance, square

app = QApplication([])
window = MainWindow(Theme(app, "light"), Preferences())
window.show()
window.open_path(Path(sys.argv[1]))
document, timer, numbers = window.document, QTimer(), count(1)

def change():
    if document.frame is None:
        return
    number = next(numbers)
    if number % 7 == 6:
        document.next_frame()
    elif number % 5 == 4:
        judging.relabel(document, document.instances, 2 if number % 2 else 1)
    else:
        id = document.project.new_id()
        document.apply(added("Draw", document.frame.key, instance(id, square(id % 90, id % 70))))
    print(document.frame.key, *sorted(document.instances), flush=True)

timer.timeout.connect(change)
timer.start(0)
app.exec()
"""


def on_screen(lines: list[str]) -> dict[int, list[int]]:
    """What each frame last had on the screen; of the last line only what was written whole."""
    whole = [[int(word) for word in line.split()] for line in lines if line.endswith("\n")]
    return {key: ids for key, *ids in whole}


def kill_windows(path: Path, kills: int) -> None:
    dice = random.Random(1)
    for _ in range(kills):
        child = subprocess.Popen([sys.executable, "-c", WORK, path], stdout=subprocess.PIPE, text=True, cwd=REPOSITORY)
        with child:
            assert child.stdout is not None
            lines = [child.stdout.readline() for _ in range(dice.randint(1, 20))]
            time.sleep(dice.uniform(0, 0.05))
            child.kill()
            lines += child.stdout.readlines()
        seen = on_screen(lines)
        with Project.open(path) as project:
            for key, ids in seen.items():
                stored = project.instances(FrameKey(key)).keys()
                assert stored >= set(ids), f"{set(ids) - stored} was on the screen and is lost"
                assert len(stored - set(ids)) <= 1, "no more than the change under way can be on the disk already"
    assert_sound(path)


def test_windows_that_are_killed_lose_nothing_that_was_on_the_screen(project_file: Path) -> None:
    kill_windows(project_file, kills=3)


@pytest.mark.long
def test_fifty_windows_that_are_killed_lose_nothing_that_was_on_the_screen(project_file: Path) -> None:
    kill_windows(project_file, kills=50)
