"""What tools that read the picture and compute on it have in common."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import replace
from typing import Any

from annotator.core.gesture import Gesture, Input, Preview

NO_PICTURE = "There is no picture here to read colours and edges from; open a frame whose file can be read"


def answer_to(work: Callable[[], object], preview: Preview) -> Generator[Preview, Input, Any]:
    """Wait for the work with this preview; what it returns, or None after Backspace."""
    event = yield replace(preview, asks=work)
    while event.kind not in ("answer", "back"):
        event = yield preview
    return event.answer


def without_picture() -> Gesture:
    """A gesture that only says why it is none."""
    yield Preview(hint=NO_PICTURE)
    return None
