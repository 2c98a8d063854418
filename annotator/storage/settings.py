"""JSON values by name, and the header of an imported COCO file."""

from __future__ import annotations

import json
from typing import Any

from annotator.storage.connection import Database

_HEADER = "import header"


def setting(database: Database, name: str, default: Any = None) -> Any:
    """The value kept under a name."""
    found = _value(database, f"setting {name}")
    return default if found is None else json.loads(found)


def set_setting(database: Database, name: str, value: Any) -> None:
    """Keep a JSON value under a name."""
    _put(database, f"setting {name}", json.dumps(value, ensure_ascii=False).encode())


def header(database: Database) -> bytes:
    """Unknown top-level fields of the COCO file that was imported first: a JSON object, or empty."""
    return _value(database, _HEADER) or b""


def keep_header(database: Database, value: bytes) -> bool:
    """Keep an imported file's header, unless another is kept already; whether it is kept now."""
    if not header(database):
        _put(database, _HEADER, value)
    return header(database) == value


def _value(database: Database, name: str) -> bytes | None:
    return database.value("SELECT value FROM setting WHERE name = ?", (name,))  # type: ignore[no-any-return]


def _put(database: Database, name: str, value: bytes) -> None:
    if _value(database, name) == value:
        return
    with database.transaction():
        database.run("INSERT INTO setting VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                     (name, value))  # fmt: skip
