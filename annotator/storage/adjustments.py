"""How pictures are adjusted for the eye: each frame as a person left it, the others as the project says."""

from __future__ import annotations

import json

from annotator.core.adjustment import PLAIN, Adjustment, adjustment_of
from annotator.core.frames import FrameKey
from annotator.storage.connection import Database
from annotator.storage.settings import set_setting, setting

_SETTING = "adjustment"


def adjustment(database: Database, key: FrameKey) -> Adjustment:
    """How this frame's picture is shown."""
    kept = database.value("SELECT view FROM frame_extra WHERE key = ?", (key,))
    return _decoded(kept) if kept else adjustment_of(setting(database, _SETTING))


def adjust(database: Database, key: FrameKey, wanted: Adjustment) -> None:
    """Show this frame's picture so, whatever the project says."""
    with database.transaction():
        if wanted == adjustment(database, key):
            return
        everywhere = adjustment_of(setting(database, _SETTING))
        own = b"" if wanted == everywhere else json.dumps(wanted.record()).encode()
        database.run("INSERT INTO frame_extra (key, view) VALUES (?, ?) ON CONFLICT (key) DO UPDATE "
                     "SET view = excluded.view", (key, own))  # fmt: skip


def adjust_all(database: Database, wanted: Adjustment) -> None:
    """Show every frame's picture so, those added later too."""
    with database.transaction():
        set_setting(database, _SETTING, wanted.record())
        database.run("UPDATE frame_extra SET view = x'' WHERE view <> x''")


def _decoded(kept: bytes) -> Adjustment:
    try:
        return adjustment_of(json.loads(kept))
    except ValueError:
        return PLAIN
