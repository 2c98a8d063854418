"""Propagation in a real window over a real clip, with the real worker process."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator.core.annotations import Instance, Made, State, added
from annotator.storage import Project
from annotator.ui.main_window import MainWindow
from annotator.ui.preferences import Preferences
from annotator.ui.theme import Theme
from tests.conftest import instance, square
from tests.ui.bright_model import LOADER
from tests.ui.clip_project import clip_project, key, make_clip

FRAMES = 12
Until = Callable[..., None]


@pytest.fixture
def window(qapp, qtbot, tmp_path: Path) -> Iterator[MainWindow]:
    path = clip_project(make_clip(tmp_path, FRAMES), tracks=0)
    window = MainWindow(Theme(qapp, "light"), Preferences(tmp_path / "preferences.json"), loader=LOADER)
    window.show()
    window.document.open(Project.open(path))
    yield window
    window.close()


@pytest.fixture
def heard(window: MainWindow) -> list[tuple[str, str]]:
    sayings: list[tuple[str, str]] = []
    window.document.said.connect(lambda *said: sayings.append(said))
    return sayings


def draw(window: MainWindow, index: int) -> Instance:
    """A square that nothing moves under, selected."""
    document = window.document
    document.show(key(index))
    one = instance(document.project.new_id(), square(4, 4, 28), 1)
    document.apply(added("Draw", key(index), one))
    document.select([one.id])
    return one


def propagated(window: MainWindow) -> list[int]:
    """The frames that the only track was propagated to."""
    project = window.document.project
    [track] = project.all_tracks()
    return [one.place for one in project.sightings(track) if one.made is Made.PROPAGATED]


def press(window: MainWindow, name: str) -> None:
    window.actions_.refresh()
    window.actions_.by_name[name].trigger()


def ended(heard: list[tuple[str, str]]) -> bool:
    return any("ropagated to" in sentence for _, sentence in heard)


def test_a_drawn_object_goes_on_to_the_end_and_the_bar_follows(window, heard, qtbot):
    draw(window, 3)
    titles: list[str] = []
    window.runs.started.connect(lambda job: titles.append(job.title))
    press(window, "propagate")
    qtbot.waitUntil(lambda: ended(heard), timeout=60_000)
    assert titles == ["Propagating 1 object forwards"]
    assert propagated(window) == list(range(4, FRAMES))
    assert heard[-1] == ("good", "Propagated to 8 frames.")
    [one] = window.document.project.instances(key(5)).values()
    assert one.state is State.PROPOSED


def test_backwards_and_only_so_far(window, heard, qtbot):
    for _ in range(4):
        press(window, "propagate_reach")
    assert heard[-1] == ("info", "Propagation goes 10 frames far.")
    draw(window, 11)
    press(window, "propagate_back")
    qtbot.waitUntil(lambda: ended(heard), timeout=60_000)
    assert propagated(window) == list(range(1, 11))


def test_what_is_propagated_is_on_the_screen_at_once(window, heard, qtbot):
    draw(window, 0)
    press(window, "propagate")
    window.document.show(key(6))
    qtbot.waitUntil(lambda: bool(window.document.visible), timeout=60_000)
    qtbot.waitUntil(lambda: ended(heard), timeout=60_000)


def test_cancel_keeps_what_was_done(window, heard, qtbot):
    draw(window, 0)
    window.document.tracks_changed.connect(lambda: propagated(window) == [1, 2, 3] and press(window, "prelabel_cancel"))
    press(window, "propagate")
    qtbot.waitUntil(lambda: ended(heard), timeout=60_000)
    assert propagated(window) == [1, 2, 3]
    assert heard[-1] == ("good", "Stopped: propagated to 3 frames.")


def test_an_undo_takes_back_one_frame(window, heard, qtbot):
    draw(window, 0)
    press(window, "propagate")
    qtbot.waitUntil(lambda: ended(heard), timeout=60_000)
    window.document.show(key(2))
    window.document.undo()
    assert 2 not in propagated(window)
    assert 3 in propagated(window)


def test_the_first_and_the_last_frame_say_that_there_is_no_other(window, heard, qtbot):
    draw(window, FRAMES - 1)
    press(window, "propagate")
    qtbot.waitUntil(lambda: not window.runs.jobs)
    assert heard[-1] == ("info", "There is no frame after this one.")
