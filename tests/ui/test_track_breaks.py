"""Correcting over time: the offer to renew around a correction, and the list of breaks."""

from pathlib import Path

import pytest

from annotator.core.annotations import Made, Presence, State, added, changed
from annotator.storage import Project
from annotator.ui.commands import judging
from annotator.ui.dialogs.breaks_sheet import BREAK
from annotator.ui.main_window import MainWindow
from tests.conftest import instance, square
from tests.ui.clip_project import clip_project, key, make_clip


@pytest.fixture
def filmed(qtbot, window: MainWindow, tmp_path: Path) -> MainWindow:
    """Track 1 has keyframes on 0 and 20 and was propagated over 4 to 16; on 12 its area jumps."""
    path = clip_project(make_clip(tmp_path), tracks=0)
    with Project.open(path) as project:
        track = project.new_track(project.frame(key(0)), 1)
        for place in (0, *range(4, 17), 20):
            made = Made.KEYFRAME if place in (0, 20) else Made.PROPAGATED
            state = State.DRAWN if made is Made.KEYFRAME else State.PROPOSED
            side = 10 if place == 12 else 40
            one = instance(project.new_id(), square(20 + place, 30, side), state=state,
                           presence=Presence(track=track.id, made=made, confidence=0.9))  # fmt: skip
            project.commit(added("Draw", key(place), one))
    window.open_path(path)
    qtbot.waitUntil(lambda: window.canvas.ready, timeout=20_000)
    return window


def correct(window: MainWindow, place: int) -> None:
    window.player.go(place)
    document = window.document
    [one] = document.visible.values()
    document.select([one.id])
    assert document.apply(changed("Move", document.frame.key, (one, one.reshaped(square(60, 50, 30)))))


def places(window: MainWindow) -> list[int]:
    return [one.place for one in window.document.project.sightings(1)]


def test_a_correction_offers_to_renew_what_lies_around_it(filmed: MainWindow) -> None:
    correct(filmed, 8)
    assert filmed.bar.isVisible()
    assert "car 1 is corrected here" in filmed.bar.sentence
    [button] = filmed.bar._buttons
    assert button.text() == "Renew 4 to 16   Alt+R"
    button.click()
    assert places(filmed) == [0, 8, 20]
    assert not filmed.bar.isVisible()
    filmed.document.undo()
    assert len(places(filmed)) == 15


def test_what_is_accepted_as_it_is_offers_nothing(filmed: MainWindow) -> None:
    filmed.player.go(8)
    judging.accept(filmed.document, filmed.document.visible)
    assert len(places(filmed)) == 15
    assert not filmed.bar.isVisible()


def test_the_offer_goes_with_the_frame_and_is_no_nuisance(filmed: MainWindow) -> None:
    correct(filmed, 8)
    filmed.document.next_frame()
    assert not filmed.bar.isVisible()
    correct(filmed, 18)  # an interpolated frame: what lies around it up to the next keyframes is stale too
    assert filmed.bar.isVisible()
    filmed.actions_.by_name["renew_span"].trigger()
    correct(filmed, 20)
    filmed.bar.hide()
    filmed.document.undo()


def test_breaks_are_listed_worst_first_and_a_line_goes_there(qtbot, filmed: MainWindow) -> None:
    filmed.actions_.by_name["breaks"].trigger()
    sheet = filmed.sheets.sheet
    qtbot.waitUntil(lambda: sheet.model.rowCount() > 0, timeout=20_000)
    found = [sheet.model.index(row).data(BREAK) for row in range(sheet.model.rowCount())]
    assert [one.badness for one in found] == sorted((one.badness for one in found), reverse=True)
    assert {12, 13} <= {one.place for one in found}
    assert sheet.model.index(0).data().startswith("car 1: ")
    sheet.list.activated.emit(sheet.model.index(0))
    assert filmed.document.frame.index == found[0].place
    assert [filmed.document.instances[id].track for id in filmed.document.selection] == [1]


def test_changed_tracks_are_looked_at_again(qtbot, filmed: MainWindow) -> None:
    filmed.actions_.by_name["breaks"].trigger()
    sheet = filmed.sheets.sheet
    qtbot.waitUntil(lambda: sheet.model.rowCount() > 0, timeout=20_000)
    correct(filmed, 8)
    assert "Look again" in sheet.note.text()
    filmed.actions_.by_name["renew_span"].trigger()
    sheet.look()
    qtbot.waitUntil(lambda: "No track has a break" in sheet.note.text() or sheet.model.rowCount() == 0, timeout=20_000)


def test_a_search_that_is_cancelled_says_so(qtbot, filmed: MainWindow) -> None:
    filmed.disk.started.connect(lambda job: job.cancel())
    filmed.actions_.by_name["breaks"].trigger()
    sheet = filmed.sheets.sheet
    qtbot.waitUntil(lambda: not sheet.busy, timeout=20_000)
    assert sheet.note.text() == "Stopped before all tracks were looked through."
