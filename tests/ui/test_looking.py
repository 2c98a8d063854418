"""The panel of adjustments, the minimap, the rulers and the keys for them, in a real window."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.core.adjustment import PLAIN, Adjustment, Window
from annotator.core.frames import FrameKey
from annotator.storage import NewFrame, Project
from annotator.ui.canvas.rulers import step_of, ticks
from annotator.ui.looking import CHOICES
from annotator.ui.panels.histogram import BINS, Histogram, counts_of, extent_of
from tests.media.pictures import save

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(opened):
    opened.actions_.by_name["adjust"].trigger()
    return opened.looking.panel


def kept(window) -> Adjustment:
    with window.document.project.reader() as project:
        return project.adjustment(window.document.frame.key)


# the panel


def test_the_panel_opens_with_the_keyboard_in_it_and_escape_gives_it_back(opened, panel):
    assert panel.isVisible()
    assert opened.focusWidget() is panel.scales[0].slider
    QTest.keyClick(panel.scales[0].slider, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert opened.focusWidget() is opened.canvas


def test_tab_goes_through_the_panel_and_selects_nothing(opened, panel):
    walked = []
    for _ in range(6):
        QTest.keyClick(opened.focusWidget(), Qt.Key.Key_Tab)
        walked.append(opened.focusWidget())
    assert opened.document.selection == frozenset()
    assert {*walked} >= {panel.scales[1].slider, panel.scales[2].slider, panel.channel, panel.inverted}


def test_arrow_keys_on_a_slider_are_seen_and_kept_at_once(opened, panel):
    QTest.keyClick(panel.scales[0].slider, Qt.Key.Key_Right)
    assert kept(opened) == opened.canvas.adjusting.now == Adjustment(brightness=0.01)
    assert panel.scales[0].figure.text() == "+1%"


def test_a_slider_that_is_dragged_is_kept_when_it_is_let_go(opened, panel):
    slider = panel.scales[1].slider
    slider.setSliderDown(True)
    slider.setSliderPosition(40)
    assert (opened.canvas.adjusting.now, kept(opened)) == (Adjustment(contrast=0.4), PLAIN)
    slider.setSliderDown(False)
    assert kept(opened) == Adjustment(contrast=0.4)


def test_gamma_goes_from_a_tenth_to_ten(opened, panel):
    slider = panel.scales[2].slider
    shown = []
    for place in (-100, 0, 100):
        slider.setValue(place)
        shown.append(opened.canvas.adjusting.now.gamma)
    assert shown == [0.1, 1.0, 10.0]


def test_every_place_of_a_slider_stays_where_it_was_put(opened, panel):
    for one in panel.scales:
        for place in (-100, -99, -98, -51, -1, 0, 1, 2, 50, 99, 100):
            one.slider.setValue(place)
            assert one.slider.value() == place


def test_a_window_is_typed_and_an_empty_one_refused(opened, panel):
    panel.low.setValue(50)
    panel.high.setValue(200)
    panel.low.setValue(220)
    assert kept(opened).window == Window(50, 200)
    assert panel.low.value() == 50


def test_reset_shows_the_decoded_picture_and_apply_to_all_holds_for_every_frame(opened, panel):
    panel.inverted.setChecked(True)
    panel.channel.setCurrentIndex(1)
    panel.everywhere.click()
    assert opened.document.project.adjustment(FrameKey(3)) == Adjustment(inverted=True, channel="red")
    panel.reset.click()
    assert kept(opened) == PLAIN
    assert not panel.inverted.isChecked()


def test_the_status_says_that_a_picture_is_adjusted(opened, panel):
    panel.inverted.setChecked(True)
    assert opened.status.message.text().startswith("adjusted for the eye.")
    panel.reset.click()
    assert "adjusted" not in opened.status.message.text()


def test_the_panel_hides_nothing_of_the_picture_and_leaves_it_where_it_is(opened):
    before, view = opened.canvas.geometry(), opened.canvas.view
    opened.actions_.by_name["adjust"].trigger()
    QApplication.processEvents()
    panel = opened.looking.panel
    assert panel.isVisible()
    assert not on_screen(panel).intersects(on_screen(opened.canvas))
    assert (opened.canvas.geometry(), opened.canvas.view) == (before, view)
    assert panel.width() >= panel.minimumSizeHint().width()


def test_the_panel_takes_the_place_of_a_sheet_and_is_there_again_after_one(opened):
    opened.actions_.by_name["history"].trigger()
    opened.actions_.by_name["adjust"].trigger()
    panel = opened.looking.panel
    assert panel.isVisible()
    assert opened.sheets.sheet is None
    assert opened.focusWidget() is panel.scales[0].slider
    opened.actions_.by_name["history"].trigger()
    assert not panel.isVisible()
    opened.sheets.close_sheet()
    assert panel.isVisible()


def test_the_panel_comes_into_sight_where_the_column_is_scrolled(opened):
    opened.categories.setMinimumHeight(900)
    QApplication.processEvents()
    QApplication.processEvents()
    bar = opened.work.lists.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    opened.actions_.by_name["adjust"].trigger()
    QApplication.processEvents()
    assert bar.value() == 0


def on_screen(widget) -> QRect:
    return QRect(widget.mapToGlobal(QPoint(0, 0)), widget.size())


def test_the_panel_follows_the_frame(opened, panel, until):
    panel.inverted.setChecked(True)
    opened.document.next_frame()
    until(lambda: opened.canvas.ready)
    assert not panel.inverted.isChecked()
    opened.document.previous_frame()
    until(lambda: opened.canvas.ready)
    assert panel.inverted.isChecked()


def test_the_window_of_16_bits_is_in_the_numbers_of_the_file(qtbot, window, tmp_path, until):
    (tmp_path / "deep").mkdir()
    values = np.linspace(1000, 41_000, 200 * 150).astype(np.uint16).reshape(150, 200)
    save(tmp_path / "deep" / "a.tif", values)
    with Project.create(tmp_path / "deep.annotator") as project:
        project.add_frames([NewFrame(project.add_root(tmp_path / "deep"), "a.tif", 200, 150)])
    window.open_path(tmp_path / "deep.annotator")
    until(lambda: window.canvas.ready)
    window.actions_.by_name["adjust"].trigger()
    panel = window.looking.panel
    assert (panel.low.value(), panel.high.value()) == (1040, 40_959)
    panel.low.setValue(20_000)
    assert kept(window).window == Window(20_000, 40_959)


# the histogram


@given(st.lists(st.integers(0, 255), min_size=3, max_size=30), st.sampled_from([np.uint8, np.uint16, np.float32]))
def test_a_histogram_counts_whatever_is_there(values, dtype):
    samples = np.array(values, dtype).reshape(1, -1, 1)
    extent = extent_of(samples)
    [shares] = counts_of(samples, extent).values()
    assert extent.low <= samples.min() <= samples.max() <= extent.high
    assert shares.shape == (BINS,)
    assert 0 <= shares.min() <= shares.max() == 1


def test_colours_are_counted_one_by_one_and_greys_once():
    noise = np.random.default_rng(0).integers(0, 256, (20, 20, 3), np.uint8)
    assert counts_of(noise, Window(0, 255)).keys() == {"red", "green", "blue"}
    assert counts_of(noise, Window(0, 255), "green").keys() == {"green"}
    assert counts_of(noise, Window(0, 255), "grey").keys() == {""}
    assert counts_of(noise[..., :1].repeat(3, axis=2), Window(0, 255)).keys() == {""}


def test_a_hot_pixel_does_not_press_all_others_into_one_column(qtbot):
    samples = np.linspace(1000, 1400, 120 * 100).reshape(120, 100, 1).astype(np.uint16)
    samples[60, 50] = 65_535
    assert extent_of(samples).high < 1600
    [shares] = counts_of(samples, extent_of(samples)).values()
    assert np.count_nonzero(shares) > BINS / 2
    assert shares[-1] > 0  # where it is
    shown = Histogram()
    qtbot.addWidget(shown)
    shown.set_picture(samples)
    shown.show_adjustment(Adjustment(window=Window(500, 30_000)), Window(1000, 1400))
    assert shown.extent == Window(500, 30_000)
    shown.show_adjustment(Adjustment(), Window(1000, 1400))
    assert shown.extent == extent_of(samples)


def test_numbers_that_are_none_are_not_counted():
    samples = np.array([[[np.nan], [np.inf], [2.0], [3.0]]], np.float32)
    assert extent_of(samples) == Window(2, 3)
    assert sum(one.sum() for one in counts_of(samples, Window(2, 3)).values()) == 2


@pytest.mark.parametrize(("start", "end", "window"), [(0, 26, (25, 255)), (255, 200, (0, 200))])
def test_an_end_of_the_window_is_dragged(qtbot, start, end, window):
    histogram = Histogram()
    qtbot.addWidget(histogram)
    histogram.resize(256, 80)
    heard = []
    histogram.dragged.connect(heard.append)
    with qtbot.waitSignal(histogram.dropped):
        for kind, x in ((QEvent.Type.MouseButtonPress, start), (QEvent.Type.MouseMove, end),
                        (QEvent.Type.MouseButtonRelease, end)):  # fmt: skip
            send(histogram, kind, x, 40)
    assert np.allclose(heard[-1], window, atol=1)


# the minimap


def send(widget, kind, x, y):
    held = Qt.MouseButton.NoButton if kind is QEvent.Type.MouseButtonRelease else LEFT
    at = QPointF(x, y)
    event = QMouseEvent(kind, at, widget.mapToGlobal(at), LEFT, held, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(widget, event)


def test_the_minimap_is_there_while_some_of_the_picture_is_out_of_view(opened):
    minimap = opened.looking.minimap
    assert not minimap.isVisible()
    opened.canvas.zoom_to(16.0)
    assert minimap.isVisible()
    opened.canvas.fit()
    assert not minimap.isVisible()


def test_a_click_and_a_drag_on_the_minimap_look_there(opened):
    canvas, minimap = opened.canvas, opened.looking.minimap
    canvas.zoom_to(16.0)
    send(minimap, QEvent.Type.MouseButtonPress, 1 + minimap.width() / 2, 1 + minimap.height() / 2)
    middle = canvas.view.to_image(canvas.view.width / 2, canvas.view.height / 2)
    assert np.allclose(middle, (100, 75), atol=2)
    send(minimap, QEvent.Type.MouseMove, 5, 5)
    assert canvas.view.to_image(canvas.view.width / 2, canvas.view.height / 2).x < 10
    send(minimap, QEvent.Type.MouseButtonRelease, 5, 5)
    assert opened.document.selection == frozenset()
    assert canvas.view.scale == 16.0


def test_the_minimap_shows_the_picture_as_it_is_adjusted(opened, until):
    opened.canvas.zoom_to(16.0)
    minimap = opened.looking.minimap
    dark = minimap.grab().toImage().pixelColor(QPoint(3, minimap.height() - 4)).lightness()
    opened.canvas.adjusting.put(Adjustment(inverted=True))
    until(lambda: opened.canvas.layer.sharp)
    assert minimap.grab().toImage().pixelColor(QPoint(3, minimap.height() - 4)).lightness() > dark + 80


# rulers


@given(st.floats(0.005, 64))
def test_numbers_on_a_ruler_have_room_and_are_not_far_apart(scale):
    step = step_of(scale)
    assert step >= 1
    assert step * scale >= 63.9
    assert step == 1 or step * scale <= 64 * 2.5


@given(st.integers(-(10**6), 10**6).map(lambda n: n / 10), st.integers(0, 10**4), st.integers(1, 1000))
def test_ticks_are_multiples_between_the_ends(first, length, step):
    found = ticks(first, first + length, step)
    assert all(first <= one <= first + length and one % step == 0 for one in found)
    assert abs(len(found) - length / step) <= 1


def test_rulers_lie_beside_the_canvas_and_a_moving_mouse_paints_none(opened, qtbot):
    opened.actions_.by_name["rulers"].trigger()
    across, down, _ = opened.looking.area._rulers
    qtbot.waitUntil(lambda: across.isVisible() and across.width() == opened.canvas.width())
    painted = []
    for one in (across, down):
        one.paintEvent = lambda event: painted.append(event)
    QApplication.processEvents()
    painted.clear()
    for x in range(100, 200, 10):
        QTest.mouseMove(opened.canvas, QPoint(x, 200))
    QApplication.processEvents()
    assert painted == []


# choices and keys


@pytest.mark.parametrize("name", CHOICES)
def test_a_choice_is_said_and_remembered(opened, name):
    before = opened.looking.is_on(name)
    opened.actions_.by_name[name].trigger()
    assert opened.looking.is_on(name) is not before
    assert opened.preferences.get(name, None) is not before
    assert opened.status.message.text() == (CHOICES[name].off if before else CHOICES[name].on)


def test_pixels_are_blended_and_have_a_grid_as_it_is_chosen(opened):
    manner = lambda: opened.canvas.scenery.look.manner  # noqa: E731
    assert (manner().blended, manner().grid) == (False, True)
    for name in ("smooth_pixels", "pixel_grid"):
        opened.actions_.by_name[name].trigger()
    assert (manner().blended, manner().grid) == (True, False)


@pytest.mark.parametrize(("key", "field"), [(Qt.Key.Key_S, "faded"), (Qt.Key.Key_F4, "raw")])
def test_a_key_that_is_held_fades_or_compares(opened, key, field):
    handle = opened.windowHandle()
    QTest.keyPress(handle, key)
    assert getattr(opened.canvas.scenery.look, field)
    QTest.keyRelease(handle, key)
    assert not opened.canvas.scenery.look.bare
