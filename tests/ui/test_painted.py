"""Masks under the brush, outlines under the hand: what is painted anew makes the same screen as painting everything."""

import numpy as np
import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from annotator.core.annotations import ring
from annotator.core.gesture import Preview
from annotator.core.raster import LocalMask
from annotator.ui.canvas.differing import changed_rects
from annotator.ui.canvas.overlay import REACH, Overlay, Shown
from annotator.ui.canvas.viewport import Viewport

VIEW = Viewport(240, 160)
COLOUR = QColor(200, 40, 40)


def painted(preview, view, onto=None, rect=None):
    image = QImage(view.width, view.height, QImage.Format.Format_RGB32) if onto is None else onto
    painter = QPainter(image)
    rect = rect or QRect(0, 0, view.width, view.height)
    painter.setClipRect(rect)
    painter.fillRect(rect, Qt.GlobalColor.black)
    Overlay().paint(painter, view, 1.0, Shown(preview=preview, colour=COLOUR), {})
    painter.end()
    return image


def rgb(image):
    memory = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4)
    return memory[..., 2::-1].copy()


def painted_anew(screen, before, after, view):
    for rect in changed_rects(Shown(preview=before), Shown(preview=after), view):
        grown = rect.grown(REACH).clipped(view.rect)
        painted(after, view, screen, QRect(grown.left, grown.top, grown.width, grown.height))


@pytest.mark.parametrize("view", [VIEW, Viewport(240, 160, 0.3, -40, 5), Viewport(240, 160, 5.7, 300, 200)])
def test_painting_what_a_dab_has_changed_makes_the_whole_right(view):
    rng = np.random.default_rng(0)
    mask = LocalMask(20, 10, np.zeros((300, 400), bool))
    mask.mask[30:200, 25:210] = True
    before = Preview(painted=(mask,))
    screen = painted(before, view)
    for x, y in rng.integers((0, 0), (380, 280), (30, 2)).tolist():
        mask.mask[y : y + 20, x : x + 20] = ~mask.mask[y + 3, x + 3]
        after = Preview(painted=(mask,), dabbed=(20 + x, 10 + y, 40 + x, 30 + y))
        painted_anew(screen, before, after, view)
        before = after
    assert np.array_equal(rgb(screen), rgb(painted(before, view)))


def wheel(rng, x, y, corners):
    turn = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    reach = rng.uniform(20, 70, corners)
    return ring(np.stack([x + reach * np.cos(turn), y + reach * np.sin(turn)], axis=1))


@pytest.mark.parametrize("view", [VIEW, Viewport(240, 160, 0.3, -40, 5), Viewport(240, 160, 5.7, 300, 200)])
def test_painting_where_corners_have_moved_makes_the_whole_right(view):
    rng = np.random.default_rng(1)
    rings = [wheel(rng, 70, 60, 30), wheel(rng, 150, 90, 12), wheel(rng, 90, 80, 3)]
    before = Preview(rings=tuple(rings[:2]), fresh=tuple(rings[2:]))
    screen = painted(before, view)
    for step in range(40):
        rings = [one.copy() if step % 3 or place else one for place, one in enumerate(rings)]
        for one in rings[step % 3 == 0 :]:
            one[rng.integers(len(one), size=1 + step % 2)] += rng.uniform(-30, 30, 2).astype(np.float32)
        if step == 20:  # a corner more, and a ring less
            rings = [np.insert(rings[0], 5, rings[0][4] + 3, axis=0), rings[2]]
        after = Preview(rings=tuple(rings[:2]), fresh=tuple(rings[2:]), handles=rings[0][:1])
        painted_anew(screen, before, after, view)
        before = after
        assert np.array_equal(rgb(screen), rgb(painted(before, view)))


@pytest.mark.parametrize("view", [VIEW, Viewport(240, 160, 0.3, -40, 5), Viewport(240, 160, 5.7, 300, 200)])
def test_painting_where_a_line_grows_makes_the_whole_right(view):
    rng = np.random.default_rng(2)
    line = rng.uniform(20, 140, (3, 2))
    before = Preview()
    screen = painted(before, view)
    for step in range(60):
        line = np.concatenate([line[: len(line) - step % 3], rng.uniform(10, 150, (1 + step % 9, 2))])
        path = ring(line)
        kinds = [{"path": path, "handles": path}, {"lasso": path}, {"path": path, "marked": path[::2]},
                 {"rings": (path,), "handles": path}]  # fmt: skip
        after = Preview(**kinds[step // 8 % 4], snap=path[-1].tolist() if step % 5 == 0 else None)
        painted_anew(screen, before, after, view)
        before = after
        difference = rgb(screen).astype(int) - rgb(painted(before, view))
        assert np.abs(difference).max() <= 2  # Qt cuts lines at the clip, and rounds there


@pytest.mark.parametrize("kind", ["path", "rings", "fresh", "painted"])
def test_what_a_gesture_draws_takes_on_another_colour_at_once(kind):
    square = ring([(30, 30), (90, 30), (90, 80), (30, 80)])
    painting = LocalMask(30, 30, np.ones((50, 60), bool))
    preview = Preview(**{kind: {"path": square, "painted": (painting,)}.get(kind, (square,))}, dabbed=(40, 40, 50, 50))
    rects = changed_rects(Shown(preview=preview), Shown(preview=preview, colour=COLOUR), VIEW)
    assert any(one.left <= 30 and one.top <= 30 and one.right >= 90 and one.bottom >= 80 for one in rects)


def test_of_a_long_line_only_its_end_is_painted():
    line = ring(np.cumsum(np.ones((900, 2)), axis=0) * 0.15)
    more = ring(np.concatenate([line, [(138, 140)]]))
    [rect] = changed_rects(Shown(preview=Preview(path=line)), Shown(preview=Preview(path=more)), VIEW)
    assert rect.width < 10


def test_a_mask_has_its_tint_inside_and_its_edge_around():
    mask = LocalMask(50, 40, np.ones((60, 80), bool))
    seen = rgb(painted(Preview(painted=(mask,)), VIEW))
    assert seen[5, 5].tolist() == [0, 0, 0]
    assert seen[70, 50].tolist() == [200, 40, 40]
    assert seen[70, 48].tolist() == [255, 255, 255]
    assert seen[70, 90].tolist() == [round(0.18 * one) for one in (200, 40, 40)]


def test_a_mask_beside_the_view_leaves_it_alone():
    mask = LocalMask(5000, 40, np.ones((60, 80), bool))
    assert not rgb(painted(Preview(painted=(mask,)), VIEW)).any()
