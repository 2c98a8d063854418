"""How pictures are adjusted for the eye: each as a person left it, the others as the project says.

All frames of a video have one adjustment, kept with the settings; a picture has its own, kept with its frame.
"""

from __future__ import annotations

import json

from annotator.core.adjustment import PLAIN, Adjustment, adjustment_of
from annotator.core.frames import FrameKey
from annotator.storage.connection import Database
from annotator.storage.settings import set_setting, setting

_EVERYWHERE, _OF_VIDEO = "adjustment", "adjustment of video "


def adjustment(database: Database, key: FrameKey) -> Adjustment:
    """How this frame's picture is shown."""
    video = _video(database, key)
    own = _of_picture(database, key) if video is None else setting(database, f"{_OF_VIDEO}{video}")
    return _everywhere(database) if own is None else adjustment_of(own)


def adjust(database: Database, key: FrameKey, wanted: Adjustment) -> None:
    """Show this frame's picture so, or all of its video, whatever the project says."""
    with database.transaction():
        if wanted == adjustment(database, key):
            return
        video = _video(database, key)
        own = None if wanted == _everywhere(database) else wanted.record()
        if video is not None:
            set_setting(database, f"{_OF_VIDEO}{video}", own)
            return
        kept = b"" if own is None else json.dumps(own).encode()
        database.run("INSERT INTO frame_extra (key, view) VALUES (?, ?) ON CONFLICT (key) DO UPDATE "
                     "SET view = excluded.view", (key, kept))  # fmt: skip


def adjust_all(database: Database, wanted: Adjustment) -> None:
    """Show every frame's picture so, those added later too."""
    with database.transaction():
        set_setting(database, _EVERYWHERE, wanted.record())
        database.run("UPDATE frame_extra SET view = x'' WHERE view <> x''")
        for (video,) in database.rows("SELECT id FROM video"):
            if setting(database, f"{_OF_VIDEO}{video}") is not None:
                set_setting(database, f"{_OF_VIDEO}{video}", None)


def _everywhere(database: Database) -> Adjustment:
    return adjustment_of(setting(database, _EVERYWHERE))


def _video(database: Database, key: FrameKey) -> int | None:
    """The video that a frame is of."""
    return database.value(  # type: ignore[no-any-return]
        "SELECT video.id FROM frame JOIN video USING (root, path) WHERE frame.key = ?", (key,)
    )


def _of_picture(database: Database, key: FrameKey) -> object:
    """What was kept of a frame; None where nothing was."""
    kept = database.value("SELECT view FROM frame_extra WHERE key = ?", (key,))
    if not kept:
        return None
    try:
        return json.loads(kept)
    except ValueError:
        return PLAIN.record()
