"""What is said of whole instances beside their outline: attributes, notes, locked, a crowd, above or below others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from annotator.core.annotations import Instance, Value, changed
from annotator.core.attributes import differs, shown, with_value
from annotator.core.operations import counted
from annotator.ui.commands.judging import unlocked
from annotator.ui.state.deeds import done
from annotator.ui.state.document import Document


def toggle_lock(document: Document, ids: Collection[int] | None = None) -> None:
    """Lock these, by default the selection; unlock them where all are locked already."""
    these = _these(document, document.selection if ids is None else ids)
    locks = not all(one.locked for one in these)
    _change(document, "Lock" if locks else "Unlock", these, lambda one: replace(one, locked=locks))


def toggle_crowd(document: Document) -> None:
    """Say that each of the selection is a crowd, a region of objects that are not told apart; or that none is."""
    set_crowd(document, not all(one.crowd for one in _these(document, document.selection)))


def set_crowd(document: Document, crowd: bool) -> None:
    """Say that all of the selection are crowds, or that none is."""
    verb = "Mark as crowd:" if crowd else "Mark as single objects:"
    _change(document, verb, _unlocked(document), lambda one: one if one.crowd == crowd else one.judged_crowd(crowd))


def set_attribute(document: Document, name: str, value: Value | None) -> None:
    """Give all of the selection this value; None takes away what they have."""
    text = f"Set {name} to {shown(value)}:" if value is not None else f"Clear {name}:"
    _change(document, text, [one for one in _unlocked(document) if differs(one, name, value)],
            lambda one: one.described(with_value(one.attributes, name, value)))  # fmt: skip


def set_note(document: Document, note: str) -> None:
    """Give all of the selection this note; it says nothing of whether they are right."""
    these = [one for one in _unlocked(document) if one.note != note]
    _change(document, "Note on" if note else "Take the note off", these, lambda one: replace(one, note=note))


def forward(document: Document) -> None:
    """The selection above what it lies level with."""
    _change(document, "Bring forward", _these(document, document.selection),
            lambda one: replace(one, level=one.level + 1))  # fmt: skip


def backward(document: Document) -> None:
    """The selection below what it lies level with."""
    _change(document, "Send backward", _these(document, document.selection),
            lambda one: replace(one, level=one.level - 1))  # fmt: skip


def by_size(document: Document) -> None:
    """The selection again where its size puts it: small above large."""
    these = [one for one in _these(document, document.selection) if one.level]
    _change(document, "Order by size:", these, lambda one: replace(one, level=0))


def _unlocked(document: Document) -> list[Instance]:
    return unlocked(document, sorted(document.selection))


def _these(document: Document, ids: Iterable[int]) -> list[Instance]:
    return [document.instances[id] for id in sorted(ids) if id in document.instances]


def _change(
    document: Document, verb: str, these: Iterable[Instance], made: Callable[[Instance], Instance]
) -> None:  # fmt: skip
    assert document.frame is not None
    pairs = [(one, new) for one in these if (new := made(one)) is not one]
    text = f"{verb} {counted(len(pairs))}"
    if pairs and document.apply(changed(text, document.frame.key, *pairs)):
        document.said.emit("info", f"{done(text)}.")
