"""Finding a line of text by some of its letters."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TypeVar

T = TypeVar("T")


def score(wanted: str, text: str) -> float | None:
    """How well the letters of `wanted` stand in `text` in their order, higher is better; None if they do not.

    Letters at the start of a word and letters in a row count more, so that "acab" finds "Accept all above".
    """
    wanted, text = wanted.casefold().replace(" ", ""), text.casefold()

    @lru_cache(None)
    def best(k: int, previous: int) -> float:
        if k == len(wanted):
            return 0.0
        places = (i for i in range(previous + 1, len(text)) if text[i] == wanted[k])
        return max((_worth(text, i, previous) + best(k + 1, i) for i in places), default=float("-inf"))

    total = best(0, -1)
    return None if total == float("-inf") else total - 0.01 * len(text)


def _worth(text: str, i: int, previous: int) -> float:
    if i > 0 and i == previous + 1:
        return 3.0
    return 2.0 if i == 0 or not text[i - 1].isalnum() else 0.5


def ranked(wanted: str, among: Sequence[T], text: Callable[[T], str]) -> list[T]:
    """Those that match, the best first; all of them, in their order, for an empty wish."""
    if not wanted.strip():
        return list(among)
    scored = [(value, one) for one in among if (value := score(wanted, text(one))) is not None]
    return [one for _, one in sorted(scored, key=lambda pair: -pair[0])]
