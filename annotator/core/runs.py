"""COCO's compressed run lengths to numbers.

Each number is written in groups of five bits, lowest first, one letter of the codes 48..111 a group: bit 32 says that
the number goes on, bit 16 of its last group is the sign; from the fourth number on it is the difference to the number
two before (COCO API, `rleToString`).
"""

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
"""Run lengths down the columns of a frame, beginning with zeros."""

_LOWEST, _HIGHEST = 48, 111
_LONGEST_NUMBER = 7  # groups of five bits: more than any count of a frame that can be opened
_GOES_ON, _SIGN, _BITS = 32, 16, 31


def decompressed(letters: bytes) -> Counts:
    """The run lengths, not yet compared with any frame; raises ValueError, whose text follows "the mask"."""
    groups = np.frombuffer(letters, np.uint8).astype(np.int64) - _LOWEST
    if len(groups) == 0:
        raise ValueError("has no run lengths")
    if groups.min() < 0 or groups.max() > _HIGHEST - _LOWEST:
        raise ValueError("has run lengths with letters that no run length has")
    last = np.nonzero(groups < _GOES_ON)[0]
    if len(last) == 0 or last[-1] != len(groups) - 1:
        raise ValueError("has run lengths that end in the middle of a number")
    starts = np.concatenate([[0], last[:-1] + 1])
    lengths = last + 1 - starts
    if lengths.max() > _LONGEST_NUMBER:
        raise ValueError("has a run length that is larger than any picture")
    place = np.arange(len(groups)) - np.repeat(starts, lengths)
    numbers = np.add.reduceat((groups & _BITS) << (5 * place), starts)
    numbers -= ((groups[last] & _SIGN) >> 4) << (5 * lengths)
    numbers[1::2] = np.cumsum(numbers[1::2])
    numbers[2::2] = np.cumsum(numbers[2::2])
    return numbers
