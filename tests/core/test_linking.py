"""Which detections are the same object, on made frames."""

from collections.abc import Sequence

import numpy as np

from annotator.core.linking import Linker, Sight
from annotator.core.motion import Motion
from annotator.core.raster import LocalMask

WIDTH, HEIGHT = 160, 120
NO_LOOK = np.zeros(0, np.float32)
STILL = Motion(
    1.0, (WIDTH, HEIGHT), *(np.zeros((HEIGHT, WIDTH, 2), np.float32) for _ in range(2)), np.ones((HEIGHT, WIDTH), bool)
)


def moving(by: float) -> Motion:
    """Everything goes to the right."""
    forth = np.zeros((HEIGHT, WIDTH, 2), np.float32)
    forth[..., 0] = by
    return Motion(1.0, (WIDTH, HEIGHT), forth, -forth, STILL.sound)


def sight(x: int, y: int = 40, score: float = 0.9, category: int = 1, look: Sequence[float] = (), track: int = 0,
          side: int = 20) -> Sight:  # fmt: skip
    known = np.array(look, np.float32)
    return Sight(LocalMask(x, y, np.ones((side, side), bool)), score, category,
                 known / np.linalg.norm(known) if known.size else NO_LOOK, track)  # fmt: skip


def linked(*frames: Sequence[Sight], way: Motion = STILL) -> list[list[int]]:
    linker = Linker()
    return [linker.step(way if number else None, sights) for number, sights in enumerate(frames)]


def test_what_overlaps_is_the_same_whatever_its_place_in_the_list():
    assert linked([sight(10), sight(60)], [sight(62), sight(12)]) == [[1, 2], [2, 1]]


def test_the_flow_takes_objects_along_that_do_not_overlap_any_more():
    assert linked([sight(10), sight(60)], [sight(60), sight(110)], way=moving(50)) == [[1, 2], [1, 2]]


def test_the_whole_is_best_and_not_each_pair():
    assert linked([sight(10), sight(22)], [sight(20), sight(34)]) == [[1, 2], [1, 2]]


def test_a_low_score_keeps_a_track_alive_and_begins_none():
    assert linked([sight(10), sight(90, score=0.2)], [sight(12, score=0.2)], [sight(14)]) == [[1, 0], [1], [1]]


def test_an_object_that_was_hidden_for_a_while_keeps_its_number():
    way = moving(5)
    seen = [[sight(10 + 5 * k)] for k in range(4)] + [[]] * 5 + [[sight(10 + 5 * 9)]]
    assert [one for ones in linked(*seen, way=way) for one in ones] == [1] * 5


def test_what_is_hidden_goes_on_with_its_pace_and_not_with_what_hides_it():
    front = sight(60, side=30, category=2)
    seen = [[sight(10 + 8 * k), front] for k in range(4)] + [[front]] * 8 + [[sight(10 + 8 * 12), front]]
    numbers = Linker()
    found = [numbers.step(_right_half_still(8) if k else None, ones) for k, ones in enumerate(seen)]
    assert found[-1] == found[0]


def _right_half_still(by: float) -> Motion:
    way = moving(by)
    way.forth[:, 55:] = 0
    way.back[:, 55:] = 0
    return way


def test_what_looks_different_is_not_what_was_hidden():
    seen = [[sight(10, look=(1, 0))], [sight(10, look=(1, 0))], [], [], [sight(34, look=(0, 1))]]
    assert linked(*seen)[-1] == [2]
    seen[-1] = [sight(34, look=(1, 0))]
    assert linked(*seen)[-1] == [1]


def test_another_category_is_another_object():
    assert linked([sight(10)], [sight(10, category=2)]) == [[1], [2]]


def test_what_a_person_has_said_is_kept_to():
    two = [sight(10, track=7), sight(60, track=8)]
    assert linked(two, [sight(60, track=7), sight(10, track=8)]) == [[1, 2], [1, 2]]


def test_a_second_detection_of_the_same_thing_begins_no_object():
    assert linked([sight(10)], [sight(10), sight(12, side=16)]) == [[1], [1, 0]]


def test_a_scene_change_begins_anew():
    linker = Linker()
    assert [linker.step(None, [sight(10)]), linker.step(None, [sight(10)])] == [[1], [2]]


def test_what_was_hidden_for_too_long_is_another():
    assert linked([sight(10)], [sight(10)], *[[]] * 31, [sight(10)])[-1] == [2]
