"""Adjustments of what is drawn: the curve over any value, and what is kept of it."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.core.adjustment import CHANNELS, GAMMAS, PLAIN, Adjustment, Window, adjustment_of

SHARE = st.floats(-1, 1)
END = st.floats(-1e6, 1e6)
WINDOWS = st.tuples(END, END).filter(lambda ends: ends[0] < ends[1]).map(lambda ends: Window(*ends))
ADJUSTMENTS = st.builds(
    Adjustment, brightness=SHARE, contrast=SHARE, gamma=st.floats(*GAMMAS), window=st.none() | WINDOWS,
    channel=st.sampled_from(CHANNELS), inverted=st.booleans(),
)  # fmt: skip
EIGHT, SIXTEEN = Window(0, 255), Window(0, 65535)


def test_a_plain_table_changes_nothing():
    assert PLAIN.table(EIGHT).tolist() == list(range(256))


@given(ADJUSTMENTS)
def test_what_is_brighter_is_never_shown_darker_unless_inverted(adjustment):
    steps = np.diff(adjustment.table(SIXTEEN, 1 << 16).astype(int))
    assert (steps <= 0).all() if adjustment.inverted else (steps >= 0).all()


@given(WINDOWS)
def test_a_window_shows_its_low_end_black_its_high_end_white_and_all_beyond_likewise(window):
    low, high = window
    samples = np.array([-np.inf, low - 1e6, low, high, high + 1e6, np.inf, np.nan])
    assert Adjustment(window=window).shown(samples, EIGHT).tolist() == [0, 0, 0, 255, 255, 255, 0]


GENTLE = st.builds(Adjustment, brightness=SHARE, contrast=st.floats(-1, 0.5), gamma=st.floats(0.5, 2))


@given(GENTLE, st.lists(st.integers(0, 65535), min_size=1), st.sampled_from([np.float32, np.float64, np.int32]))
def test_a_number_is_shown_alike_whatever_type_it_has(adjustment, values, dtype):
    given = adjustment.shown(np.array(values, np.uint16), SIXTEEN).astype(int)
    other = adjustment.shown(np.array(values, dtype), SIXTEEN).astype(int)
    assert np.abs(given - other).max() <= 4  # the square root of a 65535th is one 256th


@pytest.mark.parametrize(
    ("change", "shown"),
    [
        ({"brightness": 1.0}, [255, 255, 255]),
        ({"brightness": -1.0}, [0, 0, 0]),
        ({"contrast": -1.0}, [128, 128, 128]),
        ({"contrast": 1.0}, [0, 255, 255]),
        ({"gamma": 2.0}, [0, 181, 255]),
        ({"inverted": True}, [255, 127, 0]),
        ({"window": Window(64, 192)}, [0, 128, 255]),
    ],
)
def test_what_each_slider_does(change, shown):
    assert Adjustment(**change).shown(np.array([0, 128, 255], np.uint8), EIGHT).tolist() == shown


def test_a_picture_of_one_enormous_number_is_shown():
    assert PLAIN.shown(np.full(3, -1e38, np.float32), Window(-1e38, -1e38 + 1)).tolist() == [0, 0, 0]


@given(ADJUSTMENTS)
def test_what_is_kept_comes_back(adjustment):
    assert adjustment_of(json.loads(json.dumps(adjustment.record()))) == adjustment


def test_nothing_is_kept_of_a_plain_picture():
    assert PLAIN.record() == {}


JSON = st.recursive(st.none() | st.booleans() | st.floats() | st.text(max_size=4) | st.integers(),
                    lambda inner: st.lists(inner, max_size=3))  # fmt: skip


@given(JSON | st.dictionaries(st.sampled_from(sorted(PLAIN.__slots__)), JSON))
def test_whatever_stands_in_the_file_something_can_be_shown(record):
    made = adjustment_of(record)
    assert made.shown(np.arange(256, dtype=np.uint8), EIGHT).shape == (256,)
    assert adjustment_of(made.record()) == made


@given(ADJUSTMENTS)
def test_8_bits_that_stand_for_0_to_255_have_the_same_table_stretched_or_not(adjustment):
    assert np.abs(adjustment.stretched_table(EIGHT).astype(int) - adjustment.table(EIGHT)).max() <= 1
