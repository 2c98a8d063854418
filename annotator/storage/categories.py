"""The project's categories, each with how many instances it has."""

from __future__ import annotations

from annotator.core.categories import Category, palette_colour
from annotator.storage.connection import Database


def categories(database: Database) -> dict[int, Category]:
    """Every category by id."""
    rows = database.rows("SELECT id, name, colour, supercategory, extra FROM category ORDER BY id")
    return {id: Category(id=id, name=name, colour=colour, supercategory=group, extra=extra)
            for id, name, colour, group, extra in rows}  # fmt: skip


def put_category(database: Database, category: Category) -> None:
    """Add a category, or replace the one of this id."""
    with database.transaction():
        database.run(
            """INSERT INTO category (id, name, colour, supercategory, extra) VALUES (?, ?, ?, ?, ?)
               ON CONFLICT (id) DO UPDATE SET name = excluded.name, colour = excluded.colour,
               supercategory = excluded.supercategory, extra = excluded.extra""",
            (category.id, category.name, category.colour, category.supercategory, category.extra),
        )


def new_category(database: Database, name: str) -> Category:
    """A category with the next id and the next colour; the one of this name where there is one."""
    with database.transaction():
        known = categories(database)
        same = next((one for one in known.values() if one.name == name), None)
        if same:
            return same
        made = Category(id=max(known, default=0) + 1, name=name, colour=palette_colour(len(known)))
        put_category(database, made)
        return made


def category_counts(database: Database) -> dict[int, int]:
    """How many instances each category has, rejected ones not counted."""
    return {id: count for id, count in database.rows("SELECT id, instances FROM category ORDER BY id")}
