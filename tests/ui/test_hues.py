"""Objects of a video are told apart by colour."""

import pytest
from PySide6.QtCore import Qt

from annotator.core.annotations import Presence
from annotator.core.categories import Category
from annotator.core.tracks import Track
from annotator.ui.canvas.hues import hue, palette
from annotator.ui.panels.instances_model import CATEGORY
from tests.conftest import instance
from tests.ui.clip_project import clip_project, key, make_clip
from tests.ui.conftest import wait_for_picture

CELL = Category(id=3, name="cell", colour="#112233")
TRACKS = [Track(id=number, category=3, root="r", path="v.mp4", colour=f"#00000{number}") for number in (1, 2)]


@pytest.mark.parametrize(("by_track", "seen"), [(True, ["#000001", "#000002", "#112233"]), (False, ["#112233"] * 3)])
def test_an_object_of_a_video_has_its_own_colour_or_that_of_its_category(by_track, seen):
    colours = palette([CELL], TRACKS, by_track=by_track)
    ones = [instance(number, category=3, presence=Presence(track=number)) for number in (1, 2)]
    assert [colours[hue(one)].name() for one in (*ones, instance(3, category=3))] == seen


def test_the_list_has_the_colours_of_the_canvas(window, tmp_path, qtbot):
    window.open_path(clip_project(make_clip(tmp_path), tracks=4))
    wait_for_picture(qtbot, window)
    window.document.show(key(15))
    wait_for_picture(qtbot, window)
    model = window.instances.model

    def listed():
        icons = [model.index(row, CATEGORY).data(Qt.ItemDataRole.DecorationRole) for row in range(model.rowCount())]
        return [one.pixmap(12).toImage().pixelColor(5, 5).name() for one in icons]

    def drawn():
        return [window.canvas.scenery.colours[hue(model.instance(row))].name() for row in range(model.rowCount())]

    by_track = listed()
    assert by_track == drawn() != []
    window.actions_.by_name["track_colours"].trigger()
    assert listed() == drawn() != by_track
