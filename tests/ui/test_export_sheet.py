"""Exports of a video from the window: every format that the table has, a range of it, its frames as pictures."""

import json
from pathlib import Path

import pytest

from annotator import media
from annotator.core.annotations import Presence, added
from annotator.core.categories import Category
from annotator.storage import Project, Video
from annotator.ui.main_window import MainWindow
from benchmarks import clips
from tests.conftest import instance, square


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Six frames."""
    pictures = [one.pixels for one in clips.moments(clips.SCENES["rigid"], 96, 64, 6)]
    (tmp_path / "films").mkdir()
    return clips.encode(tmp_path / "films" / "clip.mp4", pictures, "h264")


@pytest.fixture
def filmed(window: MainWindow, clip: Path, tmp_path: Path) -> MainWindow:
    """A project of the clip, with one track on frames 1 to 4, open."""
    with Project.create(tmp_path / "clip.annotator") as project:
        project.put_category(Category(id=1, name="head", colour="#e69f00"))
        index = media.index_of(clip)
        video = Video(root=project.add_root(clip.parent), path=clip.name, frames=len(index), rate=30.0,
                      packets=index.to_bytes())  # fmt: skip
        project.add_video(video, index.width, index.height)
        frames = [project.frame(project.frame_at(k)) for k in range(6)]
        track = project.new_track(frames[0], 1)
        for place in (1, 4):
            one = instance(place, square(10 + 5 * place, 10, 20), presence=Presence(track=track.id))
            project.commit(added("Draw", frames[place].key, one))
    window.document.open(Project.open(tmp_path / "clip.annotator"))
    return window


def sheet_of(window: MainWindow, name: str = "coco"):
    """The export sheet with a format chosen."""
    window.flows.exchanging.show_export()
    sheet = window.sheets.sheet
    sheet.format.setCurrentIndex([one.name for one in sheet.formats].index(name))
    return sheet


def exported(sheet, until):
    """What the sheet says when it is done."""
    sheet.act.click()
    until(lambda: not sheet.busy and sheet.message.isVisible())
    return sheet.message.text()


@pytest.mark.parametrize("name", ["coco", "youtube-vis", "mots-png", "mots-txt"])
def test_a_format_is_exported_and_imported_into_another_project(filmed, clip, tmp_path, until, name):
    sheet = sheet_of(filmed, name)
    path = sheet.file.path
    sheet.range.setText("0:3")
    said = exported(sheet, until)
    assert "3 instances on 4 frames read back equal to the canvas." in said
    filmed.flows.exchanging.show_export()
    assert (filmed.sheets.sheet.kind.name, filmed.sheets.sheet.file.path) == (name, path)  # as the last time
    filmed.open_path(path) if path.is_file() else filmed.flows.exchanging.import_file(path)
    importing = filmed.sheets.sheet
    importing.images.edit.setText(str(clip.parent))
    importing.into_new.setChecked(True)
    importing.project.edit.setText(str(tmp_path / "other.annotator"))
    until(lambda: importing._asked is not None)
    importing.act.click()
    until(lambda: filmed.document.project is not None and filmed.document.project.path.stem == "other")
    made = filmed.document.project
    assert [one.place for one in made.sightings(1) if not one.outside] == [1, 2, 3]
    assert len(made.videos()) == 1


def test_a_video_with_overlays_is_drawn(filmed, tmp_path, until):
    said = exported(sheet_of(filmed, "mp4"), until)
    assert said == "clip.mp4 is written. 6 frames with 4 instances are drawn."
    assert len(media.open_video(tmp_path / "clip.mp4")) == 6


def test_frames_go_out_as_pictures_beside_the_file(filmed, tmp_path, until):
    sheet = sheet_of(filmed)
    sheet.pictures.setChecked(True)
    sheet.picture_kind.setCurrentIndex(1)
    sheet.empty_frames.setChecked(False)
    exported(sheet, until)
    names = [one["file_name"] for one in json.loads((tmp_path / "clip.json").read_text())["images"]]
    assert names == [f"clip/{k:06}.png" for k in range(1, 5)]
    assert all((tmp_path / "images" / name).is_file() for name in names)


def test_a_sheet_asks_what_its_format_knows_and_nothing_else(filmed):
    shown = {}
    for name in ("coco", "youtube-vis", "mots-png", "mots-txt", "mp4"):
        sheet = sheet_of(filmed, name)
        fields = {"split": sheet._split_row, "pictures": sheet._picture_row, "scores": sheet.scores,
                  "empty": sheet.empty_frames, "range": sheet._range_row}  # fmt: skip
        shown[name] = {each for each, widget in fields.items() if widget.isVisibleTo(sheet)}
    assert shown == {
        "coco": {"split", "pictures", "scores", "empty", "range"},
        "youtube-vis": {"pictures", "scores", "empty", "range"},
        "mots-png": {"empty", "range"},
        "mots-txt": {"range"},
        "mp4": {"range"},
    }
    assert sheet.file.path.name == "clip.mp4"


def test_what_is_no_range_is_said_at_once_and_nothing_is_exported(filmed):
    sheet = sheet_of(filmed)
    sheet.range.setText("9-12")
    assert "is no range: write frames" in sheet.message.text()
    assert not sheet.act.isEnabled()
    sheet.range.setText("2:")
    assert sheet.act.isEnabled()


def test_without_a_video_there_are_pictures_alone(window, project_file):
    window.document.open(Project.open(project_file))
    sheet = sheet_of(window)
    assert [one.name for one in sheet.formats] == ["coco"]
    assert not sheet._range_row.isVisibleTo(sheet)


def test_the_range_of_the_timeline_is_what_is_exported(filmed, until):
    filmed.document.show(filmed.document.project.frame_at(2))
    filmed.flows.exchanging.show_export((2, 3))
    sheet = filmed.sheets.sheet
    assert (sheet.range.text(), sheet.video.currentText()) == ("2:3", "clip")
    assert exported(sheet, until).endswith("2 instances on 2 frames read back equal to the canvas.")


def test_what_overlaps_is_said_where_a_format_takes_one_of_both(filmed, until):
    project = filmed.document.project
    project.commit(added("Draw", project.frame_at(1), instance(project.new_id(), square(20, 15, 5))))
    said = exported(sheet_of(filmed, "mots-png"), until)
    assert "4 instances on 6 frames read back equal to the canvas. 1 differs: pixels of masks that overlap" in said
    assert filmed.sheets.sheet.file.title.text() == "Folder"


def test_no_format_is_written_over_another(filmed):
    files = [sheet_of(filmed, one.name).file.path.name for one in sheet_of(filmed).formats]
    assert len(set(files)) == len(files)
    assert "clip.json" in files


def test_the_keyboard_stays_with_the_sheet_when_its_job_is_done(filmed, until):
    sheet = sheet_of(filmed)
    sheet.act.setFocus()
    exported(sheet, until)
    until(sheet.act.hasFocus)


def test_letters_in_a_box_of_the_sheet_choose_there_and_mean_nothing_to_the_window(filmed: MainWindow, qtbot):
    filmed.show()
    filmed.activateWindow()
    filmed.flows.exchanging.show_export()
    sheet = filmed.sheets.sheet
    sheet.format.setFocus()
    tool = filmed.canvas.tool.name
    qtbot.keyClick(filmed.windowHandle(), "m")
    assert (sheet.format.currentText()[0], filmed.canvas.tool.name) == ("M", tool)
