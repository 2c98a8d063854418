"""Colours that people must tell apart can be told apart by all eyes, and text can be read in both themes."""

from itertools import combinations

import numpy as np
import pytest

from annotator.core.categories import PALETTE
from annotator.ui.theme import DARK, LIGHT
from tests.ui.colour_vision import EYES, contrast, distance, lab

FIRST = 8
STATES = ("info", "good", "warning", "error")
GROUNDS = ("window", "base")
TEXTS = [(text, ground) for text in ("text", "muted", *STATES) for ground in (*GROUNDS, "hover")]
TEXTS += [("on_accent", "accent"), ("on_selected", "selected"), ("accent", "window"), ("accent", "base")]


def nearest(colours, eyes: str) -> float:
    """CIEDE2000 between the two that look most alike."""
    return min(distance(lab(one, eyes), lab(other, eyes)) for one, other in combinations(colours, 2))


@pytest.mark.parametrize(
    ("one", "other", "apart"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (73, 25, -18), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_distance_is_that_of_the_papers_table(one, other, apart):
    assert distance(np.array(one), np.array(other)) == pytest.approx(apart, abs=1e-4)


def test_contrast_is_that_of_the_recommendation():
    assert contrast("#000000", "#ffffff") == pytest.approx(21, abs=0.01)


@pytest.mark.parametrize("eyes", EYES)
def test_the_first_categories_are_far_apart(eyes):
    assert nearest(PALETTE[:FIRST], eyes) >= 10.5


@pytest.mark.parametrize("eyes", EYES)
def test_all_categories_are_apart(eyes):
    assert nearest(PALETTE, eyes) >= 9.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("eyes", EYES)
def test_good_and_bad_news_are_apart(theme, eyes):
    assert nearest([getattr(theme, state) for state in STATES], eyes) >= 11.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_can_be_read(theme, text, ground):
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", [*GROUNDS, "selected", "hover"])
def test_the_ring_of_the_focus_stands_off_its_ground(theme, ground):
    assert contrast(theme.accent, getattr(theme, ground)) >= 3
