"""Objects of a video are told apart by colour."""

import pytest

from annotator.core.annotations import Presence
from annotator.core.categories import Category
from annotator.core.tracks import Track
from annotator.ui.canvas.hues import hue, palette
from tests.conftest import instance

CELL = Category(id=3, name="cell", colour="#112233")
TRACKS = [Track(id=number, category=3, root="r", path="v.mp4", colour=f"#00000{number}") for number in (1, 2)]


@pytest.mark.parametrize(("by_track", "seen"), [(True, ["#000001", "#000002", "#112233"]), (False, ["#112233"] * 3)])
def test_an_object_of_a_video_has_its_own_colour_or_that_of_its_category(by_track, seen):
    colours = palette([CELL], TRACKS, by_track=by_track)
    ones = [instance(number, category=3, presence=Presence(track=number)) for number in (1, 2)]
    assert [colours[hue(one)].name() for one in (*ones, instance(3, category=3))] == seen
