"""Many edits as few: what going through a frame's history comes to."""

from __future__ import annotations

from collections.abc import Iterable

from annotator.core.annotations import Edit, Instance
from annotator.core.frames import FrameKey


def net(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """One edit per frame that does what these do one after the other; its text is the last one's."""
    before: dict[FrameKey, dict[int, Instance]] = {}
    after: dict[FrameKey, dict[int, Instance]] = {}
    texts: dict[FrameKey, str] = {}
    for edit in edits:
        gone, made = before.setdefault(edit.frame, {}), after.setdefault(edit.frame, {})
        for id, one in edit.before.items():
            if made.pop(id, None) is None:
                gone[id] = one
        made.update(edit.after)
        texts[edit.frame] = edit.text
    return tuple(Edit(text, frame, before[frame], after[frame]) for frame, text in texts.items())
