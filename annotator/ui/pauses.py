"""The interpreter's own pauses, kept shorter than a frame of the screen."""

import gc
import sys

_SWITCH_S = 0.0001
"""How long a thread may keep the interpreter from the GUI thread, which needs it back a hundred times in one layout."""

_NEW_OBJECTS, _YOUNG, _MIDDLE = 50_000, 20, 50
"""A frame of ten thousand instances is made of as many objects as would start a hundred collections otherwise."""


def keep_short() -> None:
    """For the whole process, once everything is imported: what is there by now is never looked at again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, _YOUNG, _MIDDLE)
    sys.setswitchinterval(_SWITCH_S)
