"""What is said of whole instances beside their outline: locked, a crowd, above or below others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace

from annotator.core.annotations import Instance, changed
from annotator.core.operations import counted
from annotator.ui.document import Document


def toggle_lock(document: Document, ids: Collection[int] | None = None) -> None:
    """Lock these, by default the selection; unlock them where all are locked already."""
    these = _these(document, document.selection if ids is None else ids)
    locks = not all(one.locked for one in these)
    _change(document, "Lock" if locks else "Unlock", these, lambda one: replace(one, locked=locks))


def toggle_crowd(document: Document) -> None:
    """Say that each of the selection is a crowd, a region of objects that are not told apart; or that none is."""
    these = _these(document, document.selection)
    crowd = not all(one.crowd for one in these)
    verb = "Mark as crowd:" if crowd else "Mark as single objects:"
    _change(document, verb, these, lambda one: one if one.crowd == crowd else one.judged_crowd(crowd))


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
    _change(document, "Order by size:", _these(document, document.selection), lambda one: replace(one, level=0))


def _these(document: Document, ids: Iterable[int]) -> list[Instance]:
    return [document.instances[id] for id in sorted(ids) if id in document.instances]


def _change(
    document: Document, verb: str, these: Iterable[Instance], made: Callable[[Instance], Instance]
) -> None:  # fmt: skip
    assert document.frame is not None
    pairs = [(one, new) for one in these if (new := made(one)) != one]
    text = f"{verb} {counted(len(pairs))}"
    if pairs and document.apply(changed(text, document.frame.key, *pairs)):
        document.said.emit("info", f"{text}.")
