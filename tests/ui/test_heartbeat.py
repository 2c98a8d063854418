"""R26: the window goes on working while files are read and written, pictures are decoded and models run."""

import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QTimer

from annotator.core.annotations import Instance, added
from annotator.media import PictureCache
from annotator.storage import NewFrame, Project, backups
from annotator.ui import pauses
from annotator.ui.commands import judging
from annotator.ui.main_window import MainWindow
from tests.conftest import instance, proposal, square
from tests.ui.conftest import wait_for_picture

BEATS = 50
LONGEST_S = 0.1
LARGE = 6000, 4000
"""Decoding such a picture alone would be a pause that everybody sees."""
CROWD = 400


class Heart:
    """Beats whenever the event loop comes round; `longest` is the most that this clock went on between two beats."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.beats, self.longest, self._last = 0, 0.0, clock()
        self._timer = QTimer(interval=0)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = self._clock()
        self.beats, self.longest, self._last = self.beats + 1, max(self.longest, now - self._last), now


def goes_on(until) -> None:
    heart = Heart(time.monotonic)
    until(lambda: heart.beats > BEATS)


# while something takes as long as it likes


@pytest.fixture
def gate():
    """What waits at it waits until it is opened, half a minute at most."""
    gate = Event()
    yield gate
    gate.set()


def held(function, gate: Event):
    """This function, as soon as the gate is open."""

    def waits(*given, **more):
        gate.wait(30)
        return function(*given, **more)

    return waits


def test_while_a_picture_is_decoded(qtbot, opened: MainWindow, monkeypatch, gate: Event, until):
    monkeypatch.setattr(PictureCache, "get", held(PictureCache.get, gate))
    opened.document.next_frame()
    goes_on(until)
    assert not opened.canvas.ready
    gate.set()
    wait_for_picture(qtbot, opened)


def test_while_the_days_copy_is_written(opened: MainWindow, project_file: Path, monkeypatch, gate: Event, until):
    for copy in backups.copies(project_file):
        copy.unlink()
    monkeypatch.setattr(backups, "sync", held(backups.sync, gate))
    judging.accept(opened.document, [3])
    goes_on(until)
    assert backups.copies(project_file) == []
    gate.set()
    until(lambda: len(backups.copies(project_file)) == 1)


def test_while_an_export_reads_the_project(opened: MainWindow, tmp_path: Path, monkeypatch, gate: Event, until):
    monkeypatch.setattr(Project, "labelled", held(Project.labelled, gate))
    export(opened, tmp_path / "out.json")
    goes_on(until)
    judging.accept(opened.document, [3])
    assert opened.sheets.sheet.busy
    gate.set()
    until(lambda: not opened.sheets.sheet.busy)


def test_while_a_model_hangs(opened: MainWindow, until):
    opened.actions_.by_name["prelabel_frame"].trigger()
    until(lambda: not opened.runs.jobs)
    worker = opened.runs._lane._process._pid
    os.kill(worker, signal.SIGSTOP)
    try:
        opened.document.next_frame()
        opened.actions_.by_name["prelabel_frame"].trigger()
        goes_on(until)
        assert opened.runs.jobs
    finally:
        os.kill(worker, signal.SIGCONT)
    until(lambda: bool(opened.document.instances))


# large pictures with many instances


@pytest.fixture
def as_run():
    """The interpreter as the program sets it."""
    interval, thresholds = sys.getswitchinterval(), gc.get_threshold()
    pauses.keep_short()
    yield
    sys.setswitchinterval(interval)
    gc.set_threshold(*thresholds)
    gc.unfreeze()


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """A project of three large pictures with hundreds of instances each."""
    folder, path, names = tmp_path / "large", tmp_path / "large.annotator", ("a.jpg", "b.jpg", "c.jpg")
    folder.mkdir()
    noise = np.random.default_rng(0).integers(0, 255, (LARGE[1] // 50, LARGE[0] // 50, 3), np.uint8)
    picture = Image.fromarray(noise).resize(LARGE, Image.Resampling.NEAREST)
    picture.save(folder / names[0])
    for name in names[1:]:
        (folder / name).write_bytes((folder / names[0]).read_bytes())
    with Project.create(path) as project:
        project.new_category("cell")
        root = project.add_root(folder)
        for key in project.add_frames(NewFrame(root, name, *LARGE) for name in names):
            project.commit(added("Draw", key, *crowd(project)))
    return path


def crowd(project: Project) -> list[Instance]:
    """In rows, every other one a proposal."""
    makers = (instance, proposal)
    return [makers[n % 2](project.new_id(), parts=square(200 * (n % 28), 150 * (n // 28), 120)) for n in range(CROWD)]


def export(window: MainWindow, file: Path) -> None:
    window.actions_.by_name["export"].trigger()
    window.sheets.sheet.file.edit.setText(str(file))
    window.sheets.sheet.act.click()


def work(qtbot, window: MainWindow, project: Path, until, out: Path) -> None:
    """What a person does in a minute, every command of it on large frames."""
    document, do = window.document, window.actions_.by_name
    window.open_path(project)
    wait_for_picture(qtbot, window)
    for name in ("next_frame", "next_frame", "previous_frame"):
        do[name].trigger()
        wait_for_picture(qtbot, window)
        goes_on(until)
    document.apply(added("Draw", document.frame.key, instance(document.project.new_id(), square(50, 50, 500))))
    for name in ("zoom_in", "zoom_in", "fit", "select_all", "accept_above", "undo", "redo", "finish_frame"):
        do[name].trigger()
        wait_for_picture(qtbot, window)
        goes_on(until)
    document.select(document.visible)
    for name in ("delete", "undo", "history", "deleted", "settings", "cheat_sheet"):
        do[name].trigger()
        goes_on(until)
    window.desk.cheat_sheet.close()
    goes_on(until)
    export(window, out)
    until(lambda: not window.sheets.sheet.busy)
    do["close_project"].trigger()
    goes_on(until)


@pytest.mark.usefixtures("as_run")
def test_no_command_has_the_gui_thread_compute_for_long(qtbot, window: MainWindow, large: Path, until, tmp_path: Path):
    heart = Heart(time.thread_time)
    work(qtbot, window, large, until, tmp_path / "out.json")
    assert heart.longest < 3 * LONGEST_S  # computing time is longer, too, where others compute


@pytest.mark.long
@pytest.mark.usefixtures("as_run")
def test_no_command_stops_the_window_for_a_tenth_of_a_second(qtbot, window, large: Path, until, tmp_path: Path):
    heart = Heart(time.monotonic)
    work(qtbot, window, large, until, tmp_path / "out.json")
    print(f"the longest pause: {1000 * heart.longest:.0f} ms")  # noqa: T201  the figure of the nightly run
    assert heart.longest < LONGEST_S
