"""Frames of a video that are chosen: to work on, and as pictures."""

from pathlib import Path

import pytest

from annotator import media
from annotator.media.sampling import Choice
from annotator.ui.main_window import MainWindow
from tests.ui.clip_project import clip_project, make_clip


@pytest.fixture
def filmed(qtbot, window: MainWindow, tmp_path: Path) -> MainWindow:
    window.open_path(clip_project(make_clip(tmp_path), tracks=1))
    qtbot.waitUntil(lambda: window.canvas.ready, timeout=20_000)
    return window


def shown(window: MainWindow) -> int:
    return window.document.frame.index


def sample(qtbot, window: MainWindow, step: int) -> None:
    window.actions_.by_name["sampling"].trigger()
    sheet = window.sheets.sheet
    sheet.ways.numbers["every"].setValue(step)
    sheet.act.click()
    qtbot.waitUntil(lambda: "frames are worked on" in sheet.message.text(), timeout=20_000)


def test_only_what_was_chosen_is_walked_over(qtbot, filmed: MainWindow) -> None:
    sample(qtbot, filmed, 7)
    assert filmed.files.model.rowCount() == 5
    assert filmed.files.shown.currentData() == "sampled"
    qtbot.waitUntil(lambda: filmed.header.done.text() == "0 of 5 done")
    for place in (7, 14):
        filmed.document.next_frame()
        assert shown(filmed) == place
    filmed.player.step(3)
    assert shown(filmed) == 17
    filmed.document.previous_frame()
    assert shown(filmed) == 14
    filmed.player.step(3)
    filmed.document.next_needing_work()
    assert shown(filmed) == 21
    filmed.document.set_reviewed(True)
    qtbot.waitUntil(lambda: filmed.header.done.text() == "1 of 5 done")


def test_it_holds_when_the_project_is_opened_again(qtbot, filmed: MainWindow) -> None:
    sample(qtbot, filmed, 10)
    path = filmed.document.project.path
    filmed.document.close()
    filmed.open_path(path)
    qtbot.waitUntil(lambda: filmed.document.project is not None and filmed.canvas.ready, timeout=20_000)
    assert (filmed.files.model.rowCount(), filmed.files.shown.currentData()) == (3, "sampled")
    filmed.actions_.by_name["sampling"].trigger()
    sheet = filmed.sheets.sheet
    sheet.everything.setChecked(True)
    sheet.act.click()
    qtbot.waitUntil(lambda: filmed.files.model.rowCount() == 30, timeout=20_000)
    assert filmed.files.shown.currentData() == "all"


@pytest.mark.parametrize(
    ("kind", "number", "count"), [("every", 10, 3), ("scenes", 1, 1), ("sharp", 4, 4), ("novel", 3, 3)]
)
def test_frames_become_pictures(qtbot, filmed: MainWindow, tmp_path: Path, kind, number, count) -> None:
    filmed.actions_.by_name["extract"].trigger()
    sheet = filmed.sheets.sheet
    sheet.ways.buttons[kind].setChecked(True)
    if kind in sheet.ways.numbers:
        sheet.ways.numbers[kind].setValue(number)
    assert sheet.ways.choice == Choice(kind, number)
    sheet.folder.edit.setText(str(tmp_path / "out"))
    sheet.png.setChecked(True)
    sheet.act.click()
    qtbot.waitUntil(lambda: sheet.message.text() != "", timeout=20_000)
    pictures = sorted((tmp_path / "out").iterdir())
    assert len(pictures) == count
    frame = media.open_video(tmp_path / "clip.mp4").frame(int(pictures[0].stem))
    assert (media.open_picture(pictures[0]).pixels == frame.pixels).all()


def test_pictures_have_nothing_to_choose_from(opened: MainWindow) -> None:
    assert not opened.actions_.by_name["extract"].isEnabled()
    assert opened.actions_.by_name["open_video"].isEnabled()
