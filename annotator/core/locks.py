"""A locked instance is not changed by any tool or command until a person unlocks it."""

from __future__ import annotations

from dataclasses import replace

from annotator.core.annotations import Edit, Instance


def refusal(count: int) -> str:
    """Why nothing was changed."""
    locked = "1 instance is" if count == 1 else f"{count} instances are"
    return f"{locked} locked, so nothing was changed; unlock first."


def against_locks(edit: Edit) -> list[Instance]:
    """The locked instances that the edit would change or take away; unlocking alone is allowed."""
    locked = [one for one in edit.before.values() if one.locked]
    return [one for one in locked if not _only_unlocks(one, edit.after.get(one.id))]


def _only_unlocks(one: Instance, after: Instance | None) -> bool:
    return after is not None and replace(after, locked=True) == one
