"""Playing: which frame is due when, and a short clip in the window."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt

from annotator import media
from annotator.storage import Project
from annotator.ui.canvas.look import Look
from annotator.ui.canvas.viewport import Viewport
from annotator.ui.lanes import Job
from annotator.ui.main_window import MainWindow
from annotator.ui.playing.course import Course
from annotator.ui.playing.projector import MOST_AHEAD, Projector
from annotator.ui.playing.reel import Reel, Sight
from annotator.ui.state.clip import clip_of
from tests.ui.clip_project import HEIGHT, WIDTH, clip_project, key, make_clip

UNEVEN = np.array([0.0, 0.1, 0.5, 0.6, 1.0])


@st.composite
def courses(draw: st.DrawFn) -> Course:
    gaps = draw(st.lists(st.integers(1, 50), min_size=1, max_size=40))
    seconds = np.cumsum([0, *gaps[:-1]]) / 100
    first = draw(st.integers(0, len(seconds) - 1))
    last = draw(st.integers(first, len(seconds) - 1))
    return Course(seconds, 25.0, first, last, draw(st.integers(first, last)), draw(st.booleans()))


@given(courses(), st.integers(0, 200))
def test_each_step_is_due_at_its_time(course: Course, step: int) -> None:
    if course.frame(step) is not None:
        assert course.step_at(course.time(step)) == step
        assert course.step_at(course.time(step) + 0.004) == step


@given(courses())
def test_it_ends_once_unless_it_loops(course: Course) -> None:
    frames = [course.frame(step) for step in range(2 * len(course.seconds) + 2)]
    assert frames[0] == course.start
    if course.loop:
        assert {course.first, course.last} <= set(frames)
        assert None not in frames
    else:
        seen = [one for one in frames if one is not None]
        assert seen == list(range(course.start, course.last + 1))
        assert course.step_at(1000.0) == len(seen)


def test_times_are_the_videos_own() -> None:
    course = Course(UNEVEN, 10.0, 1, 4, 2, loop=True)
    assert [round(course.time(step), 3) for step in range(5)] == [0, 0.1, 0.5, 0.6, 1.0]
    assert [course.frame(step) for step in range(5)] == [2, 3, 4, 1, 2]
    assert course.step_at(0.45) == 1


@pytest.fixture
def project(tmp_path: Path):
    with Project.open(clip_project(make_clip(tmp_path), tracks=2)) as project:
        yield project


def sight(scale: float = 0.5, width: int = 90, height: int = 70) -> Sight:
    return Sight(view=Viewport(width, height, scale), look=Look(), threshold=0.5)


def projector_of(project: Project, elapsed: float, last: int = 29) -> Projector:
    clip = clip_of(project, project.frame(key(0)))
    course = Course(clip.seconds, clip.rate, 0, last, 0)
    return Projector(project, Reel(project, clip), course, sight(), lambda: elapsed)


def test_a_frame_is_drawn_in_the_size_of_the_view(project: Project) -> None:
    clip = clip_of(project, project.frame(key(0)))
    plain = Sight(view=Viewport(WIDTH, HEIGHT, 1.0), look=Look(faded=True), threshold=0.5)
    drawn = Reel(project, clip).drawn(project, 7, plain)
    wanted = media.open_video(project.video_file(project.videos()[0])).frame(7).pixels
    assert np.abs(drawn[..., 2::-1].astype(int) - wanted).max() <= 2
    small = Reel(project, clip).drawn(project, 7, sight())
    assert small.shape == (70, 90, 4)
    assert len(np.unique(small[:60, :80, :3])) > 20
    assert np.unique(small[61:, :, :3]).tolist() == [32]


def test_zoomed_in_the_same_place_is_shown(project: Project) -> None:
    clip = clip_of(project, project.frame(key(0)))
    near = Sight(view=Viewport(80, 80, 4.0, 40, 40), look=Look(faded=True), threshold=0.5)
    wanted = media.open_video(project.video_file(project.videos()[0])).frame(3).pixels
    drawn = Reel(project, clip).drawn(project, 3, near)
    assert np.abs(drawn[2, 2, 2::-1].astype(int) - wanted[10, 10]).max() <= 2


def test_outlines_are_drawn_on_it(project: Project) -> None:
    clip = clip_of(project, project.frame(key(0)))
    bare = Reel(project, clip).drawn(project, 5, Sight(view=sight().view, look=Look(faded=True), threshold=0.5))
    full = Reel(project, clip).drawn(project, 5, sight())
    assert (bare != full).any()


def test_it_draws_so_far_ahead_and_no_farther(project: Project) -> None:
    job = Job("")
    projector = projector_of(project, elapsed=0.0, last=MOST_AHEAD - 1)
    projector.run(job)
    assert projector.primed
    assert projector.take(3).step == 3
    assert projector.take(3) is None
    assert [projector.take(step).frame for step in range(4, MOST_AHEAD)] == list(range(4, MOST_AHEAD))
    assert projector.exhausted


def test_what_is_late_is_passed_over_and_the_next_is_drawn_in_time(project: Project) -> None:
    projector = projector_of(project, elapsed=0.5, last=20)  # half a second is gone before anything is drawn
    projector.run(Job(""))
    assert projector.take(20).frame == 20
    projector = projector_of(project, elapsed=0.5, last=20)
    projector.run(Job(""))
    assert projector.take(16).frame == 16
    assert projector_of(project, elapsed=0.5).take(15) is None


# in the window


@pytest.fixture
def filmed(qtbot, window: MainWindow, tmp_path: Path) -> MainWindow:
    window.open_path(clip_project(make_clip(tmp_path), tracks=2))
    qtbot.waitUntil(lambda: window.canvas.ready, timeout=20_000)
    return window


def test_it_plays_to_the_end_and_is_there(qtbot, filmed: MainWindow) -> None:
    seen: list[int] = []
    filmed.player.moved.connect(seen.append)
    filmed.actions_.by_name["play"].trigger()
    assert filmed.player.playing
    qtbot.waitUntil(lambda: not filmed.player.playing, timeout=20_000)
    assert seen == sorted(seen)
    assert filmed.document.frame.index == 29
    assert len(set(seen)) + filmed.player.dropped == 30
    qtbot.waitUntil(lambda: filmed.canvas.ready, timeout=20_000)


def test_while_it_plays_there_is_nothing_to_work_on_and_a_press_pauses(qtbot, filmed: MainWindow) -> None:
    filmed.player.loop = True
    filmed.player.play()
    qtbot.waitUntil(lambda: filmed.canvas.filming and filmed.player.at > 2, timeout=20_000)
    assert not filmed.canvas.ready
    assert filmed.document.frame.index == 0
    qtbot.mouseClick(filmed.canvas, Qt.MouseButton.LeftButton)
    assert not filmed.player.playing
    assert filmed.document.frame.index == filmed.player.at
    qtbot.waitUntil(lambda: filmed.canvas.ready, timeout=20_000)
    assert filmed.document.instances.keys() == filmed.document.visible.keys()


def test_an_action_finds_the_frame_that_is_seen(qtbot, filmed: MainWindow) -> None:
    filmed.player.loop = True
    filmed.player.play()
    qtbot.waitUntil(lambda: filmed.player.at > 4, timeout=20_000)
    filmed.actions_.by_name["fit"].trigger()
    assert filmed.player.playing
    seen = filmed.player.at
    filmed.actions_.by_name["step_forward"].trigger()
    assert not filmed.player.playing
    assert filmed.document.frame.index in (seen + 1, (seen + 1) % 30)


def test_a_range_is_played_round_and_round(qtbot, filmed: MainWindow) -> None:
    player = filmed.player
    for place, act in ((5, player.set_in), (9, player.set_out)):
        player.go(place)
        act()
    assert player.range == (5, 9)
    player.toggle_loop()
    seen: list[int] = []
    player.moved.connect(seen.append)
    player.play()
    qtbot.waitUntil(lambda: any(two < one for one, two in pairwise(seen)), timeout=20_000)
    player.pause()
    assert set(seen) <= {5, 6, 7, 8, 9}
    player.clear_range()
    assert player.range is None


def test_jumps_stay_within_the_video(filmed: MainWindow) -> None:
    actions = filmed.actions_.by_name
    for name, place in (("jump_forward", 10), ("step_forward", 11), ("jump_back", 1), ("jump_back", 0)):
        actions[name].trigger()
        assert filmed.document.frame.index == place


def test_a_video_that_is_gone_is_said(qtbot, filmed: MainWindow) -> None:
    project = filmed.document.project
    file = project.video_file(project.videos()[0])
    file.rename(file.with_name("elsewhere.mp4"))
    filmed.player.play()
    qtbot.waitUntil(lambda: not filmed.player.playing, timeout=20_000)
    assert "clip.mp4" in filmed.bar.sentence
