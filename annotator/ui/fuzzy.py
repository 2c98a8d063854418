"""Finding a line of text by some of its letters, or by its words in any order."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from statistics import fmean
from typing import TypeVar

T = TypeVar("T")

CLOSE = 2.0
"""What a letter has to be worth on the average: letters that stand scattered in a text do not find it."""
ELSEWHERE = 1.0
"""What a word is worth that stands not in the text, but in what else is said of it."""


def score(wanted: str, text: str) -> float | None:
    """How well the letters of `wanted` stand in `text` in their order, up to 3; None if they do not, or scattered.

    Letters at the start of a word and letters in a row count more, so that "acab" finds "Accept all above".
    """
    wanted, text = wanted.casefold().replace(" ", ""), text.casefold()

    @lru_cache(None)
    def best(k: int, previous: int) -> float:
        if k == len(wanted):
            return 0.0
        places = (i for i in range(previous + 1, len(text)) if text[i] == wanted[k])
        return max((_worth(text, i, previous) + best(k + 1, i) for i in places), default=float("-inf"))

    mean = best(0, -1) / max(1, len(wanted))
    return mean - 0.001 * len(text) if mean >= CLOSE else None


def _worth(text: str, i: int, previous: int) -> float:
    if i > 0 and i == previous + 1:
        return 3.0
    return 2.0 if i == 0 or not text[i - 1].isalnum() else 0.5


def relevance(wanted: str, text: str, further: str = "") -> float | None:
    """How well a text is what is wanted, as a whole or word by word; None where a word is nowhere."""
    if (whole := score(wanted, text)) is not None:
        return whole
    heads = further.casefold().split()
    found = [_found(word, text, heads) for word in wanted.casefold().split()]
    return fmean(one for one in found if one is not None) if None not in found else None


def _found(word: str, text: str, heads: Sequence[str]) -> float | None:
    if (here := score(word, text)) is not None:
        return here
    return ELSEWHERE if any(head.startswith(word) for head in heads) else None


def ranked(
    wanted: str, among: Sequence[T], text: Callable[[T], str], further: Callable[[T], str] = lambda _: ""
) -> list[T]:
    """Those that match, the best first; all of them, in their order, for an empty wish."""
    if not wanted.strip():
        return list(among)
    scored = [(value, one) for one in among if (value := relevance(wanted, text(one), further(one))) is not None]
    return [one for _, one in sorted(scored, key=lambda pair: -pair[0])]
