"""The project's categories, each with how many instances it has, and what they were before a person changed them.

One that was merged into another is kept and out of sight for as long as nothing has it: undoing the merge brings both
back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import msgspec

from annotator.core.attributes import Attribute, BadValue
from annotator.core.categories import Category, palette_colour
from annotator.core.errors import ProjectDamaged
from annotator.storage import settings
from annotator.storage.connection import Database, Row

_BEFORE = "categories before"
_STEPS_KEPT = 200


class _About(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stands in the column `attributes`, as MessagePack; nothing where it is all as here."""

    attributes: tuple[Attribute, ...] = ()
    digit: int = 0
    merged: bool = False


class Change(NamedTuple):
    """What a person did to a category, and the category as it was."""

    text: str
    before: Category
    names: dict[str, str]
    """The new names of its attributes by the old ones."""


def categories(database: Database) -> dict[int, Category]:
    """Every category by id, but those that were merged into others."""
    return {id: one for id, (one, hidden) in _found(database).items() if not hidden}


def with_merged(database: Database) -> dict[int, Category]:
    """Every category by id, also those that nobody sees: no new one may have their numbers."""
    return {id: one for id, (one, _) in _found(database).items()}


def _found(database: Database) -> dict[int, tuple[Category, bool]]:
    """Every category, and whether it is out of sight."""
    rows = database.rows("SELECT id, name, colour, supercategory, extra, attributes, instances FROM category "
                         "ORDER BY id")  # fmt: skip
    return {row[0]: _category(database, row) for row in rows}


def attributes_of(database: Database, id: int) -> tuple[Attribute, ...]:
    """A category's attributes, none where there is no such category."""
    return _about(database, id, database.value("SELECT attributes FROM category WHERE id = ?", (id,)) or b"").attributes


def put_category(database: Database, category: Category, merged: bool = False) -> None:
    """Add a category, or replace the one of this id."""
    about = _About(category.attributes, category.digit, merged)
    with database.transaction():
        database.run(
            """INSERT INTO category (id, name, colour, supercategory, extra, attributes) VALUES (?, ?, ?, ?, ?, ?)
               ON CONFLICT (id) DO UPDATE SET name = excluded.name, colour = excluded.colour,
               supercategory = excluded.supercategory, extra = excluded.extra, attributes = excluded.attributes""",
            (category.id, category.name, category.colour, category.supercategory, category.extra,
             b"" if about == _About() else msgspec.msgpack.encode(about)),
        )  # fmt: skip


def change_category(database: Database, category: Category, text: str, names: dict[str, str] | None = None) -> None:
    """Replace a category in a way that can be taken back; `names` are those of attributes, new by old."""
    with database.transaction():
        before = with_merged(database)[category.id]
        steps = [*settings.setting(database, _BEFORE, []), msgspec.to_builtins(Change(text, before, names or {}))]
        settings.set_setting(database, _BEFORE, steps[-_STEPS_KEPT:])
        put_category(database, category)


def last_change(database: Database) -> Change | None:
    """What was changed last and not taken back."""
    steps = settings.setting(database, _BEFORE, [])
    return msgspec.convert(steps[-1], Change) if steps else None


def take_back(database: Database) -> Change | None:
    """Undo the last change of a category, but not on its instances; what it was."""
    change = last_change(database)
    if change:
        with database.transaction():
            settings.set_setting(database, _BEFORE, settings.setting(database, _BEFORE, [])[:-1])
            put_category(database, change.before)
    return change


def new_category(database: Database, name: str) -> Category:
    """A category with the next id and the next colour; the one of this name where there is one, merged or not."""
    with database.transaction():
        known = with_merged(database)
        made = named(known.values(), name)
        if made and made.id in categories(database):
            return made
        made = made or Category(id=max(known, default=0) + 1, name=name, colour=palette_colour(len(known)))
        put_category(database, made)
        return made


def named(known: Iterable[Category], name: str) -> Category | None:
    """The first of this name."""
    return next((one for one in known if one.name == name), None)


def category_counts(database: Database) -> dict[int, int]:
    """How many instances each category has, rejected ones not counted."""
    return {id: count for id, count in database.rows("SELECT id, instances FROM category ORDER BY id")}


def _category(database: Database, row: Row) -> tuple[Category, bool]:
    id, name, colour, group, extra, about, instances = row
    said = _about(database, id, about)
    made = Category(id=id, name=name, colour=colour, supercategory=group, extra=extra,
                    attributes=said.attributes, digit=said.digit)  # fmt: skip
    return made, said.merged and instances == 0


def _about(database: Database, id: int, about: bytes) -> _About:
    if not about:
        return _About()
    try:
        return msgspec.msgpack.decode(about, type=_About)
    except (msgspec.MsgspecError, BadValue) as error:
        raise ProjectDamaged(
            f"{database.path.name} is damaged: the attributes of category {id} cannot be read ({error}). "
            "Nothing was changed in it; restore one of its backups."
        ) from error
